"""Limits of deciding, set on questions of our own and on public development sets (`python -m tests.evals sql`)."""

MOST_COST = 0.95
"""Of a composition that is believed: less than one word left over."""
COMPARED = 3
"""How many of the likeliest enumerated queries are compared with what was composed."""
LEAST_LIKENESS = 0.6
"""Of a solved question that is followed."""
MOST_LEFT, FEW_WORDS, MOST_LEFT_OF_MANY = 0.34, 5, 0.6
"""The share of unknown words above which nothing is answered, in a question of up to five content words and in longer
ones, where people also say why they ask."""
NEAR = 0.6
"""Of a name or cell that words come near: they are not wholly unknown."""
REPAIRS = 2
"""Further statements that are tried after one that failed or gave no rows."""
CANDIDATES = 10
"""Likeliest queries that are kept."""
RECONSIDERED = 40
"""Queries that solved questions speak for or against."""
READINGS = 3
"""Ways to read a question that are shown."""
CLOSE_READING = 0.55
"""A reading this near the likeliest one is worth asking about. Set by hand."""
