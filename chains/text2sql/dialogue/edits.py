"""What a follow-up changes of the question before: typed edits of its state."""

from dataclasses import dataclass

from chains.text2sql.generation.plan import Attribute, Condition, Function, Key, Measure
from chains.text2sql.schema.columns import ColumnId


@dataclass(frozen=True)
class Keep:
    """Only rows that pass: in the place of a condition of its like, else beside the others."""

    condition: Condition
    adds: bool = False


@dataclass(frozen=True)
class Drop:
    """No condition and no group on these columns."""

    columns: frozenset[ColumnId]


@dataclass(frozen=True)
class DropAll:
    """No condition, but for times unless `times` is set."""

    times: bool = False


@dataclass(frozen=True)
class DropTimes:
    """No condition on a time."""


@dataclass(frozen=True)
class ShiftYears:
    """The same stretch of so many years later."""

    years: int


@dataclass(frozen=True)
class Figure:
    """Another function of the same column."""

    function: Function


@dataclass(frozen=True)
class SetMeasures:
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class SetShare:
    """Percent of the whole instead of the amount."""


@dataclass(frozen=True)
class SetGroup:
    group: tuple[Key, ...]
    each: bool = False


@dataclass(frozen=True)
class SetOrder:
    """Another order; with a limit, the first rows of it. `by` None: by what is shown or was ordered by already."""

    by: Attribute | Measure | None
    descending: bool
    limit: int | None = None
    offset: int | None = None


@dataclass(frozen=True)
class SetLimit:
    limit: int


@dataclass(frozen=True)
class SetColumns:
    """Other columns of the same rows, or more of them."""

    columns: tuple[Attribute, ...]


@dataclass(frozen=True)
class ListRows:
    """The rows themselves instead of an amount."""


@dataclass(frozen=True)
class SetSubject:
    """The same of the rows of another table."""

    table: str


Edit = (
    Keep | Drop | DropAll | DropTimes | ShiftYears | Figure | SetMeasures | SetShare | SetGroup | SetOrder | SetLimit
    | SetColumns | ListRows | SetSubject
)  # fmt: skip
