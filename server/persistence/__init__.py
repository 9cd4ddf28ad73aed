"""The application database: threads with their messages, feedback, and the connections to databases one may ask."""
