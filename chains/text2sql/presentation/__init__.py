"""Rows and queries for people: a sentence, a paraphrase, headings, a chart."""
