"""Databases of their own on a real PostgreSQL server, where one answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from server.persistence.engine import open_engine
from server.persistence.postgresql import open_postgresql
from tests.tools.conftest import POSTGRES


@pytest.fixture(scope="session")
def postgresql_owner() -> sa.URL:
    """The address of a user who may make databases."""
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
    url = sa.make_url(POSTGRES).set(drivername="postgresql+psycopg")
    try:
        execute(url, "SELECT 1")
    except OperationalError as error:
        pytest.skip(f"no server answers at {url.host}:{url.port}: {error.orig}")
    return url


@pytest.fixture(scope="session")
def make_database(postgresql_owner: sa.URL) -> Iterator[Callable[..., sa.URL]]:
    """A factory of empty databases, far from UTC in their time zone; all are dropped at the end of the session."""
    made: list[str] = []

    def make(options: str = "ENCODING 'UTF8'") -> sa.URL:
        name = f"sancha_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        execute(postgresql_owner, f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        made.append(name)
        execute(postgresql_owner, f"ALTER DATABASE {name} SET timezone = 'Asia/Shanghai'")
        return postgresql_owner.set(database=name)

    yield make
    for name in made:
        execute(postgresql_owner, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(make_database: Callable[..., sa.URL]) -> sa.URL:
    """An empty database of this test alone."""
    return make_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An application database without tables."""
    if request.param == "sqlite":
        engine = open_engine(tmp_path / "app.db")
    else:
        engine = open_postgresql(request.getfixturevalue("postgresql_url"))
    yield engine
    engine.dispose()


def execute(url: sa.URL, *statements: str) -> list[tuple[object, ...]]:
    """Runs each statement by itself, in a connection of its own; the rows of the last one."""
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    rows: list[tuple[object, ...]] = []
    with engine.connect() as connection:
        for statement in statements:
            result = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in result] if result.returns_rows else []
    return rows


def setting(url: sa.URL) -> str:
    """The address as `SANCHA_DATABASE_URL` takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
