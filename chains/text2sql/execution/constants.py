"""Limits of deciding, set on questions of our own and on public development sets (`python -m tests.evals sql`)."""

MOST_COST = 0.95
"""Of a composition that is believed: less than one word left over."""
COMPARED = 3
"""How many of the likeliest enumerated queries are compared with what was composed."""
LEAST_LIKENESS = 0.6
"""Of a solved question that is followed."""
MOST_LEFT = 0.34
"""The share of unknown words above which nothing is answered."""
