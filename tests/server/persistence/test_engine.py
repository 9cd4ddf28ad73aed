from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import knowledge.records
from knowledge.ledger import Ledger
from knowledge.records import BaseRecord
from server.persistence import tables
from server.persistence.engine import migrate
from server.persistence.postgresql import open_postgresql
from tests.server.conftest import execute


def test_migrations_lead_to_exactly_the_declared_tables(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        declared = [tables.Base.metadata, knowledge.records.Base.metadata]
        assert compare_metadata(context, declared) == []  # type: ignore[arg-type]


def test_a_migration_that_breaks_off_leaves_the_old_schema(
    empty_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("killed")

    with empty_engine.connect() as connection:
        before = sa.inspect(connection).get_table_names()
    with monkeypatch.context() as patched:
        # after the tables of the first revision were made
        patched.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", broken)
        with pytest.raises(RuntimeError, match="killed"):
            migrate(empty_engine)
    with empty_engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == before
    migrate(empty_engine)


def test_two_that_migrate_at_once_wait_for_each_other(postgresql_url: sa.URL) -> None:
    def bring_up() -> list[str]:
        engine = open_postgresql(postgresql_url)
        try:
            migrate(engine)
            return sa.inspect(engine).get_table_names()
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        seen = [future.result() for future in [pool.submit(bring_up) for _ in range(4)]]
    assert all("messages" in names for names in seen)


def test_names_come_in_one_order_whatever_the_database_sorts_by(make_database: Callable[..., sa.URL]) -> None:
    try:
        url = make_database("ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    except sa.exc.DBAPIError as error:
        pytest.skip(f"the server cannot sort as people do: {error.orig}")
    engine = open_postgresql(url)
    migrate(engine)
    names = ["b", "B 2", "a", "Ä", "_", "图"]
    with Session(engine) as session, session.begin():
        session.add_all(BaseRecord(id=str(n), name=name, embedding="auto") for n, name in enumerate(names))
    with Session(engine) as session:
        by_database = list(session.scalars(sa.select(BaseRecord.name).order_by(BaseRecord.name)))
    assert by_database != sorted(names)
    assert [base.name for base in Ledger(engine).bases()] == sorted(names)
    engine.dispose()


def test_a_connection_that_was_closed_is_replaced_unnoticed(postgresql_url: sa.URL, postgresql_owner: sa.URL) -> None:
    engine = open_postgresql(postgresql_url)
    with engine.connect() as one, engine.connect() as two:
        numbers = [connection.scalar(sa.text("SELECT pg_backend_pid()")) for connection in (one, two)]
    for number in numbers:
        execute(postgresql_owner, f"SELECT pg_terminate_backend({number}, 10000)")
    with engine.connect() as one, engine.connect() as two:
        fresh = [connection.scalar(sa.text("SELECT pg_backend_pid()")) for connection in (one, two)]
    assert not set(fresh) & set(numbers)
    engine.dispose()
