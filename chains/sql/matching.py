"""How well a question fits a database: evidence for the router, from names, comments and cells."""

import math
from collections.abc import Sequence

from sqlalchemy import MetaData

from chains.sql.conditions import ValueHit
from chains.sql.linking import Embed, Links, link
from chains.sql.question import Question, read_question
from chains.sql.schema import SchemaView, view_schema

_QUESTION_CHARACTERS = 600


def schema_match(
    question: str, metadata: MetaData, value_matches: Sequence[ValueHit], embed: Embed | None = None
) -> float:
    """Return 0..1: how much of the question speaks of this database.

    0 when nothing does; over 0.5 when it plainly does.

    A table, a column and a value in the same question weigh far more than any of them alone; a question that asks
    for a number, a list or an extreme weighs more than one that asks how or why.
    """
    read = read_question(question[:_QUESTION_CHARACTERS])
    schema = view_schema(metadata)
    return match_of(read, schema, link(read, schema, embed), value_matches)


def match_of(question: Question, schema: SchemaView, links: Links, hits: Sequence[ValueHit]) -> float:
    """Return the match of a question that is linked already."""
    table = max((m.score for m in links.tables), default=0.0)
    named = [m for m in links.columns if m.how != "measure" and not schema.column(m.id).is_id]
    column = max((m.score for m in named if not _is_a_table(m.start, m.end, links)), default=0.0)
    value = max(
        (h.score * min(1.0, (h.end - h.start) / (2 if question.language == "zh" else 5)) for h in hits), default=0.0
    )
    asks = question.has(
        "count", "sum", "avg", "max", "min", "order", "group", "above", "below", "at_least", "at_most", "recent"
    )
    when = bool(question.times or question.numbers)
    strength = (
        1.7 * table + 1.3 * column + 1.5 * value + 0.9 * asks + 0.5 * when + 0.6 * table * column + 0.8 * table * asks
    )
    if table < 0.5 and column < 0.6 and value < 0.6:
        strength -= 1.2
    return round(1 / (1 + math.exp(-(1.5 * strength - 4.2))), 4) if strength > 0 and (table or column or value) else 0.0


def _is_a_table(start: int, end: int, links: Links) -> bool:
    """Whether the same words name a table as well: they count once."""
    return any(t.start <= start and end <= t.end and t.score >= 0.8 for t in links.tables)
