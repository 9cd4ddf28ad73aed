"""Kinds of demand: what a question may surely ask for, each on its stretch of the question."""

import datetime as dt
from dataclasses import dataclass

from chains.text2sql.composition.atoms import Span
from chains.text2sql.generation.plan import (
    Comparison,
    Function,
)
from chains.text2sql.linking.filters import Test
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from knowledge.language.period_cues import PeriodUnit

FUNCTION_CUES: dict[str, tuple[str, ...]] = {
    "count": ("count",), "sum": ("sum", "how_much"), "avg": ("avg",), "median": ("median",),
    "max": ("maximum", "most", "superlative_high"), "min": ("minimum", "fewest", "superlative_low"),
}  # fmt: skip
EXTREME_CUES = ("top", "nth", "maximum", "minimum", "most", "fewest", "superlative_high", "superlative_low")


@dataclass(frozen=True)
class Tested:
    """A test that the words ask for: any of `ways`; `opposites` are what would turn it round."""

    span: Span
    ways: tuple[Test, ...]
    opposites: tuple[Test, ...]
    is_turned: bool = False
    is_certain: bool = True
    """Whether the test itself is meant and not its opposite: no negation of the question is without a part."""


@dataclass(frozen=True)
class Timed:
    """A stretch of time, on any date."""

    span: Span
    first: dt.datetime | None
    end: dt.datetime | None
    is_negated: bool = False


@dataclass(frozen=True)
class Denied:
    """A negation that the composition gives no part: the SQL must deny something."""

    span: Span


@dataclass(frozen=True)
class Numbered:
    """A number compared: with a column, or with how many rows there are (`column` None)."""

    span: Span
    comparison: Comparison
    values: tuple[Cell, ...]
    column: ColumnId | None = None
    is_sure: bool = True


@dataclass(frozen=True)
class Rows:
    """Rows of another table that must, or (negated) must not, be there."""

    span: Span
    tables: tuple[str, ...]
    negated: bool


@dataclass(frozen=True)
class Compared:
    """A column compared with an aggregate of its own, or with that of other rows."""

    span: Span
    comparison: Comparison
    function: Function | None


@dataclass(frozen=True)
class Leading:
    """The first rows of an order."""

    span: Span
    column: ColumnId | None
    function: Function | None
    is_descending: bool
    limit: int
    offset: int
    is_numbered: bool


@dataclass(frozen=True)
class Figure:
    """An aggregate."""

    span: Span
    function: Function
    column: ColumnId | None


@dataclass(frozen=True)
class Each:
    """What rows are grouped by: columns of a table, or a period."""

    span: Span
    table: str
    column: ColumnId
    unit: PeriodUnit | None = None


Demand = Tested | Denied | Timed | Numbered | Rows | Compared | Leading | Figure | Each
