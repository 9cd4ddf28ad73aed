"""Which of the enumerated queries a question means most likely."""
