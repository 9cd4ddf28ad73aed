"""Shapes that list columns of rows, also of the rows that nothing in another table points at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from chains.text2sql.generation.constants import MOST_ABSENT_LISTS, MOST_SHOWN_COLUMNS
from chains.text2sql.generation.ir import Item
from chains.text2sql.generation.projections.shape import Shape
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import TableView
from chains.text2sql.schema.graph import Edge
from chains.text2sql.schema.joins import direct


def lists(linked: LinkedQuestion, table: TableView, free: list[Mention]) -> Iterator[Shape]:
    display = Item(table.display(linked.question.language).id)
    shown = [m for m in free if m.how != "measure"] or free
    shown = [*shown, *_others(linked, table, shown)]
    sets: list[tuple[tuple[Item, ...], tuple[Mention, ...]]] = [((display,), ()), ((Item(None),), ())]
    whole = tuple(Item(c.id) for c in table.full_name)
    if whole:
        sets.append((whole, ()))
    in_order = sorted(shown[:MOST_SHOWN_COLUMNS], key=lambda m: m.start)
    for size in range(1, len(in_order) + 1):
        for group in combinations(in_order, size):
            items = tuple(Item(m.id) for m in group)
            sets.append((items, group))
            named = _in_full(linked, group)
            if named != items:
                sets.append((named, group))
            if display not in items and (size <= 2 or any(m.how == "table" for m in group)):
                sets.append(((display, *items), group))
    for mention in free:
        if mention.how == "measure":
            sets.append(((Item(mention.id),), (mention,)))
    for items, group in dict(sets).items():
        yield Shape(table.name, items, mentions=group)
        if linked.question.has("distinct") or len(items) == 1:
            yield Shape(table.name, items, distinct=True, mentions=group)


def _others(linked: LinkedQuestion, table: TableView, shown: list[Mention]) -> list[Mention]:
    """What names the rows of other tables that each row of this one points at: the genre of a track."""
    found: list[Mention] = []
    sure = [m for m in shown if m.score >= 0.5]
    for mention in linked.subjects.tables:
        is_near = any(e.left[0] == table.name for e in direct(linked.schema, mention.table, table.name))
        is_free = not any(s.start < mention.end and mention.start < s.end for s in (*sure, *found))
        if mention.score >= 0.75 and mention.table != table.name and is_near and is_free:
            column = linked.schema.tables[mention.table].display(linked.question.language)
            found.append(Mention(column.table, column.name, mention.start, mention.end, 0.7, "table"))
    return found


def _in_full(linked: LinkedQuestion, mentions: Sequence[Mention]) -> tuple[Item, ...]:
    """Given and family name for a "name" that does not say which of them."""
    items: list[Item] = []
    for mention in mentions:
        whole = [c.id for c in linked.schema.tables[mention.table].full_name]
        is_vague = mention.id in whole and mention.score < 0.9
        items.extend(Item(c) for c in (whole if is_vague else [mention.id]))
    return tuple(dict.fromkeys(items))


def without(linked: LinkedQuestion, table: TableView, lists: list[Shape]) -> Iterator[Shape]:
    """Rows that nothing in another table points at: "stadiums without concerts"."""
    for edge in _absences(linked, table):
        other = edge.right[0] if edge.left[0] == table.name else edge.left[0]
        for shape in [s for s in lists if not s.distinct and len(s.select) <= 2][:MOST_ABSENT_LISTS]:
            yield replace(shape, without=(other, edge))
        yield Shape(table.name, (Item(None, "count"),), without=(other, edge))


def _absences(linked: LinkedQuestion, table: TableView) -> list[Edge]:
    """Ties to a named table, or to one that only ties ours to it."""
    found: list[Edge] = []
    for mention in linked.subjects.tables:
        if mention.score < 0.6:
            continue
        found.extend(direct(linked.schema, table.name, mention.table))
        for link in linked.schema.tables.values():
            if link.name not in (table.name, mention.table) and direct(linked.schema, link.name, mention.table):
                found.extend(e for e in direct(linked.schema, table.name, link.name) if e.left[0] == link.name)
    own = [(e, e.left if e.left[0] == table.name else e.right) for e in dict.fromkeys(found)]
    return [e for e, column in own if linked.schema.column(column).is_key]
