"""What staff ask of ordinary tables, on every engine and in both languages, and which of it is known not to work."""
