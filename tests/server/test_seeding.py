from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import KnowledgeBases
from llm.hubs import HubSettings
from server.databases import DatabaseRegistry
from server.demo.seed import DATABASE_NAME, DEMO_BASES, demo_documents
from server.models import Embedders, auto_embedding, catalog_of
from server.persistence.engine import migrate, open_engine
from server.persistence.secrets import Secrets
from server.seeding import seed_demo
from server.settings import Settings
from tools.limits import QueryLimits


@pytest.fixture
def rooms(tmp_path: Path, bundled_weights: Path) -> tuple[KnowledgeBases, DatabaseRegistry]:
    engine = open_engine(tmp_path / "app.db")
    migrate(engine)
    catalog = catalog_of(Settings())
    knowledge = KnowledgeBases(
        engine,
        tmp_path / "knowledge",
        Embedders(catalog, bundled_weights, HubSettings()),
        auto=auto_embedding(catalog, bundled_weights),
    )
    return knowledge, DatabaseRegistry(engine, Secrets(tmp_path / "key"), QueryLimits())


def test_the_demo_comes_once_completes_what_was_broken_off_and_respects_deletions(
    rooms: tuple[KnowledgeBases, DatabaseRegistry], tmp_path: Path
) -> None:
    knowledge, databases = rooms
    # as if an earlier start had been killed after the first base
    knowledge.create(DEMO_BASES[0].name, DEMO_BASES[0].description)

    seed_demo(knowledge, databases, tmp_path)
    assert sum(base.documents for base in knowledge.list()) == len(demo_documents())
    assert {document.status for base in knowledge.list() for document in knowledge.documents(base.name)} == {"ready"}
    assert databases.get(DATABASE_NAME).query("SELECT count(*) FROM substations").rows[0][0] > 0

    knowledge.delete(DEMO_BASES[1].name)
    seed_demo(knowledge, databases, tmp_path)
    assert [base.name for base in knowledge.list()] == [DEMO_BASES[0].name]
