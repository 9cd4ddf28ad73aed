"""How sure a reading must be before SQL is measured by it; set on the scripts of `tests/chains/text2sql/verification`
and on public development sets, whose own SQL must pass."""

SURE_OPTION = 0.9
"""Of a filter that is demanded."""
MOST_DOUBT = 0.6
"""Cost of a complete composition all of whose parts are demanded."""
NEAR_COMPLETE = 2.0
"""Cost of a composition that leaves a word or two over: its numbers, orders and amounts are demanded."""
KNOWN_OPTION = 0.45
"""Of a filter that explains a test of the SQL."""
KNOWN_NAME = 0.6
"""Of a table or column whose words ask for nothing else."""
PAGE = 100
"""A limit from here on keeps a list readable and asks for nothing."""
