from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import knowledge.records
from server.persistence import tables
from server.persistence.engine import migrate, open_engine


def test_migrations_lead_to_exactly_the_declared_tables(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "app.db")
    migrate(engine)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        declared = [tables.Base.metadata, knowledge.records.Base.metadata]
        assert compare_metadata(context, declared) == []  # type: ignore[arg-type]
