"""Bounds of what counts as a follow-up, and scores above which something is named (0..1). Set by hand."""

from typing import Final

LONGEST_FRAGMENT: Final = 80
"""Characters; a longer question stands alone."""
NAMED_COLUMN: Final = 0.5
"""A column that a fragment names."""
LONGEST_QUESTION: Final = 200
"""Characters; a longer one is a question in full."""
SURE_COLUMN: Final = 0.8
"""A column that is named for sure."""
