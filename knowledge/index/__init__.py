"""What is searched: the vectors and the terms of each version of a base."""
