"""Ways to read words of a question as a test on one column."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId

Operator = Literal[
    "=", "!=", ">", ">=", "<", "<=", "between", "in", "not in", "like", "not like",
    "null", "not null", "blank", "not blank", "member", "not member",
]  # fmt: skip
Source = Literal["value", "flag", "code", "event", "missing", "enum", "member", "text"]


@dataclass(frozen=True)
class Test:
    """A test on one column.

    `values` are as stored in the column; several are alternatives. "blank" is NULL or text that is empty after
    trimming; "member" asks whether a value is an element of an array, a SET, a JSON array or a list in a text.
    """

    column: ColumnId
    operator: Operator
    values: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Within:
    """A half-open stretch of time on one column; None is open."""

    column: ColumnId
    first: dt.datetime | None
    end: dt.datetime | None


@dataclass(frozen=True)
class FilterOption:
    """One way to read the words from `start` to `end` of a question as a filter.

    `negated_test` is what the opposite means, None where it is the plain negation. `score` is 0..1, 1 when column or
    value says exactly this; `said` puts the test in words.
    """

    start: int
    end: int
    test: Test | Within
    negated_test: Test | None
    score: float
    source: Source
    said: str
