"""Conditions on the rows of a plan: each module gives one kind of words its part."""
