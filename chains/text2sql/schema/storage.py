"""How a column keeps its cells, told from its SQL type: what a test on it has to be written against."""

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

Storage = Literal[
    "boolean", "bit", "tinyint1", "integer", "decimal", "text", "enum", "set", "array", "json", "date", "datetime",
    "time", "year", "binary", "other",
]  # fmt: skip
"""`bit` is a column of one bit, `tinyint1` MySQL's TINYINT(1), which BOOLEAN is there."""


def storage_of(column: sa.Column[Any]) -> Storage:
    """Return the storage of a reflected column; a domain counts as its base type, longer bit strings as `other`."""
    kind: sa.types.TypeEngine[Any] = column.type
    while isinstance(kind, postgresql.DOMAIN):
        kind = kind.data_type
    if isinstance(kind, (mysql.BIT, postgresql.BIT)):
        return "bit" if (kind.length or 1) == 1 else "other"
    if isinstance(kind, mysql.TINYINT) and kind.display_width == 1:
        return "tinyint1"
    for types, storage in _STORAGES:
        if isinstance(kind, types):
            return storage
    return "other"


def listed_values(column: sa.Column[Any]) -> tuple[str, ...]:
    """Return the values that an ENUM or SET type names, nothing for other types."""
    kind = column.type
    if isinstance(kind, mysql.SET):
        return tuple(str(value) for value in kind.values)
    return tuple(str(value) for value in kind.enums) if isinstance(kind, sa.Enum) else ()


_STORAGES: tuple[tuple[tuple[type[Any], ...], Storage], ...] = (
    ((sa.Boolean,), "boolean"),
    ((mysql.SET,), "set"),
    ((mysql.YEAR,), "year"),
    ((sa.Enum,), "enum"),
    ((sa.ARRAY,), "array"),
    ((sa.JSON,), "json"),
    ((sa.DateTime,), "datetime"),
    ((sa.Date,), "date"),
    ((sa.Time,), "time"),
    ((sa.Integer,), "integer"),
    ((sa.Numeric, sa.Float), "decimal"),
    ((sa.LargeBinary,), "binary"),
    # SQLite's types are free words: what is neither a number nor a time is text
    ((sa.String, sa.types.NullType), "text"),
)
