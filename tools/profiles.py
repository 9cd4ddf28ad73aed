"""What the columns of a table hold, told from a sample of its rows: few values, gaps, forms of dates, lists."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from tools.date_formats import DateFormat, date_format_of
from tools.lists import ListFormat, list_of

logger = logging.getLogger(__name__)

Cell = str | int | float | bool | bytes | Decimal

SAMPLED_ROWS = 2_000
_SAMPLED_CELLS = 80_000
_MOST_VALUES = 24
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class ColumnProfile:
    """What a sample of at most 2,000 rows shows of one column.

    `values` are its distinct cells without NULL, none where there are more than 24. `nulls` and `rows` count the
    sample. A column whose cells are lists says how they are written and which elements were seen.
    """

    values: tuple[Cell, ...]
    distinct: int
    nulls: int
    rows: int
    date_format: DateFormat | None
    list_format: ListFormat | None = None
    separator: str = ""
    members: tuple[str, ...] = ()


def profile_table(
    table: sa.Table, dialect: sa.Dialect, read: Callable[[str, int], Sequence[Sequence[Any]]]
) -> dict[str, ColumnProfile]:
    """Return the profiles of the table's columns by name, without those of bytes; `read(sql, rows)` runs one query.

    Raises what `read` raises.
    """
    columns = [column for column in table.columns if not isinstance(_base_type(column), sa.LargeBinary)]
    if not columns:
        return {}
    rows = max(50, min(SAMPLED_ROWS, _SAMPLED_CELLS // len(columns)))
    query = sa.select(*[_readable(c, dialect.name).label(f"c{n}") for n, c in enumerate(columns)]).limit(rows)
    sample = read(str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), rows)
    return {
        column.name: _profile(column, [row[place] for row in sample], dialect.name)
        for place, column in enumerate(columns)
    }


def _profile(column: sa.Column[Any], cells: list[Any], dialect: str) -> ColumnProfile:
    kind = _base_type(column)
    if isinstance(kind, (sa.Numeric, sa.Float, sa.Integer)):
        cells = [_number(cell) for cell in cells]
    there = [cell for cell in cells if cell is not None]
    distinct = tuple(dict.fromkeys(there))
    listed = list_of(column.name, kind, there)
    return ColumnProfile(
        values=distinct if len(distinct) <= _MOST_VALUES else (),
        distinct=len(distinct),
        nulls=len(cells) - len(there),
        rows=len(cells),
        date_format=None if listed else date_format_of(column.name, column.comment or "", kind, distinct, dialect),
        list_format=listed.format if listed else None,
        separator=listed.separator if listed else "",
        members=listed.members if listed else (),
    )


def _readable(column: sa.Column[Any], dialect: str) -> sa.ColumnElement[Any]:
    """The column as its cells can be compared: bits as numbers, odd types of PostgreSQL as the text it prints."""
    kind = _base_type(column)
    if isinstance(kind, mysql.BIT):
        return sa.cast(column, sa.Integer)
    plain = (sa.Boolean, sa.Integer, sa.Numeric, sa.Float, sa.String)
    if dialect == "postgresql" and (isinstance(kind, postgresql.BIT) or not isinstance(kind, plain)):
        return sa.cast(column, sa.Text)
    return column


def _base_type(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    kind: sa.types.TypeEngine[Any] = column.type
    while isinstance(kind, postgresql.DOMAIN):
        kind = kind.data_type
    return kind


def _number(cell: Any) -> Any:
    """A number that came as exact text, as a number: 1 for '1.00'."""
    if not isinstance(cell, str) or not _NUMBER.fullmatch(cell):
        return cell
    exact = Decimal(cell)
    return int(exact) if exact == exact.to_integral_value() else exact
