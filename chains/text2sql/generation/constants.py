"""Bounds of the enumeration, which keep its time in hand, and scores above which a reading is taken for sure (0..1).

Set by hand; no measurement of the single value is kept.
"""

from typing import Final

MOST_QUERIES: Final = 1_500
"""Queries that are enumerated for one question."""
MOST_FREE_COLUMNS: Final = 6
"""Columns that free words may mean."""
MOST_ORDER_KEYS: Final = 5
"""Columns to order by that are tried."""
MOST_SHOWN_COLUMNS: Final = 5
"""Columns of which every selection is tried."""
MOST_ABSENT_LISTS: Final = 12
"""Lists of rows that nothing points at."""
SURE_GROUP_KEY: Final = 0.7
"""An amount that is grouped by is named this surely."""
MOST_OPTIONS: Final = 4
"""Readings of one stretch."""
DENIAL_REACH: Final = 40
"""Characters before a quoted text in which "not" denies it."""
MOST_CELL_OPTIONS: Final = 7
"""Readings of one cell."""
MOST_CONDITION_SETS: Final = 16
"""Sets of conditions that are kept."""
MOST_EACH: Final = 4
"""Values of which all may be wanted."""
NEAR_VALUES: Final = 24
"""Characters between two values that belong together."""
FARTHEST_EITHER: Final = 60
"""Characters between two conditions of which one is enough."""
BEYOND_CLAUSE: Final = 0.5
"""What a column beyond the end of the clause counts: it seldom belongs to the number."""
COUNTED_TABLE: Final = 0.75
"""How surely the noun behind a number names a table whose rows are counted: "with 2 parts"."""
EXTREME_WITHIN: Final = 60
"""Which five towns have the highest bridges, 哪五个城镇的桥最高: characters from the number to its extreme."""

# Which column a cell is taken for: terms of the score of `filters.cells`.
NAMES_SOMETHING_ELSE: Final = 0.3
"""What a cell counts whose words name a table or column as well."""
LENGTH_SHARE: Final = 0.4
"""How much of its score it owes to its length beside the longest cell at the place."""
OWN_TABLE_NAMED: Final = 0.25
OWN_COLUMN_NEAR: Final = 0.3
IS_NO_KEY: Final = 0.1
IS_DISPLAY: Final = 0.1
"""Its column names the rows of its table."""
TABLE_BEHIND: Final = 0.35
"""The name of its table stands right behind it."""
OTHER_LANGUAGE: Final = 0.1
"""Taken off where its column is marked as another language's."""

# Which column a number is compared with: terms of the score of `filters.amounts`.
DISTANCE_COST: Final = 0.6
"""Taken off at the end of the reach, less before it."""
UNIT_OF_COLUMN: Final = 0.8
"""The number's unit is the column's, or is not."""
UNIT_OF_NAME: Final = 0.4
"""Columns of such a name hold amounts of the unit."""
UNIT_OF_ANOTHER: Final = 0.5
"""Taken off where they hold amounts of another."""
IS_KEY_UNSAID: Final = 0.8
"""Taken off a key that the question does not call so."""
EQUALS_WORD: Final = 0.7
"""Taken off a number in words that would have to be equal: "one" is an article more often."""
TABLE_OF_AMOUNT: Final = 0.2
LEAST_COMPARISON: Final = 0.25
"""A column with a lower score is not compared."""
