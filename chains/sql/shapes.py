"""Proposes what a query may show, group and order by, given its table and conditions.

The ranker chooses among the proposals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from chains.sql.conditions import ConditionSet
from chains.sql.joins import direct
from chains.sql.linking import Links, Mention
from chains.sql.query import Aggregate, Item
from chains.sql.question import Question
from chains.sql.schema import ColumnId, ColumnView, Edge, SchemaView, TableView

_MOST_FREE = 6
_MOST_SHOWN = 5


@dataclass(frozen=True)
class Shape:
    """A query without its joins and conditions. `target` is the table whose rows it is about."""

    target: str
    select: tuple[Item, ...]
    group: tuple[Item, ...] = ()
    order: tuple[tuple[Item, bool], ...] = ()
    limit: int | None = None
    distinct: bool = False
    having: Item | None = None
    without: tuple[str, Edge] | None = None
    mentions: tuple[Mention, ...] = field(default=(), compare=False)


class Proposer:
    """Proposes shapes for one question over one schema."""

    def __init__(self, question: Question, schema: SchemaView, links: Links) -> None:
        self._question = question
        self._schema = schema
        self._links = links

    def targets(self, chosen: ConditionSet) -> list[str]:
        """Tables that the question may be about, likeliest first, at most four."""
        scores: dict[str, float] = {}
        for mention in self._links.tables:
            scores[mention.table] = max(scores.get(mention.table, 0.0), mention.score)
        for mention in self._links.columns:
            if mention.how != "measure":
                scores[mention.table] = max(scores.get(mention.table, 0.0), 0.55 * mention.score)
        for condition in chosen.conditions:
            scores[condition.column[0]] = max(scores.get(condition.column[0], 0.0), 0.4)
        ranked = sorted(scores, key=lambda t: (-scores[t], t))
        return ranked[:4] or list(self._schema.tables)[:1]

    def shapes(self, target: str, chosen: ConditionSet) -> Iterator[Shape]:
        """Yield the shapes for one table."""
        table = self._schema.tables[target]
        free = self._free_mentions(target, chosen)
        lists = list(self._lists(table, free))
        yield from lists
        if self._question.has("not"):
            yield from self._without(table, lists)
        yield from self._counts(table, free)
        yield from self._aggregates(table, free)
        yield from self._ordered(table, free, lists, chosen)
        yield from self._grouped(table, free, chosen)

    # what may be shown

    def _free_mentions(self, target: str, chosen: ConditionSet) -> list[Mention]:
        """For each stretch of the question that no condition uses, the column it most likely means."""
        used = {c.column for c in chosen.conditions}
        by_place: dict[tuple[int, int], list[tuple[float, Mention]]] = {}
        for mention in self._links.columns:
            if any(a < mention.end and mention.start < b for a, b in chosen.spans):
                continue
            score = mention.score
            if mention.table == target:
                score += 0.25
            elif not direct(self._schema, mention.table, target):
                score -= 0.2
            score += 0.15 * self._table_beside(mention)
            if mention.id in used:
                score -= 0.25
            by_place.setdefault((mention.start, mention.end), []).append((score, mention))
        best = [max(group, key=lambda pair: (pair[0], pair[1].table == target)) for group in by_place.values()]
        best.sort(key=lambda pair: -pair[0])
        kept: list[Mention] = []
        for _, mention in best:
            if not any(a.start < mention.end and mention.start < a.end for a in kept) and mention.id not in {
                k.id for k in kept
            }:
                kept.append(mention)
        return kept[:_MOST_FREE]

    def _table_beside(self, mention: Mention) -> float:
        """How sure the mention's own table is named next to it: "names of the singers"."""
        return max(
            (
                t.score
                for t in self._links.of_table(mention.table)
                if -3 <= t.start - mention.end <= 16 or -3 <= mention.start - t.end <= 4
            ),
            default=0.0,
        )

    def _display(self, table: TableView) -> ColumnView:
        return table.display(self._question.language)

    def _lists(self, table: TableView, free: list[Mention]) -> Iterator[Shape]:
        display = Item(self._display(table).id)
        shown = [m for m in free if m.how != "measure"] or free
        shown = [*shown, *self._others(table, shown)]
        sets: list[tuple[tuple[Item, ...], tuple[Mention, ...]]] = [((display,), ()), ((Item(None),), ())]
        whole = tuple(Item(c.id) for c in table.full_name)
        if whole:
            sets.append((whole, ()))
        in_order = sorted(shown[:_MOST_SHOWN], key=lambda m: m.start)
        for size in range(1, len(in_order) + 1):
            for group in combinations(in_order, size):
                items = tuple(Item(m.id) for m in group)
                sets.append((items, group))
                named = self._in_full(group)
                if named != items:
                    sets.append((named, group))
                if display not in items and (size <= 2 or any(m.how == "table" for m in group)):
                    sets.append(((display, *items), group))
        for mention in free:
            if mention.how == "measure":
                sets.append(((Item(mention.id),), (mention,)))
        for items, group in dict(sets).items():
            yield Shape(table.name, items, mentions=group)
            if self._question.has("distinct") or len(items) == 1:
                yield Shape(table.name, items, distinct=True, mentions=group)

    def _others(self, table: TableView, shown: list[Mention]) -> list[Mention]:
        """What names the rows of other tables that each row of this one points at: the genre of a track."""
        found: list[Mention] = []
        sure = [m for m in shown if m.score >= 0.5]
        for mention in self._links.tables:
            is_near = any(e.left[0] == table.name for e in direct(self._schema, mention.table, table.name))
            is_free = not any(s.start < mention.end and mention.start < s.end for s in (*sure, *found))
            if mention.score >= 0.75 and mention.table != table.name and is_near and is_free:
                column = self._display(self._schema.tables[mention.table])
                found.append(Mention(column.table, column.name, mention.start, mention.end, 0.7, "table"))
        return found

    def _in_full(self, mentions: Sequence[Mention]) -> tuple[Item, ...]:
        """Given and family name for a "name" that does not say which of them."""
        items: list[Item] = []
        for mention in mentions:
            whole = [c.id for c in self._schema.tables[mention.table].full_name]
            is_vague = mention.id in whole and mention.score < 0.9
            items.extend(Item(c) for c in (whole if is_vague else [mention.id]))
        return tuple(dict.fromkeys(items))

    def _counts(self, table: TableView, free: list[Mention]) -> Iterator[Shape]:
        yield Shape(table.name, (Item(None, "count"),))
        for mention in free[:3]:
            if mention.how != "measure":
                yield Shape(table.name, (Item(mention.id, "count", distinct=True),), mentions=(mention,))

    def _aggregates(self, table: TableView, free: list[Mention]) -> Iterator[Shape]:
        wanted = self._wanted_aggregates()
        if not wanted:
            return
        for mention in self._numeric(free)[:4]:
            items = tuple(Item(mention.id, a) for a in wanted)
            yield Shape(table.name, items, mentions=(mention,))
            if len(wanted) > 1:
                for one in wanted:
                    yield Shape(table.name, (Item(mention.id, one),), mentions=(mention,))
            if "sum" not in wanted or not self._question.has("count"):
                continue
            yield Shape(table.name, (Item(None, "count"), *items), mentions=(mention,))
        numeric = self._numeric(free)
        if len(wanted) == 2 and len(numeric) >= 2:
            for left, right in combinations(sorted(numeric[:3], key=lambda m: m.start), 2):
                items = (Item(left.id, wanted[0]), Item(right.id, wanted[1]))
                yield Shape(table.name, items, mentions=(left, right))
        for left, right in combinations(sorted(numeric[:3], key=lambda m: m.start), 2):
            items = (Item(left.id, wanted[0]), Item(right.id, wanted[0]))
            yield Shape(table.name, items, mentions=(left, right))

    def _wanted_aggregates(self) -> list[Aggregate]:
        names = dict.fromkeys(c.name for c in self._question.cues_named("sum", "avg", "max", "min"))
        return [n for n in names if n in ("sum", "avg", "max", "min")]

    def _numeric(self, free: list[Mention]) -> list[Mention]:
        columns = [(m, self._schema.column(m.id)) for m in free]
        return [m for m, c in columns if c.kind in ("number", "year", "time") and not c.is_id]

    def _without(self, table: TableView, lists: list[Shape]) -> Iterator[Shape]:
        """Rows that nothing in another table points at: "stadiums without concerts"."""
        for mention in self._links.tables:
            for edge in direct(self._schema, table.name, mention.table):
                own = edge.left if edge.left[0] == table.name else edge.right
                if self._schema.column(own).is_key and mention.score >= 0.6:
                    for shape in lists[:8]:
                        yield replace(shape, without=(mention.table, edge))
                    yield Shape(table.name, (Item(None, "count"),), without=(mention.table, edge))

    # order

    def _ordered(
        self, table: TableView, free: list[Mention], lists: list[Shape], chosen: ConditionSet
    ) -> Iterator[Shape]:
        both_ends = self._question.has("max") and self._question.has("min")
        superlative = (self._question.has("max", "min", "recent") and not both_ends) or chosen.limit is not None
        sorted_ = self._question.has("order", "ascending", "descending")
        if not superlative and not sorted_:
            return
        keys = [m for m in free if self._is_measure(m) or (sorted_ and self._schema.column(m.id).is_id)]
        if sorted_:
            keys = [*keys, *(m for m in free if m not in keys)]
        keys = [*keys, *(m for m in self._measure_keys(table) if m.id not in {k.id for k in keys})]
        for key in keys[:5]:
            for descending in self._directions(key):
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

    def _is_measure(self, mention: Mention) -> bool:
        column = self._schema.column(mention.id)
        return column.kind in ("number", "year", "time") and not column.is_id

    def _measure_keys(self, table: TableView) -> list[Mention]:
        own = [m for m in self._links.columns if m.table == table.name and m.how == "measure"]
        timed = [c for c in table.columns if c.kind == "time"] if self._question.has("recent") else []
        own.extend(
            Mention(c.table, c.name, cue.start, cue.end, 0.6, "measure")
            for c in timed
            for cue in self._question.cues_named("recent")
        )
        return own

    def _directions(self, key: Mention) -> list[bool]:
        """Descending or not, by the nearest cue; dates and years turn "oldest" round."""
        cues = self._question.cues_named("max", "min", "ascending", "descending", "recent")
        if not cues:
            return [False]
        nearest = min(cues, key=lambda c: abs(c.start - key.start))
        descending = nearest.name in ("max", "descending", "recent")
        if self._schema.column(key.id).kind in ("time", "year"):
            if re.search(r"old|老|旧", nearest.text):
                descending = False
            elif re.search(r"young|new|年轻", nearest.text):
                descending = True
        return [descending]

    # groups

    def _grouped(self, table: TableView, free: list[Mention], chosen: ConditionSet) -> Iterator[Shape]:
        cues = self._question.has("group", "max", "min", "order") or chosen.having is not None
        if not cues and not self._question.has("count", "sum", "avg", "above", "at_least"):
            return
        both_ends = self._question.has("max") and self._question.has("min")
        measures = [(Item(None, "count"), None), *self._group_measures(free)]
        for key, label, mention in self._group_keys(table, free):
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
                for descending in self._group_directions():
                    order = ((measure, descending),)
                    limit = chosen.limit or 1
                    if (self._question.has("max", "min", "recent") and not both_ends) or chosen.limit:
                        yield replace(base, order=order, limit=limit)
                        yield replace(base, select=label, order=order, limit=limit)
                    if self._question.has("order", "ascending", "descending"):
                        yield replace(base, order=order)
                        yield replace(base, select=label, order=order)

    def _group_measures(self, free: list[Mention]) -> list[tuple[Item, Mention | None]]:
        wanted = self._wanted_aggregates() or ["sum"]
        found: list[tuple[Item, Mention | None]] = []
        for mention in self._numeric(free)[:3]:
            found.extend((Item(mention.id, a), mention) for a in wanted)
            if "sum" not in wanted:
                found.append((Item(mention.id, "sum"), mention))
        return found

    def _group_keys(
        self, table: TableView, free: list[Mention]
    ) -> Iterator[tuple[tuple[Item, ...], tuple[Item, ...], Mention | None]]:
        """(group by, what is shown of it, where the question says it):

        a column, a period, or the rows of a table tied to ours.
        """
        for mention in free[:5]:
            column = self._schema.column(mention.id)
            is_own_key = column.is_key and column.refers_to is None and column.table == table.name
            is_vague_key = (column.is_id or column == table.own_name(self._question.language)) and mention.score < 0.6
            if mention.how == "measure" or is_own_key or is_vague_key or (column.kind == "number" and not column.is_id):
                continue
            items = self._period_items(column)
            for item in items:
                yield (item,), (item,), mention
        yield from self._calendar_keys(table)
        for mention in self._links.tables:
            other = self._schema.tables[mention.table]
            if mention.score < 0.5 or not other.primary_keys or other.name == table.name:
                continue
            edges = direct(self._schema, table.name, other.name)
            if edges and all(e.left[0] == other.name for e in edges):
                continue  # many rows of the other point at one of ours: each of them would count one
            yield from self._entity_keys(other, table, free, mention)

    def _entity_keys(
        self, other: TableView, table: TableView, free: list[Mention], mention: Mention
    ) -> Iterator[tuple[tuple[Item, ...], tuple[Item, ...], Mention | None]]:
        key = tuple(Item(c.id) for c in other.primary_keys)
        shown = sorted((m for m in free if m.table == other.name and m.how != "measure"), key=lambda m: m.start)
        displays = tuple(Item(c.id) for c in other.full_name) or (Item(self._display(other).id),)
        group = tuple(dict.fromkeys((*key, *displays)))
        yield group, displays, mention
        if shown:
            items = tuple(Item(m.id) for m in shown[:3])
            yield tuple(dict.fromkeys((*key, *items))), items, mention
            if len(items) > 1:
                yield tuple(dict.fromkeys((*key, items[0]))), items[:1], mention
        if other.own_name(self._question.language) is not None:
            return  # its name says more than the key that points at it
        for edge in direct(self._schema, table.name, other.name):
            own = edge.left if edge.left[0] == table.name else edge.right
            yield (Item(own),), (Item(own),), mention

    def _period_items(self, column: ColumnView) -> list[Item]:
        if column.kind != "time":
            return [Item(column.id)]
        return [Item(column.id), *self._periods(column)]

    def _periods(self, column: ColumnView) -> list[Item]:
        text = self._question.text
        found = []
        if re.search(r"\b(?:each|per|every|by) month|monthly|每个?月|按月|各月|月度", text, re.IGNORECASE):
            found.append(Item(column.id, period="month"))
        if re.search(r"\b(?:each|per|every|by) year|yearly|annual|每一?年|按年|各年|年度|历年", text, re.IGNORECASE):
            found.append(Item(column.id, period="year"))
        return found

    def _calendar_keys(self, table: TableView) -> Iterator[tuple[tuple[Item, ...], tuple[Item, ...], Mention | None]]:
        for column in table.columns:
            if column.kind == "time":
                for item in self._periods(column):
                    cue = next(iter(self._question.cues_named("group")), None)
                    place = Mention(column.table, column.name, cue.start, cue.end, 0.8, "name") if cue else None
                    yield (item,), (item,), place

    def _group_directions(self) -> list[bool]:
        cues = self._question.cues_named("max", "min", "ascending", "descending", "recent")
        return list(dict.fromkeys(c.name in ("max", "descending", "recent") for c in cues)) or [True]


def needed_columns(shape: Shape, chosen: ConditionSet) -> list[ColumnId]:
    """Every column that the query reads."""
    items = [*shape.select, *shape.group, *(i for i, _ in shape.order), *([shape.having] if shape.having else [])]
    return [i.column for i in items if i.column is not None] + [
        c.column for c in chosen.conditions if c.operator != "all"
    ]
