"""Shapes that count rows and add up or average their amounts."""

from collections.abc import Iterator
from itertools import combinations

from chains.text2sql.generation.ir import Aggregate, Item
from chains.text2sql.generation.projections.free_columns import numeric_mentions
from chains.text2sql.generation.projections.shape import Shape
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import ColumnId, TableView
from chains.text2sql.schema.kinds import counts_pieces, is_price
from chains.text2sql.schema.naming import split_name


def counts(linked: LinkedQuestion, table: TableView, free: list[Mention]) -> Iterator[Shape]:
    yield Shape(table.name, (Item(None, "count"),))
    for mention in free[:3]:
        if mention.how != "measure":
            yield Shape(table.name, (Item(mention.id, "count", distinct=True),), mentions=(mention,))


def aggregates(linked: LinkedQuestion, table: TableView, free: list[Mention]) -> Iterator[Shape]:
    wanted = wanted_aggregates(linked)
    for mention, quantity in products(linked, table):
        yield Shape(table.name, (Item(mention.id, "sum", times=quantity),), mentions=(mention,))
    if not wanted:
        return
    free = [*free, *only_amounts(linked, table)]
    for mention in numeric_mentions(linked, free)[:4]:
        items = tuple(Item(mention.id, a) for a in wanted)
        yield Shape(table.name, items, mentions=(mention,))
        if len(wanted) > 1:
            for one in wanted:
                yield Shape(table.name, (Item(mention.id, one),), mentions=(mention,))
        if "sum" not in wanted or not linked.question.has("count"):
            continue
        yield Shape(table.name, (Item(None, "count"), *items), mentions=(mention,))
    numeric = numeric_mentions(linked, free)
    if len(wanted) == 2 and len(numeric) >= 2:
        for left, right in combinations(sorted(numeric[:3], key=lambda m: m.start), 2):
            items = (Item(left.id, wanted[0]), Item(right.id, wanted[1]))
            yield Shape(table.name, items, mentions=(left, right))
    for left, right in combinations(sorted(numeric[:3], key=lambda m: m.start), 2):
        items = (Item(left.id, wanted[0]), Item(right.id, wanted[0]))
        yield Shape(table.name, items, mentions=(left, right))


def wanted_aggregates(linked: LinkedQuestion) -> list[Aggregate]:
    names = dict.fromkeys(c.name for c in linked.question.cues_named("sum", "avg", "max", "min"))
    return [n for n in names if n in ("sum", "avg", "max", "min")]


def only_amounts(linked: LinkedQuestion, table: TableView) -> list[Mention]:
    """The one amount that each row of a named table holds: the points of a rating."""
    amounts = [c for c in table.columns if c.kind == "number" and not c.is_id]
    if len(amounts) != 1:
        return []
    said = [m for m in linked.subjects.of_table(table.name) if m.score >= 0.75]
    return [Mention(*amounts[0].id, m.start, m.end, 0.55, "table") for m in said[:1]]


def products(linked: LinkedQuestion, table: TableView) -> list[tuple[Mention, ColumnId]]:
    """A price, with the quantity by which it is multiplied, where the question speaks of money."""
    said = linked.question.cues_named("money")
    quantity = next((c for c in table.columns if c.kind == "number" and counts_pieces(split_name(c.name))), None)
    if not said or quantity is None:
        return []
    near = {e.right[0] for e in linked.schema.edges if e.left[0] == table.name}
    homes = [table, *(linked.schema.tables[n] for n in sorted(near - {table.name}))]
    prices = next(
        (p for h in homes if (p := [c for c in h.columns if c.kind == "number" and is_price(split_name(c.name))])), []
    )
    return [(Mention(*c.id, said[0].start, said[0].end, 0.7, "measure"), quantity.id) for c in prices]
