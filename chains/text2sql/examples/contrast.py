"""What one question asks for that another does not: other extremes and comparisons, other tables and columns."""

from __future__ import annotations

from collections.abc import Sequence

from chains.text2sql.analysis.question import Question
from chains.text2sql.examples.constants import SURE_NAME
from chains.text2sql.examples.slots import Span
from chains.text2sql.linking.types import Links

_TELLING = frozenset(
    "count sum avg max min descending not above below at_least at_most group average_of_all recent distinct ratio "
    "like starts ends null or every".split()
)


def cue_contrast(one: Question, other: Question) -> int:
    """Return how many kinds of cues stand in one of the questions only."""
    return len(_cues(one) ^ _cues(other))


def _cues(question: Question) -> set[str]:
    return {c.name for c in question.cues if c.name in _TELLING}


def named_contrast(one: Links, one_slots: Sequence[Span], other: Links, other_slots: Sequence[Span]) -> float:
    """Return how many tables and columns one of the questions names outside its slots and the other does not.

    What the other one means in other words counts half.
    """
    return _missing(one, one_slots, other) + _missing(other, other_slots, one)


def _missing(links: Links, slots: Sequence[Span], other: Links) -> float:
    by_place: dict[tuple[int, int], list[float]] = {}
    for mention in (*links.tables, *links.columns):
        is_slot = any(a < mention.end and mention.start < b for a, b in slots)
        if mention.how != "name" or mention.score < SURE_NAME or is_slot:
            continue
        found = other.table_score(mention.table) if mention.column is None else other.column_score(mention.id)
        by_place.setdefault((mention.start, mention.end), []).append(found)
    # words that name several things are missed only if the other question names none of them
    return sum(1.0 if max(found) < 0.3 else 0.5 if max(found) < 0.6 else 0.0 for found in by_place.values())
