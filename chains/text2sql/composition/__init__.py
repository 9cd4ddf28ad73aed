"""Composes a query from the spans of a question: each word is stood for by a part of the plan, is empty, or is said."""
