"""Text: sentences, passages and index terms, in Chinese and English."""
