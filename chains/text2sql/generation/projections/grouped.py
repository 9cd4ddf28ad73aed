"""Shapes of one row per group: counted, added up, compared and ordered."""

from collections.abc import Iterator
from dataclasses import replace

from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Item
from chains.text2sql.generation.projections.figures import only_amounts, products, wanted_aggregates
from chains.text2sql.generation.projections.free_columns import numeric_mentions
from chains.text2sql.generation.projections.keys import group_keys
from chains.text2sql.generation.projections.shape import Shape
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import TableView
from chains.text2sql.schema.kinds import counts_pieces
from chains.text2sql.schema.naming import split_name


def grouped(linked: LinkedQuestion, table: TableView, free: list[Mention], chosen: ConditionSet) -> Iterator[Shape]:
    cues = linked.question.has("group", "max", "min", "order", "money") or chosen.having is not None
    if not cues and not linked.question.has("count", "sum", "avg", "above", "at_least"):
        return
    both_ends = linked.question.has("max") and linked.question.has("min")
    measures = [(Item(None, "count"), None), *_group_measures(linked, table, free)]
    for key, label, mention in group_keys(linked, table, free, chosen):
        for measure, measured in measures:
            if measure.column is not None and measure.column in (i.column for i in key):
                continue
            mentions = tuple(m for m in (mention, measured) if m is not None)
            base = Shape(table.name, (*label, measure), group=key, mentions=mentions)
            yield base
            if chosen.having is not None:
                yield replace(base, select=label, having=measure)
                yield replace(base, having=measure)
                continue
            others = [m for m, _ in measures if m.aggregate != measure.aggregate]
            for other in others if _wants_several(linked) else []:
                yield replace(base, select=(*label, measure, other))
            for descending in _group_directions(linked):
                order = ((measure, descending),)
                limit = chosen.limit or 1
                if (linked.question.has("max", "min", "recent") and not both_ends) or chosen.limit:
                    yield replace(base, order=order, limit=limit)
                    yield replace(base, select=label, order=order, limit=limit)
                if linked.question.has("order", "ascending", "descending"):
                    yield replace(base, order=order)
                    yield replace(base, select=label, order=order)


def _wants_several(linked: LinkedQuestion) -> bool:
    """Whether more than one figure is asked for: the number and the average."""
    return sum(linked.question.has(name) for name in ("count", "sum", "avg", "max", "min")) > 1


def _group_measures(linked: LinkedQuestion, table: TableView, free: list[Mention]) -> list[tuple[Item, Mention | None]]:
    wanted = wanted_aggregates(linked) or ["sum"]
    found: list[tuple[Item, Mention | None]] = [(Item(m.id, "sum", times=q), m) for m, q in products(linked, table)]
    numeric = numeric_mentions(linked, free)
    for mention in [*numeric, *(m for m in only_amounts(linked, table) if m.id not in {n.id for n in numeric})][:3]:
        found.extend((Item(mention.id, a), mention) for a in wanted)
        if "sum" not in wanted:
            found.append((Item(mention.id, "sum"), mention))
    pieces = next((c for c in table.columns if c.kind == "number" and counts_pieces(split_name(c.name))), None)
    done = [m for m in linked.subjects.of_table(table.name) if m.how == "deed"]
    if pieces is not None and done and "avg" not in wanted:
        found.append((Item(pieces.id, "sum"), Mention(*pieces.id, done[0].start, done[0].end, 0.6, "measure")))
    if linked.question.has("distinct"):
        found.extend((Item(m.id, "count", distinct=True), m) for m in free[:3] if m.how != "measure")
    return found


def _group_directions(linked: LinkedQuestion) -> list[bool]:
    cues = linked.question.cues_named("max", "min", "ascending", "descending", "recent")
    return list(dict.fromkeys(c.name in ("max", "descending", "recent") for c in cues)) or [True]
