"""Which tables, columns and cells of a database a question means, and how well it fits the database."""
