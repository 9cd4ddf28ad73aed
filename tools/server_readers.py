"""PostgreSQL and MySQL or MariaDB, each query in a read-only transaction of its own with the server's time limits
set.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.pool import NullPool

from tools.connections import OpenConnections
from tools.engine_text import POSTGRES_SETTINGS, print_as_mysql, print_as_postgres
from tools.errors import SqlRejected
from tools.fetching import paced
from tools.limits import Deadline
from tools.watch import watched

_POOL: dict[str, Any] = {
    "pool_size": 4,
    "max_overflow": 4,
    "pool_timeout": 30,
    "pool_pre_ping": True,
    "pool_recycle": 900,
}
CONNECT_SECONDS = 5
_SILENT_SECONDS = 60
"""Longest wait for a server's reply outside a query, which has its own limit."""
_STREAMED: dict[str, Any] = {"stream_results": True, "no_parameters": True, "max_row_buffer": 200}

# What a READ ONLY transaction of MySQL still lets a user with the rights do, and no setting turns off
_MYSQL_ESCAPES = re.compile(
    r"/\*|--|#|;|\b(?:into|outfile|dumpfile|procedure|lock|unlock)\b|\b(?:sleep|benchmark|load_file|get_lock|"
    r"release_lock|master_pos_wait|sys_exec|sys_eval|sys_get|sys_set)\s*\(|\bfor\s+(?:update|share)\b|@",
    re.IGNORECASE,
)
_MYSQL_QUOTED = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`""", re.DOTALL)


class PostgresReader:
    """Reads PostgreSQL through cursors, which only a SELECT can have, inside READ ONLY transactions."""

    dialect = "postgresql"

    def __init__(self, url: sa.URL, schemas: Sequence[str] = ()) -> None:
        self.schemas = list(schemas)
        self._superuser: bool | None = None
        self.engine: Engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "application_name": "sancha",
                # a server that stops answering must not hold its connection, and who waits for it, for ever
                "options": f"-c statement_timeout={_SILENT_SECONDS * 1000} -c standard_conforming_strings=on",
                "client_encoding": "UTF8",
                "tcp_user_timeout": _SILENT_SECONDS * 1000,
                "keepalives_idle": CONNECT_SECONDS,
            },
            **_POOL,
        )
        self.cut = OpenConnections(self.engine).cut

    @contextmanager
    def reading(self, sql: str, deadline: Deadline, rows: int) -> Iterator[tuple[list[str], Iterator[Any]]]:
        """Run one query and yield its column names and its rows as they come. Raises sqlalchemy.exc.DBAPIError."""
        milliseconds = max(1, int(deadline.remaining() * 1000))
        settings = {
            "statement_timeout": milliseconds,
            "lock_timeout": min(milliseconds, 2_000),
            "idle_in_transaction_session_timeout": milliseconds + 5_000,
            "standard_conforming_strings": "on",
            **POSTGRES_SETTINGS,
            **({"role": "pg_read_all_data"} if self._is_superuser() else {}),
        }
        with self.engine.connect().execution_options(postgresql_readonly=True) as connection:
            for name, value in settings.items():
                connection.exec_driver_sql("SELECT set_config(%s, %s, true)", (name, str(value)))
            raw = connection.connection.dbapi_connection
            assert raw is not None
            sa.event.listen(connection, "before_cursor_execute", lambda _, cursor, *__: print_as_postgres(cursor))
            with watched(deadline, lambda: _cancel(raw)):
                # a named cursor: DECLARE takes one SELECT, and refuses INTO and statements that change data
                result = connection.execution_options(**_STREAMED).exec_driver_sql(sql)
                yield list(result.keys()), paced(result)
            connection.rollback()

    def fingerprint(self) -> str:
        """A text that changes when tables, columns or comments of the schema do."""
        with self.engine.connect() as connection:
            query = sa.text(
                "SELECT md5(string_agg(concat(n.nspname, c.relname, a.attname, a.atttypid, d.description), ',' "
                "ORDER BY c.relname, a.attnum)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
                "LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid IN (0, a.attnum) "
                "WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND (n.nspname = ANY(CAST(:schemas AS text[])) OR "
                "(CAST(:schemas AS text[]) = '{}' AND n.nspname = current_schema()))"
            )
            return str(connection.execute(query, {"schemas": self.schemas}).scalar())

    def data_version(self) -> str:
        """Nothing cheap tells whether the contents changed: always the same text."""
        return ""

    def is_timeout(self, error: Exception) -> bool:
        """Whether this error says that the server's limit stopped the query (SQLSTATE query_canceled,
        lock_not_available).
        """
        return getattr(getattr(error, "orig", None), "sqlstate", None) in {"57014", "55P03"}

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()

    def _is_superuser(self) -> bool:
        """Whether we came as a superuser, who may read and write the server's files, and can read with less (from
        14 on).
        """
        if self._superuser is None:
            with self.engine.connect() as connection:
                self._superuser = bool(
                    connection.exec_driver_sql(
                        "SELECT rolsuper AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pg_read_all_data') "
                        "FROM pg_roles WHERE rolname = current_user"
                    ).scalar()
                )
        return self._superuser


class MysqlReader:
    """Reads MySQL and MariaDB inside READ ONLY transactions, with one statement per call and no statement but
    SELECT.
    """

    dialect = "mysql"

    def __init__(self, url: sa.URL, schemas: Sequence[str] = ()) -> None:
        self.schemas = list(schemas) or [url.database or ""]
        address = url.set(drivername="mysql+pymysql")
        options = {
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": _SILENT_SECONDS,
            "write_timeout": _SILENT_SECONDS,
            "charset": "utf8mb4",
            "local_infile": False,
        }
        self.engine: Engine = sa.create_engine(address, connect_args=options, **_POOL)
        self.cut = OpenConnections(self.engine).cut
        sa.event.listen(self.engine, "connect", lambda connection, _: print_as_mysql(connection))
        # a query is stopped over a connection that no other query can hold
        self._killer: Engine = sa.create_engine(
            address, connect_args=options | {"read_timeout": CONNECT_SECONDS}, poolclass=NullPool
        )

    @contextmanager
    def reading(self, sql: str, deadline: Deadline, rows: int) -> Iterator[tuple[list[str], Iterator[Any]]]:
        """Run one query and yield its column names and its rows as they come. Raises sqlalchemy.exc.DBAPIError."""
        _refuse_what_read_only_allows(sql)
        seconds = max(0.001, deadline.remaining())
        with self.engine.connect() as connection:
            # our own mode, so that quotes and backslashes mean what the guard takes them to mean
            connection.exec_driver_sql("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'")
            connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = 2, sql_select_limit = {rows + 1}")
            is_mariadb = bool(getattr(connection.dialect, "is_mariadb", False))
            limit = (
                f"max_statement_time = {seconds:.3f}" if is_mariadb else f"max_execution_time = {int(seconds * 1000)}"
            )
            connection.exec_driver_sql(f"SET SESSION {limit}")
            connection.commit()
            connection.exec_driver_sql("START TRANSACTION READ ONLY")
            number = int(connection.exec_driver_sql("SELECT CONNECTION_ID()").scalar() or 0)
            with watched(deadline, lambda: self._kill(number)):
                result = connection.execution_options(**_STREAMED).exec_driver_sql(sql)
                source = paced(result)
                try:
                    yield list(result.keys()), source
                finally:
                    is_unread = next(source, None) is not None
                    if is_unread:
                        # closing reads an unread rest to its end: let the server end it first
                        self._kill(number)
            if is_unread:
                with suppress(sa.exc.DBAPIError):
                    result.close()
                connection.invalidate()
            else:
                connection.rollback()

    def fingerprint(self) -> str:
        """A text that changes when tables, columns or comments of the schema do."""
        query = sa.text(
            "SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', table_schema, table_name, column_name, column_type, "
            "column_comment))) FROM information_schema.columns WHERE table_schema IN :schemas"
        ).bindparams(sa.bindparam("schemas", expanding=True))
        with self.engine.connect() as connection:
            return str(tuple(connection.execute(query, {"schemas": self.schemas}).one()))

    def data_version(self) -> str:
        """Nothing cheap tells whether the contents changed: always the same text."""
        return ""

    def is_timeout(self, error: Exception) -> bool:
        """Whether this error says that the server's limit stopped the query (errors 1969, 3024, 1317, 1205)."""
        arguments: tuple[object, ...] = getattr(getattr(error, "orig", None), "args", ())
        return len(arguments) > 0 and arguments[0] in {1969, 3024, 1317, 1205}

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()

    def _kill(self, number: int) -> None:
        with suppress(sa.exc.DBAPIError), self._killer.connect() as connection:
            connection.exec_driver_sql(f"KILL QUERY {number}")


def _cancel(connection: Any) -> None:
    with suppress(connection.Error):
        connection.cancel_safe(timeout=CONNECT_SECONDS)


def _refuse_what_read_only_allows(sql: str) -> None:
    """MySQL has no read-only session that also refuses files and sleeping, so look at the words outside quotes."""
    bare = _MYSQL_QUOTED.sub("''", sql)
    found = _MYSQL_ESCAPES.search(bare)
    if found:
        raise SqlRejected(f"{found.group().strip().upper()!r} is not allowed in a query.", sql)
    if not re.match(r"[\s(]*(?:select|with|values)\b", bare, re.IGNORECASE):
        raise SqlRejected("Only SELECT is allowed: the databases are read, never changed.", sql)
