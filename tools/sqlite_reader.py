"""A SQLite file opened so that it cannot be changed: read-only mode, an authorizer, a deadline and length limits."""

import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from tools.catalog import ascii_lower
from tools.engine_text import print_as_sqlite
from tools.errors import DatabaseUnreachable, UnsupportedDatabase
from tools.limits import Deadline
from tools.sql_functions import SQLITE_FUNCTIONS
from tools.sqlite_values import MOST_BYTES, longest_value, trimmed, trimmed_left, trimmed_right

_HEADER = b"SQLite format 3\x00"
_OPERATIONS_BETWEEN_CHECKS = 2_000
_REFLECTION_PRAGMAS = frozenset(
    "table_info table_xinfo table_list foreign_key_list index_list index_info index_xinfo read_uncommitted".split()
)
# https://www.sqlite.org/c3ref/c_limit_attached.html
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MOST_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 64 * 1024,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 500,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


class SqliteReader:
    """Opens one SQLite file for reading. `engine` is for looking at its schema and refuses changes as well."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise DatabaseUnreachable(f"There is no file at {path}. Check the path in the database's address.")
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
        if header and header != _HEADER:
            raise UnsupportedDatabase(f"{path.name} is not a SQLite database. Choose another file.")
        self._path = path.resolve()
        self.engine: Engine = create_engine("sqlite://", creator=self._open_for_schema, poolclass=NullPool)

    @contextmanager
    def reading(self, sql: str, deadline: Deadline, rows: int) -> Iterator[tuple[list[str], Iterator[Any]]]:
        """Run one query and yield its column names and its rows as they come. Raises sqlite3.Error."""
        del rows  # SQLite makes rows one by one as they are asked for
        connection = self._open()
        try:
            with suppress(sqlite3.OperationalError):
                # made now, because making it looks to an authorizer like creating a table
                connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')").fetchall()
            connection.set_authorizer(_authorize_query)
            connection.set_progress_handler(lambda: int(deadline.reason() is not None), _OPERATIONS_BETWEEN_CHECKS)
            connection.create_function("trim", 2, trimmed, deterministic=True)
            connection.create_function("ltrim", 2, trimmed_left, deterministic=True)
            connection.create_function("rtrim", 2, trimmed_right, deterministic=True)
            columns = connection.execute(f"SELECT * FROM ({sql}\n) LIMIT 0").description or ()  # noqa: S608 - as below
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest_value(sql, len(columns)))
            cursor = connection.execute(sql)
            yield (
                [column[0] for column in cursor.description or ()],
                (tuple(map(print_as_sqlite, row)) for row in cursor),
            )
        finally:
            connection.close()

    def fingerprint(self) -> str:
        """A text that changes when the schema does (`PRAGMA schema_version`)."""
        connection = self._open()
        try:
            version = connection.execute("PRAGMA schema_version").fetchone()[0]
        finally:
            connection.close()
        return f"{version}"

    def data_version(self) -> str:
        """A text that changes when the contents may have changed."""
        parts = [self._path, self._path.with_name(self._path.name + "-wal")]
        return " ".join(f"{p.stat().st_mtime_ns}/{p.stat().st_size}" for p in parts if p.exists())

    def is_timeout(self, error: Exception) -> bool:
        """Whether this error says that the deadline stopped the query."""
        return "interrupted" in str(error)

    def cut(self) -> None:
        """Nothing is to be cut off a file: each query closes what it opened."""

    def close(self) -> None:
        """Forget the engine; every query has closed its own connection."""
        self.engine.dispose()

    def _open(self) -> sqlite3.Connection:
        # a colon, question mark or hash in a file name must not become a part of the URI
        uri = f"file:{urllib.parse.quote(str(self._path))}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None, timeout=2.0)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        for category, limit in _LIMITS.items():
            connection.setlimit(category, limit)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    def _open_for_schema(self) -> sqlite3.Connection:
        connection = self._open()
        connection.set_authorizer(_authorize_reflection)
        return connection


def _authorize_query(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ:
        is_internal = ascii_lower(first or "").startswith(("sqlite_", "pragma_"))
        return sqlite3.SQLITE_DENY if is_internal else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if ascii_lower(second or "") in SQLITE_FUNCTIONS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY


def _authorize_reflection(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        is_known = ascii_lower(first or "") in _REFLECTION_PRAGMAS
        return sqlite3.SQLITE_OK if is_known else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY
