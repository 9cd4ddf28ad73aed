"""The databases of cases, made on the servers that answer here, and opened read-only as the product opens them."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tools.choice import TableChoice
from tools.databases import ReadOnlyDatabase
from tools.limits import QueryLimits

POSTGRES = os.environ.get("SANCHA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
MYSQL = os.environ.get("SANCHA_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test")
LIMITS = QueryLimits(seconds=30.0)
_MULTI_STATEMENTS = 1 << 16
"""Flag of the MySQL protocol: a script of several statements is taken."""


@dataclass(frozen=True)
class Made:
    """Where the tables of a case are: an address, and the schemas in it (none: the default one)."""

    url: str
    schemas: tuple[str, ...] = ()

    def choice(self, table: str | None = None) -> TableChoice:
        """Return what is connected: every table, or the named one alone."""
        return TableChoice(self.schemas, (table,) if table else ())

    def open(self, table: str | None = None, name: str = "case") -> ReadOnlyDatabase:
        """Return the database as the product connects it."""
        return ReadOnlyDatabase(name, self.url, LIMITS, self.choice(table))


class Workshop:
    """Makes tables: in one PostgreSQL database, MySQL databases and SQLite files, all named after this process.

    Workshops of different names may be open at once.

    Cases on PostgreSQL keep the schemas that their script names, so that a statement may span several cases.
    """

    def __init__(self, folder: Path, name: str = "sancha_cases") -> None:
        self._folder = folder
        self._own = f"{name}_{os.getpid()}"
        self._undo = ExitStack()
        self._postgres: sa.URL | None = None

    def close(self) -> None:
        """Drop what was made."""
        self._undo.close()

    def make(self, script: str, engine: str, schemas: tuple[str, ...]) -> Made:
        """Run the script and return where its tables are. Raises sqlalchemy's OperationalError without a server."""
        if engine == "sqlite":
            return self._sqlite(script)
        if engine in ("mariadb", "mysql"):
            return self._mysql(script, schemas[0])
        url = self.postgres()
        with _owner(url) as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(script)
        return Made(url.render_as_string(hide_password=False), schemas)

    def postgres(self) -> sa.URL:
        """Return the address of the PostgreSQL database, made on first use."""
        if self._postgres is None:
            server = sa.make_url(POSTGRES).set(drivername="postgresql+psycopg")
            with _owner(server) as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {self._own} WITH (FORCE)")
                connection.exec_driver_sql(f"CREATE DATABASE {self._own}")
            self._undo.callback(_drop, server, f"DROP DATABASE IF EXISTS {self._own} WITH (FORCE)")
            self._postgres = server.set(drivername="postgresql", database=self._own)
        return self._postgres

    def _mysql(self, script: str, schema: str) -> Made:
        name = f"{schema}_{os.getpid()}"
        server = sa.make_url(MYSQL).set(drivername="mysql+pymysql")
        with _owner(server) as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS `{name}`")
            connection.exec_driver_sql(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
            self._undo.callback(_drop, server, f"DROP DATABASE IF EXISTS `{name}`")
        _run_mysql(server.set(database=name), re.sub(rf"\b{re.escape(schema)}\b", name, script))
        return Made(server.set(drivername="mysql", database=name).render_as_string(hide_password=False))

    def _sqlite(self, script: str) -> Made:
        path = self._folder / f"{len(list(self._folder.iterdir()))}.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)
        return Made(f"sqlite:///{path}")


@contextmanager
def _owner(url: sa.URL) -> Iterator[Any]:
    driver = {"postgresql": "postgresql+psycopg"}.get(url.drivername, url.drivername)
    engine = sa.create_engine(url.set(drivername=driver), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _drop(url: sa.URL, statement: str) -> None:
    with _owner(url) as connection:
        connection.exec_driver_sql(statement)


def _run_mysql(url: sa.URL, script: str) -> None:
    engine = sa.create_engine(url, connect_args={"client_flag": _MULTI_STATEMENTS, "autocommit": True})
    try:
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(script)
            while cursor.nextset():
                pass
    finally:
        engine.dispose()
