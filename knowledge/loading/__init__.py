"""From files to text: one loader per file type, all giving a ParsedDocument."""
