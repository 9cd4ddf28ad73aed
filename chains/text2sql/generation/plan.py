"""A logical plan: which rows of one table are meant, and what is shown of them.

The plan never joins a table that would double the subject's rows: a column of another table is reached along to-one
steps, a condition on many rows is a semi-join (`Related`), an amount over many rows is added up before it is joined
(`Measure.through`). So counts and sums stay true however many facts meet.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.paths import Path
from knowledge.language.period_cues import PeriodUnit

Function = Literal["count", "sum", "avg", "min", "max", "median"]
Comparison = Literal["=", "!=", ">", ">=", "<", "<="]


@dataclass(frozen=True)
class Attribute:
    """A column of the subject, or of a table that to-one steps lead to."""

    path: Path
    column: ColumnId


@dataclass(frozen=True)
class Filter:
    """A test on a column that to-one steps lead to. `at` is the stretch of the question that asks for it."""

    path: Path
    test: Test | Within
    negated: bool = False
    at: tuple[int, int] = (0, 0)
    said: str = ""


@dataclass(frozen=True)
class Against:
    """The column compared with the same column of the rows that pass `filters`, or with its own average."""

    attribute: Attribute
    comparison: Comparison
    filters: tuple["Condition", ...] = ()
    function: Function | None = None
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Related:
    """Rows with (or, negated, without) rows at the end of `path` that pass `filters`; or with so many of them."""

    path: Path
    filters: tuple["Condition", ...] = ()
    negated: bool = False
    count: tuple[Comparison, int] | None = None
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class AnyOf:
    """Rows that pass at least one of the conditions."""

    conditions: tuple["Condition", ...]
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class OnCalendar:
    """Days of the week (1 for Monday) or months of any year on which a date column lies."""

    attribute: Attribute
    unit: Literal["weekday", "month"]
    values: tuple[int, ...]
    negated: bool = False
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class AtTimes:
    """A stretch of any day, in minutes from midnight, `end` excluded; past midnight where `first` is later."""

    attribute: Attribute
    first: int
    end: int
    negated: bool = False
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Versus:
    """Two columns of the same row compared: returned after it was due."""

    left: Attribute
    comparison: Comparison
    right: Attribute
    at: tuple[int, int] = (0, 0)


Condition = Filter | Against | Related | AnyOf | OnCalendar | AtTimes | Versus


@dataclass(frozen=True)
class Period:
    """The year, quarter, month ... in which a column lies."""

    attribute: Attribute
    unit: PeriodUnit


@dataclass(frozen=True)
class Measure:
    """An amount over rows.

    `attribute` is None for rows themselves. With `through`, the rows are those at its end, of each subject; with
    `where`, only those that pass; `factor` is multiplied in (a price by its quantity).
    """

    function: Function
    attribute: Attribute | None = None
    distinct: bool = False
    through: Path = ()
    where: tuple[Condition, ...] = ()
    factor: ColumnId | None = None


@dataclass(frozen=True)
class Share:
    """Percent, rounded to two digits: of `measure` over all groups, or of rows that pass `where` among all."""

    measure: Measure
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """One amount divided by another."""

    top: Measure
    bottom: Measure


Output = Attribute | Period | Measure | Share | Ratio
Key = Attribute | Period


@dataclass(frozen=True)
class Plan:
    """One query. `best_of` keeps the first rows of each partition, in the plan's order."""

    subject: str
    show: tuple[Output, ...]
    filters: tuple[Condition, ...] = ()
    group: tuple[Key, ...] = ()
    having: tuple[tuple[Measure, Comparison, Cell], ...] = ()
    order: tuple[tuple[Output, bool], ...] = ()  # (what, descending)
    limit: int | None = None
    offset: int | None = None
    distinct: bool = False
    best_of: tuple[Attribute, ...] = ()
    best: tuple[int, int] = (1, 1)  # the first and the last place that is kept of each
    stands_for: tuple[tuple[int, int, str], ...] = field(default=(), compare=False)
    """Which stretch of the question each part stands for: (start, end, part)."""


def is_point(within: Within) -> bool:
    """Return whether the stretch is one day."""
    return within.first is not None and within.end == within.first + dt.timedelta(days=1)
