"""The cells that a question names, as the database's own index finds them."""

from chains.text2sql.linking.types import ValueMatch
from chains.text2sql.protocols import ValueFinder


def match_values(text: str, values: ValueFinder) -> list[ValueMatch]:
    """Return what `values` finds in `text`, best first."""
    return [ValueMatch(f.table, f.column, f.value, f.start, f.end, f.score) for f in values.match(text)]
