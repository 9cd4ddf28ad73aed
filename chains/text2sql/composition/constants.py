"""Costs and limits of composing, set by hand on questions of our own (`tests/chains/text2sql/everyday`).

A cost of 1 is that of leaving one English word over.
"""

COST_CUE = 0.005
COST_NAME = 0.05
COST_EMPTY = 0.02
COST_LONE_EMPTY = 0.12
"""An empty Chinese word inside what the tokenizer takes for another word."""
COST_CUT_WORD, COST_CUT_BY_CUE = 0.08, 0.03
COST_LEFT_IDEOGRAPH = 0.5
LEAST_TABLE = 0.6
LEAST_COLUMN = 0.45
COVERS = 8
"""How many ways to cut a question are tried."""
MOST_SHOWN = 16
"""Columns of a list of whole rows."""
MOST_SUBJECTS = 5
MOST_COMPOSITIONS = 10
DROPS_NONE = 0.5
"""For grouping the rows of a table by an entity of which each is asked for: those without rows would be missing."""
COUNTS_ONE = 0.6
"""For counting rows of a table by their own name: there is one."""
FAR_MEANING = 0.4
"""For words that only come near a name in meaning."""
ASKS_ONE = 0.15
"""For asking a row of the subject that is named: what it is about is surer."""
OTHER_FORM = 0.08
"""For a name that has the stem of a word but another form: visit for "visitors"."""
COST_LITERAL = -0.01
LONG_NAME = -0.025
"""For each further word of a name that the question has in full."""
SURE_TABLE = 0.95
TABLE_IN_FILTER = 0.4
"""For reading "no orders" as a gap in a column where a table has the name."""
SURE_CELL = 0.9
PERIOD_IN_CELL = 0.3
"""For reading "annual" as a period where a cell is called so."""
TIE = 0.55
"""For taking an unknown verb in front of a cell as what ties it to the subject: it is said."""
FAR_FILTER, MANY_FILTER = 0.05, 0.2
"""For a test that is so many joins away, and for one on many rows that nothing names: another subject is nearer."""
NAMED_BEHIND = 0.2
NEAR_TABLE = 0.55
"""Of a table's name that a state word may rather be: 预约 is the appointments, not those that are booked."""
LIMIT_ALONE = 1.0
"""For the top of rows that nothing orders."""

KIND_IS_A_COLUMN = 0.15
"""The kinds of boats are counted, where boats have a kind, and not the boats."""

LISTS_EACH_PERIOD = 0.4
"""Tickets opened per month are counted, where nothing says that they are listed."""

EITHER_OF_BOTH = 0.3
"""Both Central and Riverside: one of them is seldom enough."""
