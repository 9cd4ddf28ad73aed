"""Bounds on what a larger model is shown and may write."""

from typing import Final

SAMPLES: Final = 5
"""Statements that are drawn for one question."""
VOTING_CANDIDATES: Final = 5
"""Enumerated candidates that vote with them."""
EMPTY_WEIGHT: Final = 0.3
"""What a statement without rows counts. Set by hand."""
VOTING_SECONDS: Final = 10.0
"""After this long no further statement is run."""
SHOWN_TABLES: Final = 12
"""Tables that a prompt shows."""
SCHEMA_TOKENS: Final = 2_400
"""Tokens of a prompt's tables, three bytes a token, as `agents.dependencies.approximate_tokens` counts."""
EXAMPLE_TOKENS: Final = 900
"""Tokens of its examples."""
SHOWN_CELLS: Final = 3
"""Cells that it shows of a column."""
GRAMMAR_TABLES: Final = 8
"""Tables of a grammar. With the three below it bounds the grammar, and with it the time to compile it."""
GRAMMAR_PAIRS: Final = 10
"""Joins of two tables."""
GRAMMAR_TRIPLES: Final = 6
"""Joins of three."""
GRAMMAR_COLUMNS: Final = 40
"""Columns of one table."""
GRAMMAR_VALUES: Final = 20
"""Cells that it offers."""
