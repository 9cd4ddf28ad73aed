"""What an earlier release wrote is still there after an upgrade, and the schema is the one that the code expects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

import knowledge.records
from knowledge.records import BaseRecord, ChunkRecord, DocumentRecord, JobRecord
from server.persistence import tables
from server.persistence.engine import MIGRATIONS, migrate
from server.persistence.tables import ExampleRow, key_of
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript

MOMENT = datetime(2026, 1, 2, 3, 4, 5)
AWARE = MOMENT.replace(tzinfo=UTC)

# a row holds the columns of every revision; each revision takes those that it has
ROWS: dict[str, list[dict[str, Any]]] = {
    "databases": [
        {"name": "grid", "description": "", "url": b"sealed", "created_at": AWARE, "choice": {}, "annotations": {}}
    ],
    "threads": [{"id": "t", "title": "Old", "created_at": AWARE, "updated_at": AWARE, "head_id": "m3"}],
    "messages": [
        {"id": f"m{n}", "thread_id": "t", "position": n, "role": role, "status": "complete", "content": content,
         "output": {"model": "x"} if n % 2 else None, "created_at": AWARE, "parent_id": f"m{n - 1}" if n else None,
         "branch": "t"}
        for n, (role, content) in enumerate([("user", "one"), ("assistant", "1"), ("user", "two"), ("assistant", "2")])
    ],
    "knowledge_bases": [
        {"id": "b", "name": "house", "description": "Rules", "embedding": "auto", "version_id": "v",
         "created_at": MOMENT, "updated_at": MOMENT, "chunk_tokens": 320, "window_tokens": 128}
    ],
    "knowledge_index_versions": [{"id": "v", "base_id": "b", "embedder_id": "en", "created_at": MOMENT}],
    "knowledge_documents": [
        {"id": "d", "base_id": "b", "name": "a.md", "sha256": "abc", "size": 9, "status": "ready", "chunks": 1,
         "created_at": MOMENT, "tags": [], "characters": 8},
        {"id": "f", "base_id": "b", "name": "f.md", "sha256": "def", "size": 9, "status": "failed", "reason": "No.",
         "chunks": 0, "created_at": MOMENT, "tags": [], "characters": 0},
    ],
    "knowledge_document_texts": [
        {"document_id": "d", "text": "A badge.", "structure": {"blocks": [], "pages": []}}
    ],
    "knowledge_chunks": [
        {"version_id": "v", "id": "c", "document_id": "d", "ordinal": 0, "start": 0, "end": 8, "text": "A badge.",
         "sentences": [[0, 8]], "windows": 1}
    ],
    "knowledge_indexed_documents": [{"version_id": "v", "document_id": "d", "chunks": 1}],
    "knowledge_jobs": [
        {"id": "j", "base_id": "b", "document_id": "d", "document_name": "a.md", "status": "ready",
         "cancel_requested": False, "pages_done": 0, "pages_total": 0, "chunks_done": 1, "chunks_total": 1,
         "created_at": MOMENT, "finished_at": MOMENT},
        {"id": "k", "base_id": "b", "document_id": "f", "document_name": "f.md", "status": "queued",
         "cancel_requested": False, "pages_done": 0, "pages_total": 0, "chunks_done": 0, "chunks_total": 0,
         "created_at": MOMENT},
    ],
    "route_corrections": [{"question": "how many?", "road": "database", "created_at": AWARE}],
    "database_examples": [
        {"id": "e", "database": "grid", "question": "How many plants?", "sql": "SELECT 1", "created_at": AWARE}
    ],
}  # fmt: skip


@pytest.fixture
def engine(empty_engine: Engine) -> Engine:
    return empty_engine


def fill(engine: Engine) -> list[str]:
    """Writes the rows of every table that the database has at its revision; returns their names."""
    stored = sa.MetaData()
    stored.reflect(engine)
    filled = [table for table in stored.sorted_tables if table.name in ROWS]
    with engine.begin() as connection:
        for table in filled:
            for row in ROWS[table.name]:
                connection.execute(table.insert().values({c.name: row[c.name] for c in table.c if c.name in row}))
    return [table.name for table in filled]


def to_revision(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def values(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005"])
def test_everything_of_an_earlier_release_survives(engine: Engine, revision: str) -> None:
    to_revision(engine, revision)
    filled = fill(engine)
    migrate(engine)
    for table in filled:
        assert values(engine, f"SELECT count(*) FROM {table}") == [(len(ROWS[table]),)], table

    assert values(engine, "SELECT id, chunk_tokens, window_tokens FROM knowledge_bases") == [("b", 320, 128)]
    assert values(engine, "SELECT count(*) FROM knowledge_bases WHERE updated_at = created_at") == [(1,)]
    with Session(engine) as session:
        documents = session.scalars(sa.select(DocumentRecord).order_by(DocumentRecord.id)).all()
        assert [(each.id, each.tags, each.characters) for each in documents] == [("d", [], 8), ("f", [], 0)]
        chunk = session.scalars(sa.select(ChunkRecord)).one()
        assert (chunk.text, chunk.sentences, chunk.embedding_key) == ("A badge.", [[0, 8]], None)
        jobs = session.scalars(sa.select(JobRecord).order_by(JobRecord.id)).all()
        assert [(each.kind, each.finished_at, each.cancel_requested) for each in jobs] == [
            ("ingest", MOMENT, False),
            ("ingest", None, False),
        ]
    assert values(engine, "SELECT * FROM knowledge_indexed_documents") == [("v", "d", 1)]

    threads = Threads(engine)
    assert threads.list()[0]["updated_at"] == "2026-01-02T03:04:05.000Z"
    messages = threads.messages("t")
    assert [message["content"] for message in messages] == ["one", "1", "two", "2"]
    assert messages[1]["model"] == "x"
    assert StoredTranscript(engine).begin_turn("t", "three").branch == "t"
    if "route_corrections" in filled:
        assert threads.corrections() == [("how many?", "database")]
    if "database_examples" in filled:
        with Session(engine) as session:
            example = session.scalars(sa.select(ExampleRow)).one()
            assert (example.question_key, example.sql) == (key_of("How many plants?"), "SELECT 1")
    if engine.dialect.name == "sqlite":
        assert values(engine, "PRAGMA foreign_key_check") == []
        assert values(engine, "PRAGMA foreign_keys") == [(1,)]


def test_the_newest_revision_can_be_taken_back(engine: Engine) -> None:
    to_revision(engine, "0005")
    fill(engine)
    migrate(engine)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
    assert values(engine, "SELECT question, road FROM route_corrections") == [("how many?", "database")]
    migrate(engine)
    assert Threads(engine).corrections() == [("how many?", "database")]


def test_one_content_may_have_two_names_after_the_upgrade(engine: Engine) -> None:
    to_revision(engine, "0001")
    migrate(engine)
    with Session(engine) as session, session.begin():
        session.add(BaseRecord(id="b", name="house", embedding="auto"))
        session.flush()
        for name in ("one", "two"):
            session.add(DocumentRecord(id=name, base_id="b", name=f"{name}.md", sha256="abc", size=9))


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
