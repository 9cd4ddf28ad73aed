"""How solved questions are compared with a new one. Likenesses are 0..1.

Set by hand on development questions with the other half of the set as examples; no measurement of the single value is
kept.
"""

from typing import Final

MOST_FILLINGS: Final = 24
"""Ways to fill the slots that are tried."""
NAMED_COLUMN: Final = 0.7
"""A column that is named for sure, so that it is a slot."""
SURE_NAME: Final = 0.75
"""A table or column that is named for sure."""
NEAREST_EXAMPLES: Final = 10
"""Solved questions that are looked at."""
UNUSED_COST: Final = 0.12
"""What each value or number costs that the filled query leaves out."""
OTHER_CUE_COST: Final = 0.12
"""What each kind of cue costs that stands in one of the questions only."""
OTHER_NAME_COST: Final = 0.08
"""What each table or column costs that one of the questions names only."""
UNSAID_COST: Final = 0.2
"""What each text of the query costs that the solved question does not say."""
