"""Seeds the demo world once: its documents into knowledge bases, its database as a connection."""

from __future__ import annotations

import logging
from pathlib import Path

from knowledge import KnowledgeBases
from server.databases import DatabaseRegistry
from server.demo import database as demo_database
from server.demo import seed as world

logger = logging.getLogger(__name__)

MARKER = "seeded"


def seed_demo(knowledge: KnowledgeBases, databases: DatabaseRegistry, home: Path) -> None:
    """Brings the demo in unless that was done before; broken off, the next call completes it.

    What a user deletes afterwards stays deleted.
    """
    folder = home / "demo"
    if (folder / MARKER).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    known = {base.name for base in knowledge.list()}
    for base in world.DEMO_BASES:
        if base.name not in known:
            knowledge.create(base.name, base.description)
    for document in world.demo_documents():
        job = knowledge.add_document(document.base, document.path.name, document.path)
        knowledge.run_job(job.id)
    path = folder / "grid.sqlite"
    if not path.exists():
        demo_database.build(path)
    if world.DATABASE_NAME not in {item["name"] for item in databases.list()}:
        databases.add(world.DATABASE_NAME, f"sqlite:///{path}", world.DATABASE_DESCRIPTION)
    (folder / MARKER).touch()
    logger.info("demo seeded documents=%d", len(world.demo_documents()))
