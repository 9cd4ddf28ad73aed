"""Shapes that order rows, and show the first of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from chains.text2sql.generation.constants import MOST_ORDER_KEYS
from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Item
from chains.text2sql.generation.projections.shape import Shape
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import TableView


def ordered(
    linked: LinkedQuestion, table: TableView, free: list[Mention], lists: list[Shape], chosen: ConditionSet
) -> Iterator[Shape]:
    both_ends = linked.question.has("max") and linked.question.has("min")
    superlative = (linked.question.has("max", "min", "recent") and not both_ends) or chosen.limit is not None
    sorted_ = linked.question.has("order", "ascending", "descending")
    if not superlative and not sorted_:
        return
    keys = [m for m in free if _is_measure(linked, m) or (sorted_ and linked.schema.column(m.id).is_id)]
    if sorted_:
        keys = [*keys, *(m for m in free if m not in keys)]
    keys = [*keys, *(m for m in _measure_keys(linked, table) if m.id not in {k.id for k in keys})]
    for key in keys[:MOST_ORDER_KEYS]:
        for descending in _directions(linked, key):
            for shape in lists:
                if (shape.distinct and superlative) or (
                    Item(key.id) in shape.select and len(shape.select) == 1 and superlative
                ):
                    continue
                order = ((Item(key.id), descending),)
                if superlative:
                    yield replace(shape, order=order, limit=chosen.limit or 1, mentions=(*shape.mentions, key))
                if sorted_ or chosen.limit is None:
                    yield replace(shape, order=order, mentions=(*shape.mentions, key))


def _is_measure(linked: LinkedQuestion, mention: Mention) -> bool:
    column = linked.schema.column(mention.id)
    return column.kind in ("number", "year", "time") and not column.is_id


def _measure_keys(linked: LinkedQuestion, table: TableView) -> list[Mention]:
    own = [m for m in linked.subjects.columns if m.table == table.name and m.how == "measure"]
    timed = [c for c in table.columns if c.kind == "time"] if linked.question.has("recent") else []
    own.extend(
        Mention(c.table, c.name, cue.start, cue.end, 0.6, "measure")
        for c in timed
        for cue in linked.question.cues_named("recent")
    )
    return own


def _directions(linked: LinkedQuestion, key: Mention) -> list[bool]:
    """Descending or not, by the nearest cue; dates and years turn "oldest" round."""
    cues = linked.question.cues_named("max", "min", "ascending", "descending", "recent")
    if not cues:
        return [False]
    nearest = min(cues, key=lambda c: abs(c.start - key.start))
    descending = nearest.name in ("max", "descending", "recent")
    if linked.schema.column(key.id).kind in ("time", "year"):
        if re.search(r"old|老|旧", nearest.text):
            descending = False
        elif re.search(r"young|new|年轻", nearest.text):
            descending = True
    return [descending]
