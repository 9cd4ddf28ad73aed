"""A connected database that can be read and never changed.

Three layers, each of which holds alone: the guard lets only a SELECT over known tables through (`sql_guard`), the
connection refuses to write (`sqlite_reader`, `server_readers`), and time, rows, cells and bytes are capped while
the rows stream in (`limits`).
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from tools.cells import plain
from tools.errors import (
    DatabaseUnreachable,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryTimeout,
    UnsupportedDatabase,
)
from tools.limits import Deadline, QueryLimits
from tools.schema import reflect
from tools.server_readers import MysqlReader, PostgresReader
from tools.sql_guard import check
from tools.sqlite_reader import SqliteReader
from tools.values import ValueIndex, collect_values

logger = logging.getLogger(__name__)

Reader = SqliteReader | PostgresReader | MysqlReader
_SCHEMA_CHECK_SECONDS = 5.0
_VALUES_AGE_SECONDS = 300.0


@dataclass(frozen=True)
class QueryResult:
    """The rows of one query.

    `row_count` counts `rows`; `truncated` says that there were more, or that cells were cut.
    """

    sql: str
    columns: list[str]
    rows: list[list[Any]]
    row_count: int
    truncated: bool
    elapsed_ms: float


@dataclass
class _Kept:
    """What we know of the database, and since when."""

    metadata: MetaData | None = None
    fingerprint: str = ""
    checked: float = 0.0
    values: ValueIndex | None = None
    values_version: str = ""
    values_made: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)


class ReadOnlyDatabase:
    """A SQLite, PostgreSQL or MySQL/MariaDB database by its SQLAlchemy URL, safe to use from several threads.

    `query_errors` are the errors that one statement can raise, for callers that try another one.
    """

    query_errors: tuple[type[Exception], ...] = (QueryError,)

    def __init__(
        self, name: str, url: str | sa.URL, limits: QueryLimits | None = None, schema: str | None = None
    ) -> None:
        """Raises UnsupportedDatabase for another kind of database, DatabaseUnreachable when a SQLite file is
        missing.
        """
        self.name = name
        self.limits = limits or QueryLimits()
        self._reader = _open_reader(url, schema)
        self._kept = _Kept()

    @property
    def dialect(self) -> str:
        """`sqlite`, `postgresql` or `mysql` (also for MariaDB)."""
        return self._reader.dialect

    def metadata(self) -> MetaData:
        """Return the tables with keys and comments, read again when the schema changed.

        Raises DatabaseUnreachable.
        """
        kept = self._kept
        with kept.lock:
            now = time.monotonic()
            if kept.metadata is not None and now - kept.checked < _SCHEMA_CHECK_SECONDS:
                return kept.metadata
            try:
                fingerprint = self._reader.fingerprint()
                if kept.metadata is None or fingerprint != kept.fingerprint:
                    schema = self._reader.default_schema if self.dialect == "postgresql" else None
                    kept.metadata = reflect(self._reader.engine, None if schema == "public" else schema)
                    kept.fingerprint, kept.values = fingerprint, None
                    logger.info("schema read database=%s tables=%d", self.name, len(kept.metadata.tables))
            except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
                raise self._unreachable(error) from error
            kept.checked = now
            return kept.metadata

    def values(self) -> ValueIndex:
        """Return the index of distinct texts, made on first use and again when the contents have changed for a
        while.
        """
        metadata = self.metadata()
        kept = self._kept
        with kept.lock:
            is_old = time.monotonic() - kept.values_made > _VALUES_AGE_SECONDS
            version = self._reader.data_version() or str(kept.values_made if not is_old else time.monotonic())
            if kept.values is None or (is_old and version != kept.values_version):
                kept.values = collect_values(metadata, self._column_values)
                kept.values_version, kept.values_made = self._reader.data_version(), time.monotonic()
            return kept.values

    def refresh(self) -> None:
        """Forget schema and values, so that both are read again when next asked for."""
        with self._kept.lock:
            self._kept.metadata = self._kept.values = None

    def check(self, sql: str) -> str:
        """Return the statement as it would be run. Raises SqlRejected."""
        tables = [str(name) for name in self.metadata().tables]
        return check(sql, self.dialect, tables, self._reader.default_schema or None)

    def query(
        self, sql: str, *, cancelled: Callable[[], bool] | None = None, limits: QueryLimits | None = None
    ) -> QueryResult:
        """Run one SELECT and return its rows, at most as many as the limits allow.

        `cancelled` is asked while the query runs. Raises SqlRejected, QueryTimeout, QueryCancelled, QueryFailed,
        DatabaseUnreachable.
        """
        return self._run(self.check(sql), limits or self.limits, cancelled)

    def ping(self) -> None:
        """Ask the database for its schema.

        Raises DatabaseUnreachable with a sentence that says why it does not answer.
        """
        try:
            self._reader.fingerprint()
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise self._unreachable(error) from error

    def close(self) -> None:
        """Close all connections."""
        self._reader.close()

    def _run(self, sql: str, limits: QueryLimits, cancelled: Callable[[], bool] | None = None) -> QueryResult:
        deadline = Deadline(limits.seconds, cancelled)
        try:
            with self._reader.reading(sql, deadline, limits.rows) as (columns, source):
                rows, truncated = _take(source, limits, deadline, sql)
        except (sa.exc.DBAPIError, sqlite3.Error, sqlite3.Warning) as error:
            raise self._query_error(error, deadline, sql) from error
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise self._unreachable(error) from error
        return QueryResult(sql, columns, rows, len(rows), truncated, round(deadline.elapsed() * 1000, 2))

    def _column_values(self, sql: str, rows: int) -> list[Any]:
        limits = QueryLimits(seconds=5.0, rows=rows, cell_characters=200)
        return [row[0] for row in self._run(self.check(sql), limits).rows]

    def _query_error(self, error: Exception, deadline: Deadline, sql: str) -> Exception:
        if deadline.reason() == "cancelled":
            return QueryCancelled("The query was stopped.", sql)
        if deadline.reason() == "timeout" or self._reader.is_timeout(error):
            return QueryTimeout(
                f"The query took longer than {deadline.seconds:g} s and was stopped. Ask for less at once.", sql
            )
        if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
            return self._unreachable(error)
        return QueryFailed(f"The database refused the query: {_message(error)}", sql)

    def _unreachable(self, error: Exception) -> DatabaseUnreachable:
        return DatabaseUnreachable(f"The database {self.name!r} does not answer: {_message(error)}")


_OPTIONS = frozenset(
    "charset connect_timeout dbname host password port ssl_ca ssl_cert ssl_key ssl_verify_cert sslcert sslkey sslmode "
    "sslrootcert unix_socket user".split()
)
"""Others could run statements while connecting, or read files."""


def _open_reader(url: str | sa.URL, schema: str | None) -> Reader:
    try:
        address = sa.make_url(url)
        kind = address.get_backend_name()
    except sa.exc.ArgumentError as error:
        raise UnsupportedDatabase(
            "This is not a database address. Write one like sqlite:////data/plants.db."
        ) from error
    unknown = sorted(address.query.keys() - _OPTIONS)
    if unknown:
        raise UnsupportedDatabase(
            f"The address has options that are not allowed here: {', '.join(unknown)}. "
            f"Allowed: {', '.join(sorted(_OPTIONS))}."
        )
    try:
        match kind:
            case "sqlite" if address.database and address.database != ":memory:":
                return SqliteReader(Path(address.database).expanduser())
            case "postgresql":
                return PostgresReader(address, schema)
            case "mysql" | "mariadb":
                return MysqlReader(address)
    except ModuleNotFoundError as error:
        extra = "postgresql" if kind == "postgresql" else "mysql"
        raise UnsupportedDatabase(
            f"The driver for {kind} is missing. Install it: pip install 'sancha[{extra}]'."
        ) from error
    raise UnsupportedDatabase(f"{kind} cannot be read here. Connect a SQLite file, PostgreSQL, MySQL or MariaDB.")


def _take(source: Iterator[Any], limits: QueryLimits, deadline: Deadline, sql: str) -> tuple[list[list[Any]], bool]:
    rows: list[list[Any]] = []
    size = 0
    is_cut = False
    for raw in source:
        if len(rows) >= limits.rows or size > limits.result_bytes:
            return rows, True
        row = [plain(cell, limits.cell_characters) for cell in raw]
        for cell in row:
            if isinstance(cell, str):
                size += len(cell.encode("utf-8", "replace"))
                is_cut = is_cut or (len(cell) == limits.cell_characters and cell.endswith("…"))
            else:
                size += 8
        rows.append(row)
        reason = deadline.reason() if len(rows) % 64 == 0 else None
        if reason == "cancelled":
            raise QueryCancelled("The query was stopped.", sql)
        if reason == "timeout":
            raise QueryTimeout(
                f"The query took longer than {deadline.seconds:g} s and was stopped. Ask for less at once.", sql
            )
    return rows, is_cut


def _message(error: Exception) -> str:
    """The database's own words, one line, without the statement and parameters that SQLAlchemy adds."""
    original = getattr(error, "orig", None) or error
    text = original.args[-1] if original.args and isinstance(original.args[-1], str) else str(original)
    return " ".join(str(text).split())[:500]
