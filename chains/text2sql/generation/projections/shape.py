"""A query without its joins and conditions."""

from dataclasses import dataclass, field

from chains.text2sql.generation.ir import Item
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import Edge


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


def needed_columns(shape: Shape) -> list[ColumnId]:
    """Every column that the query shows, groups or orders by."""
    items = [*shape.select, *shape.group, *(i for i, _ in shape.order), *([shape.having] if shape.having else [])]
    return [column for i in items for column in (i.column, i.times) if column is not None]
