"""kill -9 for real: a process that ingests is killed, and another one finishes its jobs."""

import multiprocessing
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.knowledge.conftest import Desk
from tests.knowledge.test_ingestion import LONG, chunk_ids


def ingest(folder: Path, seconds_per_batch: float) -> None:
    desk = Desk(folder)
    for embedder in desk.embedders.values():
        embedder.before_batch = lambda: time.sleep(seconds_per_batch)
    desk.bases.create("base")
    for n in range(8):
        desk.bases.add_document("base", f"{n}.md", f"{LONG[: 4000 + 1000 * n]}".encode())
    for job in desk.bases.pending_jobs():
        desk.bases.run_job(job.id)
    desk.close()


@pytest.mark.parametrize("seconds", [0.05, 0.4, 1.1])
def test_after_kill_9_every_document_is_ready_once_with_the_same_chunks(tmp_path: Path, seconds: float) -> None:
    (tmp_path / "calm").mkdir()
    ingest(tmp_path / "calm", 0.0)
    calm = Desk(tmp_path / "calm")
    undisturbed = chunk_ids(calm)
    calm.close()

    (tmp_path / "killed").mkdir()
    process = multiprocessing.get_context("spawn").Process(target=ingest, args=(tmp_path / "killed", 0.15))
    process.start()
    _wait_for_jobs(tmp_path / "killed" / "app.db")
    time.sleep(seconds)
    process.kill()
    process.join()

    desk = Desk(tmp_path / "killed")
    for n in range(8):
        # what was not acknowledged is uploaded again
        desk.bases.add_document("base", f"{n}.md", f"{LONG[: 4000 + 1000 * n]}".encode())
    assert desk.bases.pending_jobs() != []
    for job in desk.bases.pending_jobs():
        desk.bases.run_job(job.id)
    assert chunk_ids(desk) == undisturbed
    assert {document.status for document in desk.bases.documents("base")} == {"ready"}
    assert len(desk.bases.documents("base")) == 8
    with desk.engine.connect() as connection:
        [version] = connection.execute(text("SELECT id FROM knowledge_index_versions")).scalars()
        windows = connection.execute(text("SELECT sum(windows) FROM knowledge_chunks")).scalar()
    assert desk.bases._vectors._collection(version).count() == windows
    desk.close()


def _wait_for_jobs(database: Path) -> None:
    import sqlite3

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if database.exists():
            connection = sqlite3.connect(database)
            try:
                if connection.execute("SELECT count(*) FROM knowledge_jobs").fetchone()[0]:
                    return
            except sqlite3.OperationalError:
                pass  # the table is not there yet
            finally:
                connection.close()
        time.sleep(0.05)
    raise AssertionError("the other process did not start its jobs")
