"""What a question says before any schema is looked at: words, numbers, times, cues, and what it asks for."""
