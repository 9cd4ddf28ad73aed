"""Runs the likeliest queries, and says what came of it."""
