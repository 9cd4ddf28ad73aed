"""The attacks of the guard evaluation against live PostgreSQL and MariaDB, through the guard and without it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError
from tools.limits import QueryLimits

SERVERS = {
    "postgresql": (
        os.environ.get("SANCHA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test"),
        "postgresql+psycopg",
    ),
    "mysql": (os.environ.get("SANCHA_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"), "mysql+pymysql"),
}
_QUOTE = {"postgresql": '"', "mysql": "`"}
_READS_OR_CALLS = re.compile(
    r"\b(load_file|outfile|dumpfile|pg_read_\w+|pg_ls_\w+|lo_import|lo_export|dblink\w*|copy|sys_exec|sys_eval|"
    r"pg_sleep\w*|sleep|benchmark|get_lock|information_schema|mysql\.\w+|pg_shadow|pg_authid)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")
_ESCAPES = re.compile(
    r"\b(load_file|outfile|dumpfile|pg_read_\w+|pg_ls_\w+|lo_import|lo_export|dblink\w*|copy)\b", re.IGNORECASE
)


def attack_servers(statements: Iterable[str]) -> dict[str, Any]:
    """Return for each server attacks, executed_writes, leaked and how many were harmless and answered;

    `skipped` with a reason where none answers.
    """
    tried = list(statements)
    return {kind: _attack(kind, url, driver, tried) for kind, (url, driver) in SERVERS.items()}


def _attack(kind: str, url: str, driver: str, statements: list[str]) -> dict[str, Any]:
    try:
        with _prepared(kind, url, driver) as (database, digest):
            before = digest()
            answered = 0
            writes: list[str] = []
            leaks: list[str] = []
            for statement in statements:
                bare = _QUOTED.sub("''", statement)
                if _ran(database, statement, guarded=True):
                    answered += 1
                    leaks.extend([statement] if _READS_OR_CALLS.search(bare) else [])
                if _ran(database, statement, guarded=False) and _ESCAPES.search(bare):
                    leaks.append(f"unguarded: {statement}")
                after = digest()
                if after != before:
                    writes.append(f"written: {statement}")
                    before = after
            return {
                "attacks": len(statements), "executed_writes": len(writes), "leaked": len(leaks), "answered": answered,
                "examples": [*writes[:5], *leaks[:5]],
            }  # fmt: skip
    except (OperationalError, ModuleNotFoundError) as error:
        return {"skipped": f"no server answers: {getattr(error, 'orig', None) or error}"}


@contextmanager
def _prepared(kind: str, url: str, driver: str) -> Iterator[tuple[ReadOnlyDatabase, Any]]:
    """A database of our own with the table that the attacks are written for, and what tells that it is unchanged."""
    owner = sa.create_engine(sa.make_url(url).set(drivername=driver), isolation_level="AUTOCOMMIT")
    name, q = f"sancha_guard_{os.getpid()}", _QUOTE[kind]
    with owner.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    own = sa.make_url(url).set(database=name)
    writer = sa.create_engine(own.set(drivername=driver), isolation_level="AUTOCOMMIT")
    with writer.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {q}Customer{q} ({q}CustomerId{q} INTEGER PRIMARY KEY, {q}FirstName{q} VARCHAR(40))"
        )
        connection.exec_driver_sql(f"INSERT INTO {q}Customer{q} VALUES (1, 'Ana'), (2, 'Bo'), (3, '陈')")

    def digest() -> str:
        with writer.connect() as connection:
            rows = connection.exec_driver_sql(f"SELECT * FROM {q}Customer{q} ORDER BY 1").all()
            tables = connection.exec_driver_sql(
                "SELECT table_schema, table_name, column_name FROM information_schema.columns "
                # others may be at work in other databases of the same server
                f"WHERE table_schema IN ('{name}', 'mysql', 'public') ORDER BY 1, 2, 3"
            ).all()
        return hashlib.sha256(repr((rows, tables)).encode()).hexdigest()

    database = ReadOnlyDatabase("target", own, QueryLimits(seconds=0.5))
    try:
        yield database, digest
    finally:
        database.close()
        writer.dispose()
        with owner.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        owner.dispose()


def _ran(database: ReadOnlyDatabase, statement: str, *, guarded: bool) -> bool:
    try:
        database.query(statement) if guarded else database._run(statement, database.limits)
    except DatabaseError:
        return False
    return True
