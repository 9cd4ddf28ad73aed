"""A query before it is text:

what to show, of which rows, grouped and ordered how. `render` writes it.
"""

from dataclasses import dataclass
from typing import Literal

from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import Edge

Aggregate = Literal["count", "sum", "avg", "min", "max"]
Operator = Literal["=", "!=", ">", ">=", "<", "<=", "between", "in", "all", "like", "not like", "null", "not null"]


@dataclass(frozen=True)
class Item:
    """A column to show, group or order by, perhaps aggregated;

    no column is the whole row. `period` cuts a date short.
    """

    column: ColumnId | None
    aggregate: Aggregate | None = None
    distinct: bool = False
    period: Literal["year", "month", "day"] | None = None
    times: ColumnId | None = None  # what it is multiplied by: a price by its quantity


@dataclass(frozen=True)
class Condition:
    """A test on one column.

    `start` is where the question says it. `average` compares with the column's own average. The
    operator "all" wants each of the values, in rows of their own.
    """

    column: ColumnId
    operator: Operator
    values: tuple[str | int | float, ...] = ()
    start: int = 0
    average: bool = False
    score: float = 1.0


@dataclass(frozen=True)
class Query:
    """One SELECT."""

    select: tuple[Item, ...]
    tables: tuple[str, ...]
    joins: tuple[Edge, ...] = ()
    where: tuple[Condition, ...] = ()
    group: tuple[Item, ...] = ()
    having: Condition | None = None
    having_item: Item | None = None
    order: tuple[tuple[Item, bool], ...] = ()  # (item, descending)
    limit: int | None = None
    distinct: bool = False
    without: tuple[str, Edge] | None = None  # rows that no row of this table points at
    without_where: tuple[Condition, ...] = ()  # of those rows, only the ones that pass these tests
    either: bool = False  # one of the conditions is enough
    each: tuple[tuple[Condition, Edge], ...] = ()  # rows that, for each of the values, some row of a table points at
