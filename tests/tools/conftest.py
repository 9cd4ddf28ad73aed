"""Real databases to read: a SQLite file, and PostgreSQL and MariaDB where a server answers."""

import itertools
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tools.databases import ReadOnlyDatabase
from tools.limits import QueryLimits

POSTGRES = os.environ.get("SANCHA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
MYSQL = os.environ.get("SANCHA_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test")
_NUMBERS = itertools.count()
LIMITS = QueryLimits(seconds=60.0)
"""Enough on any machine; tests of the limit set their own."""

_STATEMENTS = (
    "CREATE TABLE regions (region_id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL)",
    "CREATE TABLE plants (plant_id INTEGER PRIMARY KEY, name VARCHAR(40), capacity_mw INTEGER, opened DATE, "
    "region_id INTEGER REFERENCES regions (region_id))",
    "INSERT INTO regions VALUES (1, 'North Ridge'), (2, '临江区')",
    "INSERT INTO plants VALUES (1, 'Old Mill', 120, '1998-05-01', 1), (2, 'Bay Wind', 300, '2021-06-30', 2), "
    "(3, 'Bay Solar', 80, '2020-01-15', 2)",
)


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    path = tmp_path / "plants.db"
    connection = sqlite3.connect(path)
    for statement in _STATEMENTS:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def sqlite_database(sqlite_path: Path) -> Iterator[ReadOnlyDatabase]:
    database = ReadOnlyDatabase("plants", f"sqlite:///{sqlite_path}", LIMITS)
    yield database
    database.close()


@pytest.fixture
def postgres_database() -> Iterator[ReadOnlyDatabase]:
    yield from _on_server(POSTGRES, "postgresql+psycopg")


@pytest.fixture
def mysql_database() -> Iterator[ReadOnlyDatabase]:
    yield from _on_server(MYSQL, "mysql+pymysql")


@pytest.fixture(scope="module")
def shared_postgres() -> Iterator[ReadOnlyDatabase]:
    """For tests that only read."""
    yield from _on_server(POSTGRES, "postgresql+psycopg")


@pytest.fixture(scope="module")
def shared_mysql() -> Iterator[ReadOnlyDatabase]:
    yield from _on_server(MYSQL, "mysql+pymysql")


@pytest.fixture(params=["sqlite", "postgres", "mysql"])
def any_database(request: pytest.FixtureRequest) -> ReadOnlyDatabase:
    database = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(database, ReadOnlyDatabase)
    return database


def _on_server(url: str, driver: str) -> Iterator[ReadOnlyDatabase]:
    pytest.importorskip(driver.rpartition("+")[2], reason="its driver is not installed")
    owner = sa.create_engine(sa.make_url(url).set(drivername=driver))
    name = f"sancha_test_{os.getpid()}_{next(_NUMBERS)}"
    try:
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as error:
        pytest.skip(f"no server answers at {owner.url.host}:{owner.url.port}: {error.orig}")
    own = sa.make_url(url).set(database=name)
    writer = sa.create_engine(own.set(drivername=driver))
    with writer.begin() as connection:
        for statement in _STATEMENTS:
            connection.exec_driver_sql(statement)
    writer.dispose()
    database = ReadOnlyDatabase("plants", own, LIMITS)
    try:
        yield database
    finally:
        database.close()
        # a server process whose query was stopped may outlive its connection by a moment
        by_force = " WITH (FORCE)" if database.dialect == "postgresql" else ""
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{by_force}")
        owner.dispose()
