"""Has the drivers hand over cells as their engine prints them, where Python's own types cannot hold them.

Python has no date before the year 1 or at infinity, no time of 24:00, no interval of months, no zero date: a driver
that makes such a value raises, and the whole query with it. What JSON has a type for stays what it is.
"""

from collections.abc import Callable
from typing import Any

POSTGRES_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
}
"""How a PostgreSQL session prints dates, intervals and floats, whatever its server's habit."""

_POSTGRES_TYPES_OF_PYTHON = frozenset("bool int2 int4 int8 oid float4 float8 numeric bytea".split())

# https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html
_MYSQL_TIMESTAMP, _MYSQL_DATE, _MYSQL_TIME, _MYSQL_DATETIME, _MYSQL_BIT = 7, 10, 11, 12, 16


class PostgresText:
    """A loader of psycopg (https://www.psycopg.org/psycopg3/docs/api/abc.html) that gives the server's text.

    Bytes that are no text in the connection's encoding become U+FFFD.
    """

    format = 0

    def __init__(self, oid: int, context: Any = None) -> None:
        del oid
        encoding = context.connection.info.encoding if context is not None and context.connection else "utf-8"
        # SQL_ASCII promises nothing about its bytes, and is UTF-8 more often than not
        self._encoding = "utf-8" if encoding == "ascii" else encoding

    def load(self, data: Any) -> str:
        """Return the text of one cell."""
        return str(bytes(data), self._encoding, "replace")


def print_as_postgres(cursor: Any) -> None:
    """Have a psycopg cursor give text for all but truth values, numbers and bytes, arrays included."""
    adapters = cursor.adapters
    for kind in adapters.types:
        if kind.name not in _POSTGRES_TYPES_OF_PYTHON:
            adapters.register_loader(kind.oid, PostgresText)
        if kind.array_oid:
            adapters.register_loader(kind.array_oid, PostgresText)


def print_as_mysql(connection: Any) -> None:
    """Have a PyMySQL connection give dates and times as text, and BIT as a whole number."""
    decoders: dict[int, Callable[[Any], Any]] = dict(connection.decoders)
    for kind in (_MYSQL_TIMESTAMP, _MYSQL_DATE, _MYSQL_TIME, _MYSQL_DATETIME):
        decoders.pop(kind, None)
    decoders[_MYSQL_BIT] = _bits
    connection.decoders = decoders


def print_as_sqlite(cell: Any) -> Any:
    """Return a REAL as SQLite prints it: 15 digits, so that 0.1 + 0.2 is 0.3, and infinity as Inf.

    From 1e15 on the digits left out would be whole ones: there the number stays as it is.
    """
    if not isinstance(cell, float):
        return cell
    if cell in (float("inf"), float("-inf")):
        return "Inf" if cell > 0 else "-Inf"
    return float(f"{cell:.15g}") if abs(cell) < 1e15 else cell


def _bits(data: bytes) -> int:
    return int.from_bytes(data, "big")
