"""What a SELECT does, in parts: tests, stretches of time, amounts, keys of groups, orders, tables.

Tests are said as they act: one inside NOT EXISTS, NOT IN or the right side of EXCEPT is the opposite of what is
written there, for the rows that it leaves out are those that pass it.
"""

import datetime as dt
from dataclasses import dataclass, field

from chains.text2sql.generation.plan import Comparison, Function
from chains.text2sql.linking.filters import Operator
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.verification.operands import DatePart

FLIPPED: dict[Operator, Operator] = {
    "=": "!=", "in": "not in", "like": "not like", "null": "not null", "blank": "not blank", "member": "not member",
    ">": "<=", "<": ">=",
}  # fmt: skip
FLIPPED |= {other: one for one, other in FLIPPED.items()}
MIRRORED: dict[str, Comparison] = {"=": "=", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}


@dataclass(frozen=True)
class ColumnTest:
    """A column compared with cells. `sql` is the text of the comparison; tests of one `choice` are alternatives."""

    column: ColumnId
    operator: Operator
    values: tuple[Cell, ...]
    sql: str
    choice: int = 0
    part: DatePart | None = None


@dataclass(frozen=True)
class Stretch:
    """A date that lies in a half-open stretch; `is_relative` where a side is counted from now and not known."""

    column: ColumnId
    first: dt.datetime | None
    end: dt.datetime | None
    sql: str
    is_negated: bool = False
    is_relative: bool = False


@dataclass(frozen=True)
class AmountTest:
    """An aggregate compared with a number: HAVING COUNT(*) > 2."""

    function: Function
    column: ColumnId | None
    operator: Operator
    value: Cell
    sql: str


@dataclass(frozen=True)
class Against:
    """A column or an aggregate compared with an aggregate, or with a value of other rows (`function` None)."""

    column: ColumnId | None
    operator: Operator
    function: Function | None
    sql: str


@dataclass(frozen=True)
class ShownAmount:
    """An aggregate anywhere in the statement."""

    function: Function
    column: ColumnId | None
    is_distinct: bool
    sql: str


@dataclass(frozen=True)
class Key:
    """What rows are grouped by."""

    column: ColumnId
    part: DatePart | None = None


@dataclass(frozen=True)
class OrderedBy:
    """The first rows of an order, or an extreme; `limit` is None where all rows are kept."""

    column: ColumnId | None
    function: Function | None
    is_descending: bool
    limit: int | None
    offset: int
    sql: str


@dataclass
class Parts:
    """All that a statement does. `literals` are the cells that it writes anywhere, as text in lower case."""

    tests: list[ColumnTest] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    amount_tests: list[AmountTest] = field(default_factory=list)
    against: list[Against] = field(default_factory=list)
    amounts: list[ShownAmount] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    orders: list[OrderedBy] = field(default_factory=list)
    without: dict[str, str] = field(default_factory=dict)
    """Tables of which a row must not be there, with the text that says so."""
    tables: set[str] = field(default_factory=set)
    literals: set[str] = field(default_factory=set)
    is_grouped: bool = False
    divides: bool = False
    has_nested: bool = False
