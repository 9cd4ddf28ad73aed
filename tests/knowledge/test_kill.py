"""kill -9 for real: a process that ingests, replaces and rebuilds is killed, and another one finishes its work.

SANCHA_TEST_KILLS says how many times each kind of work is killed, at points spread over the whole of it (default 2).
"""

import multiprocessing
import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge import Job
from server.ingestion import IngestionWorker
from tests.knowledge.conftest import Desk

KILLS = int(os.environ.get("SANCHA_TEST_KILLS", "2"))
SECONDS_PER_STEP = 0.004
WORDS = "valve pump station line roof cellar meter switch relay boiler winter spring crew badge permit order".split()


def corpus(edition: int = 0) -> dict[str, str]:
    """Twenty-four Markdown pages of 1 to 40 sections; in a later edition every third page has changed in one place."""
    pages: dict[str, str] = {}
    for page in range(24):
        chance = random.Random(page)
        sections = []
        for section in range(chance.choice([1, 2, 5, 12, 40])):
            sentences = [f"The {' '.join(chance.sample(WORDS, 6))} is number {page * 100 + n}." for n in range(6)]
            sections.append(f"## Section {section} of {chance.choice(WORDS)}\n\n{' '.join(sentences)}")
        if edition and page % 3 == 0:
            sections[len(sections) // 2] += f"\n\nIn edition {edition} this sentence was added."
        pages[f"page-{page}.md"] = f"# Page {page}\n\n" + "\n\n".join(sections)
    return pages


def open_desk(folder: Path, seconds_per_step: float) -> Desk:
    desk = Desk(folder)

    def step() -> None:
        with _steps(folder).open("ab") as steps:
            steps.write(b".")
        time.sleep(seconds_per_step)

    for embedder in desk.embedders.values():
        embedder.before_batch = step
    return desk


def _steps(folder: Path) -> Path:
    """A file of one byte for each step of embedding: how far the work has come."""
    return folder.with_name(f"{folder.name}.steps")


def finish(desk: Desk) -> None:
    """What the server does after a start."""
    worker = IngestionWorker(desk.bases)
    worker.start()
    while desk.bases.pending_jobs():
        time.sleep(0.02)
    worker.stop()


def begin(desk: Desk, work: str) -> list[Job]:
    """What was acknowledged before the kill; done again it changes nothing."""
    if work == "rebuild":
        return [] if desk.bases.pending_jobs() else [desk.bases.rebuild("base", "mixed", chunk_tokens=64)]
    pages = corpus(1 if work == "replace" else 0)
    return [desk.bases.add_document("base", name, page.encode()) for name, page in pages.items()]


def prepare(folder: Path, work: str) -> None:
    folder.mkdir()
    desk = open_desk(folder, 0.0)
    desk.bases.create("base")
    if work != "ingest":
        begin(desk, "ingest")
        finish(desk)
    desk.close()
    _steps(folder).write_bytes(b"")


def run(folder: Path, work: str, seconds_per_step: float) -> None:
    desk = open_desk(folder, seconds_per_step)
    begin(desk, work)
    (folder / "begun").touch()
    finish(desk)
    desk.close()


def state(desk: Desk) -> dict[str, object]:
    """Everything that is stored, wherever that is, but for ids that differ between data folders."""
    with desk.engine.connect() as connection:

        def column(query: str) -> list[object]:
            return sorted(connection.execute(text(query)).scalars())

        versions = column("SELECT id FROM knowledge_index_versions")
        found: dict[str, object] = {
            "chunks": column("SELECT id FROM knowledge_chunks"),
            "indexed": column("SELECT document_id FROM knowledge_indexed_documents"),
            "texts": column("SELECT document_id FROM knowledge_document_texts"),
            "removals": column("SELECT id FROM knowledge_removals"),
            "unfinished": column("SELECT id FROM knowledge_jobs WHERE status NOT IN ('ready', 'failed')"),
            "sizes": column("SELECT chunk_tokens FROM knowledge_index_versions"),
            "embedders": column("SELECT embedder_id FROM knowledge_index_versions"),
        }
        windows = connection.execute(text("SELECT id, windows FROM knowledge_chunks")).all()
    found["documents"] = sorted((d.name, d.id, d.status.value, d.chunks) for d in desk.bases.documents("base"))
    found["files"] = sorted(Path(n).name for n in desk.stored_files() if n.startswith("files/"))
    [version] = versions
    stored = desk.bases._vectors._collection(version).get(include=[])["ids"]
    assert sorted(stored) == sorted(f"{chunk}#{number}" for chunk, count in windows for number in range(count))
    collections = desk.bases._vectors._open().list_collections()
    assert [collection.name for collection in collections] == [version]
    terms = {Path(name).parts[1].partition(".")[0] for name in desk.stored_files() if name.startswith("terms/")}
    assert terms == {version}
    for name, chunk in (("page-7.md", "valve"), ("page-20.md", "boiler")):
        assert desk.bases.search(f"{chunk} {name}", ["base"], k=3, mode="terms")
    return found


@pytest.mark.timeout(120 + 60 * KILLS)
@pytest.mark.parametrize("work", ["ingest", "replace", "rebuild"])
def test_after_kill_9_everything_is_as_after_an_undisturbed_run(tmp_path: Path, work: str) -> None:
    prepare(tmp_path / "calm", work)
    run(tmp_path / "calm", work, SECONDS_PER_STEP)
    steps = _steps(tmp_path / "calm").stat().st_size
    calm = Desk(tmp_path / "calm")
    undisturbed = state(calm)
    calm.close()
    assert undisturbed["removals"] == undisturbed["unfinished"] == []
    chance = random.Random(work)
    cut_short = 0
    for kill in range(KILLS):
        folder = tmp_path / f"killed-{kill}"
        prepare(folder, work)
        process = multiprocessing.get_context("spawn").Process(target=run, args=(folder, work, SECONDS_PER_STEP))
        process.start()
        # stratified: at least one early, one in the middle, one late
        _wait_for(int(steps * (kill + chance.random()) / KILLS), folder, process)
        time.sleep(0.05 * chance.random())
        process.kill()
        process.join()
        desk = Desk(folder)
        cut_short += bool(desk.bases.pending_jobs())
        desk.bases.recover()
        if work != "rebuild" or desk.bases.get("base").embedder_id != "mixed":
            begin(desk, work)
        finish(desk)
        assert state(desk) == undisturbed
        desk.close()
    assert cut_short


def _wait_for(steps: int, folder: Path, process: "multiprocessing.process.BaseProcess") -> None:
    """Until the work has begun and so many steps of it are done; uploads go on meanwhile, and the kill may fall among
    them."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.is_alive():
        if _steps(folder).stat().st_size >= steps and (_has_pending_jobs(folder) or (folder / "begun").exists()):
            return
        time.sleep(0.005)
    assert (folder / "begun").exists(), "the other process did not start its work"


def _has_pending_jobs(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "app.db", timeout=60)) as connection:
        found = connection.execute("SELECT count(*) FROM knowledge_jobs WHERE finished_at IS NULL").fetchone()
        return bool(found[0])
