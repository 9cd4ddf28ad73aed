"""What rows may be grouped by: a column, a period, or the rows of another table."""

import re
from collections.abc import Iterator
from itertools import combinations

from chains.text2sql.generation.constants import SURE_GROUP_KEY
from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Item
from chains.text2sql.generation.projections.free_columns import free_mentions
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import ColumnView, TableView
from chains.text2sql.schema.joins import direct

GroupKey = tuple[tuple[Item, ...], tuple[Item, ...], Mention | None]
"""Group by, what is shown of it, where the question says it."""


def group_keys(
    linked: LinkedQuestion, table: TableView, free: list[Mention], chosen: ConditionSet
) -> Iterator[GroupKey]:
    """(group by, what is shown of it, where the question says it):

    a column, a period, or the rows of a table tied to ours.
    """
    for mention in free[:5]:
        column = linked.schema.column(mention.id)
        is_own_key = column.is_key and column.refers_to is None and column.table == table.name
        is_vague_key = (column.is_id or column == table.own_name(linked.question.language)) and mention.score < 0.6
        is_amount = column.kind == "number" and not column.is_id and mention.score < SURE_GROUP_KEY
        if mention.how == "measure" or is_own_key or is_vague_key or is_amount:
            continue
        items = _period_items(linked, column)
        for item in items:
            yield (item,), (item,), mention
    named = [m for m in free if m.how != "measure" and m.score >= SURE_GROUP_KEY][:3]
    if linked.question.has("group"):
        for pair in combinations(sorted(named, key=lambda m: m.start), 2):
            both = tuple(Item(m.id) for m in pair)
            yield both, both, pair[0]
    yield from _calendar_keys(linked, table)
    for mention in linked.subjects.tables:
        other = linked.schema.tables[mention.table]
        if mention.score < 0.5 or not other.primary_keys or other.name == table.name:
            continue
        edges = direct(linked.schema, table.name, other.name)
        if edges and all(e.left[0] == other.name for e in edges):
            continue  # many rows of the other point at one of ours: each of them would count one
        spoken = [m for m in free_mentions(linked, other.name, chosen) if m.table == other.name]
        yield from _entity_keys(linked, other, table, spoken, mention)


def _entity_keys(
    linked: LinkedQuestion, other: TableView, table: TableView, spoken: list[Mention], mention: Mention
) -> Iterator[GroupKey]:
    key = tuple(Item(c.id) for c in other.primary_keys)
    sure = [m for m in spoken if m.how != "measure" and (m.score >= 0.5 or not linked.schema.column(m.id).is_id)]
    shown = sorted(sure, key=lambda m: m.start)
    displays = tuple(Item(c.id) for c in other.full_name) or (Item(other.display(linked.question.language).id),)
    group = tuple(dict.fromkeys((*key, *displays)))
    yield group, displays, mention
    if shown:
        items = tuple(Item(m.id) for m in shown[:3])
        yield tuple(dict.fromkeys((*key, *items))), items, mention
        if len(items) > 1:
            yield tuple(dict.fromkeys((*key, items[0]))), items[:1], mention
    if other.own_name(linked.question.language) is not None:
        return  # its name says more than the key that points at it
    for edge in direct(linked.schema, table.name, other.name):
        own = edge.left if edge.left[0] == table.name else edge.right
        yield (Item(own),), (Item(own),), mention


def _period_items(linked: LinkedQuestion, column: ColumnView) -> list[Item]:
    if column.kind != "time":
        return [Item(column.id)]
    return [Item(column.id), *_periods(linked, column)]


def _periods(linked: LinkedQuestion, column: ColumnView) -> list[Item]:
    text = linked.question.text
    found = []
    if re.search(r"\b(?:each|per|every|by) month|monthly|每个?月|按月|各月|月度", text, re.IGNORECASE):
        found.append(Item(column.id, period="month"))
    if re.search(r"\b(?:each|per|every|by) year|yearly|annual|每一?年|按年|各年|年度|历年", text, re.IGNORECASE):
        found.append(Item(column.id, period="year"))
    return found


def _calendar_keys(linked: LinkedQuestion, table: TableView) -> Iterator[GroupKey]:
    for column in table.columns:
        if column.kind == "time":
            for item in _periods(linked, column):
                cue = next(iter(linked.question.cues_named("group")), None)
                place = Mention(column.table, column.name, cue.start, cue.end, 0.8, "name") if cue else None
                yield (item,), (item,), place
