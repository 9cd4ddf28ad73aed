"""What of a match between a question and a schema may be chance, and therefore says little about where to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chains.sql.conditions import ValueHit
from chains.sql.linking import Links, Mention
from chains.sql.protocols import ValueFinder

_MANY_VALUES = 400
# "today" is a song as well: an everyday word that happens to be one of thousands of values
_WORTH_OF_A_WORD = 0.4
_FAINT, _WORTH_OF_A_LIKENESS = 0.6, 0.6


@dataclass(frozen=True)
class _WeighedHit:
    table: str
    column: str
    value: str
    start: int
    end: int
    score: float


def discounted(text: str, links: Links, hits: Sequence[ValueHit], values: ValueFinder) -> tuple[Links, list[ValueHit]]:
    """Return the mentions and values with less weight on those that are easily there by chance.

    These are faint likenesses in meaning, and lone English words in lower case that are one of more than 400 values.
    """
    weighed = Links(tuple(map(_weighed, links.tables)), tuple(map(_weighed, links.columns)))
    return weighed, [_hit(hit, text[hit.start : hit.end], values) for hit in hits]


def _weighed(mention: Mention) -> Mention:
    if mention.how == "meaning" and mention.score < _FAINT:
        return replace(mention, score=_WORTH_OF_A_LIKENESS * mention.score)
    return mention


def _hit(hit: ValueHit, said: str, values: ValueFinder) -> ValueHit:
    is_everyday = said.isascii() and said.islower() and " " not in said
    if is_everyday and len(values.of(hit.table, hit.column)) > _MANY_VALUES:
        return _WeighedHit(hit.table, hit.column, hit.value, hit.start, hit.end, _WORTH_OF_A_WORD * hit.score)
    return hit
