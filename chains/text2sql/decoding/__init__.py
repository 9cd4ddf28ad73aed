"""SQL written by a larger model: its prompt, the grammar that holds it, and the vote over several statements."""
