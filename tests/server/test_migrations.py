"""What an earlier release wrote is still there after an upgrade, and the schema is the one that the code expects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

import knowledge.records
from server.persistence import tables
from server.persistence.engine import MIGRATIONS, migrate, open_engine

FIRST_RELEASE = """
INSERT INTO knowledge_bases VALUES ('b', 'house', 'Rules', 'auto', 'v', '2026-01-02 03:04:05');
INSERT INTO knowledge_index_versions VALUES ('v', 'b', 'en', '2026-01-02 03:04:05');
INSERT INTO knowledge_documents VALUES ('d', 'b', 'a.md', 'abc', 9, 'ready', NULL, NULL, 1, '2026-01-02 03:04:05');
INSERT INTO knowledge_documents VALUES ('f', 'b', 'f.md', 'def', 9, 'failed', 'No.', NULL, 0, '2026-01-02 03:04:05');
INSERT INTO knowledge_document_texts VALUES ('d', 'A badge.', '{"blocks": [], "pages": []}');
INSERT INTO knowledge_chunks VALUES ('v', 'c', 'd', 0, 0, 8, NULL, NULL, 'A badge.', '[[0, 8]]', 1);
INSERT INTO knowledge_jobs VALUES ('j', 'b', 'd', 'a.md', 'ready', NULL, 0, 0, 0, 1, 1, '2026-01-02 03:04:05');
INSERT INTO knowledge_jobs VALUES ('k', 'b', 'f', 'f.md', 'queued', NULL, 0, 0, 0, 0, 0, '2026-01-02 03:04:05');
"""


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    engine = open_engine(tmp_path / "sancha.db")
    yield engine
    engine.dispose()


def to_revision(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def values(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_everything_of_the_first_release_survives(engine: Engine) -> None:
    to_revision(engine, "0001")
    with engine.begin() as connection:
        for statement in filter(str.strip, FIRST_RELEASE.split(";\n")):
            connection.exec_driver_sql(statement)
    migrate(engine)
    assert values(engine, "SELECT id, chunk_tokens, window_tokens FROM knowledge_bases") == [("b", 320, 128)]
    assert values(engine, "SELECT updated_at = created_at FROM knowledge_bases") == [(1,)]
    assert values(engine, "SELECT id, tags, characters FROM knowledge_documents ORDER BY id") == [
        ("d", "[]", 8),
        ("f", "[]", 0),
    ]
    assert values(engine, "SELECT text FROM knowledge_document_texts") == [("A badge.",)]
    assert values(engine, "SELECT id, embedding_key FROM knowledge_chunks") == [("c", None)]
    assert values(engine, "SELECT * FROM knowledge_indexed_documents") == [("v", "d", 1)]
    assert values(engine, "SELECT id, kind, finished_at IS NULL FROM knowledge_jobs ORDER BY id") == [
        ("j", "ingest", 0),
        ("k", "ingest", 1),
    ]
    assert values(engine, "PRAGMA foreign_key_check") == []
    assert values(engine, "PRAGMA foreign_keys") == [(1,)]


def test_one_content_may_have_two_names_after_the_upgrade(engine: Engine) -> None:
    to_revision(engine, "0001")
    migrate(engine)
    insert = (
        "INSERT INTO knowledge_documents"
        " (id, base_id, name, sha256, size, status, chunks, tags, characters, created_at)"
        " VALUES ('{0}', 'b', '{0}.md', 'abc', 9, 'queued', 0, '[]', 0, '2026-01-02 03:04:05')"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            "INSERT INTO knowledge_bases VALUES ('b', 'house', '', 'auto', NULL, '2026-01-02', 320, 128, '2026-01-02')"
        )
        connection.exec_driver_sql(insert.format("one"))
        connection.exec_driver_sql(insert.format("two"))


@pytest.mark.parametrize("metadata", [tables.Base.metadata, knowledge.records.Base.metadata])
def test_the_migrated_schema_is_that_of_the_tables(engine: Engine, metadata: Any) -> None:
    migrate(engine)
    with engine.connect() as connection:
        own = set(metadata.tables)
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _parents: kind != "table" or name in own},
        )
        assert compare_metadata(context, metadata) == []
