"""A connected database that can be read and never changed.

Three layers, each of which holds alone: the guard lets only a SELECT over known tables through (`sql_guard`), the
connection refuses to write (`sqlite_reader`, `server_readers`), and time, rows, cells and bytes are capped while
the rows stream in (`limits`).
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import MetaData

from tools.choice import EVERYTHING, Note, TableChoice
from tools.circuit_breaker import CircuitBreaker
from tools.connecting import reason, words_of
from tools.errors import DatabaseUnreachable, QueryError, QueryFailed
from tools.fetching import cancelled as was_cancelled
from tools.fetching import overdue, stop_if_due, take
from tools.fresh_values import find_fresh
from tools.limits import Deadline, QueryLimits
from tools.opening import open_reader, parse_address
from tools.profiles import ColumnProfile, profile_table
from tools.relationships import Pair, guess_relationships
from tools.schema import annotate, reflect
from tools.server_readers import CONNECT_SECONDS
from tools.sql_guard import check
from tools.values import ValueIndex, ValueMatch, collect_values

logger = logging.getLogger(__name__)
T = TypeVar("T")

_SCHEMA_CHECK_SECONDS = 5.0
_VALUES_AGE_SECONDS = 300.0
_QUERIES_AT_ONCE = 6
_WAIT_SECONDS = 0.05
_SILENCE_SECONDS = 10.0
"""How long a server may keep silent outside a query, and after the end of a query's time."""
_REST_SECONDS = 30.0
_PROFILE_SECONDS = 2.0


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
    joins: tuple[Pair, ...] = ()
    values_version: str = ""
    values_made: float = 0.0
    profiles: dict[str, tuple[float, dict[str, ColumnProfile]]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


class ReadOnlyDatabase:
    """A SQLite, PostgreSQL or MySQL/MariaDB database by its SQLAlchemy URL, safe to use from several threads.

    `query_errors` are the errors that one statement can raise, for callers that try another one.
    """

    query_errors: tuple[type[Exception], ...] = (QueryError,)

    def __init__(
        self,
        name: str,
        url: str | sa.URL,
        limits: QueryLimits | None = None,
        choice: TableChoice = EVERYTHING,
        notes: Mapping[str, Note] | None = None,
    ) -> None:
        """`notes` are the curator's, by `table` or `table.column`.

        Raises UnsupportedDatabase for another kind of database, DatabaseUnreachable when a SQLite file is missing.
        """
        self.name = name
        self.limits = limits or QueryLimits()
        self._url = parse_address(url)
        self._choice = choice
        self._notes = dict(notes or {})
        self._reader = open_reader(self._url, choice)
        self._kept = _Kept()
        self._free = threading.BoundedSemaphore(_QUERIES_AT_ONCE)
        self._breaker = CircuitBreaker(name, self._reader.cut, 0.0 if self.dialect == "sqlite" else _REST_SECONDS)
        sa.event.listen(self._reader.engine, "after_cursor_execute", lambda *_: self._breaker.heard())

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
            fingerprint = self._asked(self._reader.fingerprint)
            if kept.metadata is None or fingerprint != kept.fingerprint:
                metadata = self._asked(lambda: reflect(self._reader.engine, self._schemas(), self._choice))
                annotate(metadata, self._notes)
                kept.metadata, kept.fingerprint, kept.values = metadata, fingerprint, None
                kept.profiles = {}
                logger.info("schema read database=%s tables=%d", self.name, len(metadata.tables))
            kept.checked = now
            return kept.metadata

    def values(self) -> ValueIndex:
        """Return the index of distinct texts, made on first use and again when the contents have changed for a
        while. Joins that no key says (`joins`) are guessed at the same time.
        """
        metadata = self.metadata()
        kept = self._kept
        with kept.lock:
            is_old = time.monotonic() - kept.values_made > _VALUES_AGE_SECONDS
            version = self._reader.data_version() or str(kept.values_made if not is_old else time.monotonic())
            if kept.values is None or (is_old and version != kept.values_version):
                kept.values = collect_values(metadata, self._column_values)
                kept.joins = tuple(guess_relationships(metadata, self._column_values))
                kept.values_version, kept.values_made = self._reader.data_version(), time.monotonic()
            return kept.values

    def joins(self) -> tuple[Pair, ...]:
        """Return ((table, column), (table, key column)) of likely joins that no key says, guessed from the cells."""
        with self._kept.lock:
            self.values()
            return self._kept.joins

    def profile(self, table: str) -> Mapping[str, ColumnProfile]:
        """Return what a sample of the table's rows shows of its columns, by name; kept for five minutes.

        Empty for a table that is not there or cannot be read in two seconds. Raises DatabaseUnreachable.
        """
        metadata = self.metadata()
        kept = self._kept.profiles
        made, found = kept.get(table, (0.0, None))
        if found is not None and time.monotonic() - made <= _VALUES_AGE_SECONDS:
            return found
        found = self._profiled(metadata.tables[table], metadata.info["dialect"]) if table in metadata.tables else {}
        kept[table] = (time.monotonic(), found)
        return found

    def find_value(self, text: str) -> list[ValueMatch]:
        """Return the cells of text columns that equal `text`, looked up now; its place is the whole of `text`.

        For what the index of values, minutes old, does not know: of at most 60 columns, in at most two seconds.
        """
        return find_fresh(self.metadata(), text, partial(self._rows, seconds=1.0))

    def refresh(self) -> None:
        """Forget schema, values and profiles, so that they are read again when next asked for."""
        with self._kept.lock:
            self._kept.metadata = self._kept.values = None
            self._kept.profiles = {}

    def annotate(self, notes: Mapping[str, Note]) -> None:
        """Take other notes of the curator; they count from the next question on."""
        with self._kept.lock:
            self._notes = dict(notes)
            self.refresh()

    def check(self, sql: str) -> str:
        """Return the statement as it would be run. Raises SqlRejected."""
        return check(sql, self.metadata().info["catalog"])

    def query(
        self,
        sql: str,
        *,
        cancelled: Callable[[], bool] | None = None,
        limits: QueryLimits | None = None,
        skip: int = 0,
    ) -> QueryResult:
        """Run one SELECT and return its rows after the first `skip`, at most as many as the limits allow.

        `cancelled` is asked while the query waits and runs. Raises SqlRejected, QueryTimeout, QueryCancelled,
        QueryFailed, DatabaseUnreachable.
        """
        return self._run(self.check(sql), limits or self.limits, cancelled, skip)

    def ping(self) -> None:
        """Ask the database for its schema.

        Raises DatabaseUnreachable with a sentence that says why it does not answer.
        """
        self._asked(self._reader.fingerprint)

    def close(self) -> None:
        """Close all connections."""
        self._reader.close()

    def _schemas(self) -> list[str | None]:
        chosen = self._choice.schemas if self.dialect != "sqlite" else ()
        own = sa.inspect(self._reader.engine).default_schema_name if chosen else None
        return [None if schema == own else schema for schema in chosen] or [None]

    def _asked(self, work: Callable[[], T]) -> T:
        """What the server says of its schema, or DatabaseUnreachable."""

        def ask() -> T:
            try:
                return work()
            except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
                raise self._unreachable(error) from error

        return self._breaker.call(ask, _SILENCE_SECONDS, while_heard=True)

    def _run(
        self, sql: str, limits: QueryLimits, cancelled: Callable[[], bool] | None = None, skip: int = 0
    ) -> QueryResult:
        deadline = Deadline(limits.seconds, cancelled)
        return self._breaker.call(lambda: self._read(sql, limits, deadline, skip), limits.seconds + _SILENCE_SECONDS)

    def _read(self, sql: str, limits: QueryLimits, deadline: Deadline, skip: int) -> QueryResult:
        try:
            with self._turn(deadline, sql), self._reader.reading(sql, deadline, skip + limits.rows) as (names, source):
                rows, truncated = take(source, limits, deadline, sql, skip)
        except (sa.exc.DBAPIError, sqlite3.Error, sqlite3.Warning) as error:
            raise self._query_error(error, deadline, sql) from error
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise self._unreachable(error) from error
        return QueryResult(sql, names, rows, len(rows), truncated, round(deadline.elapsed() * 1000, 2))

    @contextmanager
    def _turn(self, deadline: Deadline, sql: str) -> Iterator[None]:
        """Wait for one of the few queries that may run at once; the wait counts as a part of the query's time."""
        while not self._free.acquire(timeout=_WAIT_SECONDS):
            stop_if_due(deadline, sql)
        try:
            yield
        finally:
            self._free.release()

    def _column_values(self, sql: str, rows: int) -> list[Any]:
        limits = QueryLimits(seconds=5.0, rows=rows, cell_characters=200)
        return [row[0] for row in self._run(self.check(sql), limits).rows]

    def _profiled(self, table: sa.Table, dialect: sa.Dialect) -> dict[str, ColumnProfile]:
        try:
            return profile_table(table, dialect, partial(self._rows, seconds=_PROFILE_SECONDS))
        except QueryError as error:
            logger.warning("table not profiled table=%s reason=%s", table.name, error)
            return {}

    def _rows(self, sql: str, rows: int, seconds: float) -> list[list[Any]]:
        limits = QueryLimits(seconds=seconds, rows=rows, cell_characters=400)
        return self._run(self.check(sql), limits).rows

    def _query_error(self, error: Exception, deadline: Deadline, sql: str) -> Exception:
        if deadline.reason() == "cancelled":
            return was_cancelled(sql)
        if deadline.reason() == "timeout" or self._reader.is_timeout(error):
            return overdue(deadline, sql)
        # an error without a statement is one of connecting
        if isinstance(error, sa.exc.DBAPIError) and (error.connection_invalidated or error.statement is None):
            return self._unreachable(error)
        if isinstance(error, sqlite3.DataError):  # SQLITE_TOOBIG
            return QueryFailed(
                "A value is larger than the database may handle here. Leave its column out, or ask for a part of it.",
                sql,
            )
        return QueryFailed(f"The database refused the query: {words_of(error)}", sql)

    def _unreachable(self, error: Exception) -> DatabaseUnreachable:
        known = reason(error, self._url, CONNECT_SECONDS)
        return DatabaseUnreachable(known or f"The database {self.name!r} does not answer: {words_of(error)}")
