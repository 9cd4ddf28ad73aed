"""Several small documents at once: they share the embedder and the stores, and nothing else."""

import threading
import time
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import text

from knowledge.catalogue import Status
from knowledge.index.terms import TermEntry
from tests.knowledge.conftest import Desk

DEADLINE = 60
NOTES = {f"note-{n}.txt": f"Station {n} was inspected in {1990 + n}. Its crew has {n + 2} members." for n in range(6)}


class Rush:
    """Uploads notes to a base in which a first document keeps the embedder busy until `let_go`."""

    def __init__(self, desk: Desk, base: str = "base") -> None:
        self.desk = desk
        self.batches: list[list[str]] = []
        self.errors: dict[str, BaseException] = {}
        self._go = threading.Event()
        embedder = desk.embedders["en"]
        embed = embedder.embed_documents

        def embed_later(texts: list[str]) -> list[list[float]]:
            self.batches.append(texts)
            assert self._go.wait(DEADLINE)
            self.before(texts)
            return embed(texts)

        self.before: Callable[[list[str]], None] = lambda texts: None
        embedder.embed_documents = embed_later  # type: ignore[method-assign]
        self.should_stop = threading.Event()
        first = desk.bases.add_document(base, "first.txt", b"The gate closes at nine in the evening.")
        self.threads = [self._start(first.id)]
        wait_for(lambda: len(self.batches) == 1)
        self.jobs = {name: desk.bases.add_document(base, name, note.encode()) for name, note in NOTES.items()}
        for job in self.jobs.values():
            self.threads.append(self._start(job.id))
        wait_for(lambda: waiting(desk) == len(NOTES))

    def _start(self, job_id: str) -> threading.Thread:
        def run() -> None:
            try:
                self.desk.bases.run_job(job_id, should_cancel=self.should_stop.is_set)
            except BaseException as error:  # noqa: BLE001 - looked at by the tests
                self.errors[job_id] = error

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def let_go(self) -> None:
        self._go.set()
        for thread in self.threads:
            thread.join(DEADLINE)
            assert not thread.is_alive()

    def states(self) -> dict[str, Status]:
        return {document.name: document.status for document in self.desk.bases.documents("base")}


def waiting(desk: Desk) -> int:
    """How many documents stand in a line to be embedded."""
    lines = desk.bases._runner._ingestion._joint._groups._lines
    return sum(len(line) for line in lines.values())


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def rush(desk: Desk) -> Rush:
    desk.bases.create("base")
    desk.add("base", "before.txt", "The cellar is inspected in autumn.")
    return Rush(desk)


def complete(desk: Desk) -> None:
    """Every ready document has all its chunks in all three stores, and nothing else has any."""
    ready = {d.id: d.chunks for d in desk.bases.documents("base") if d.status is Status.READY}
    with desk.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, document_id, windows FROM knowledge_chunks")).all()
        [version] = connection.execute(text("SELECT id FROM knowledge_index_versions")).scalars()
    assert {document: sum(row[1] == document for row in rows) for document in ready} == ready
    assert {row[1] for row in rows} == ready.keys()
    stored = desk.bases._vectors._collection(version).get(include=[])["ids"]
    assert sorted(stored) == sorted(f"{row[0]}#{number}" for row in rows for number in range(row[2]))
    terms = desk.bases._terms.search(version, "the station was inspected closed gate cellar", 99)
    assert terms.keys() == {row[0] for row in rows}


def test_those_that_wait_for_the_embedder_are_embedded_and_stored_together(desk: Desk, rush: Rush) -> None:
    stored: list[set[str]] = []
    upsert = desk.bases._terms.upsert

    def noting(version_id: str, entries: Sequence[TermEntry]) -> None:
        stored.append({entry.document_id for entry in entries})
        upsert(version_id, entries)

    desk.bases._terms.upsert = noting  # type: ignore[method-assign]
    rush.let_go()
    assert rush.errors == {}
    assert set(rush.states().values()) == {Status.READY}
    complete(desk)
    assert {job.document_id for job in rush.jobs.values()} in stored
    assert len(stored) == 2
    for name, note in NOTES.items():
        [passage] = desk.bases.search(note, ["base"], k=1)
        assert passage.document == name
    assert all(desk.bases.job(job.id).progress == 1.0 for job in rush.jobs.values())
    assert all(desk.bases.job(job.id).chunks_done == 1 for job in rush.jobs.values())


def test_one_that_cannot_be_embedded_fails_alone(desk: Desk, rush: Rush) -> None:
    def refuse(texts: list[str]) -> None:
        if any("Station 3" in each for each in texts):
            raise ZeroDivisionError

    rush.before = refuse
    rush.let_go()
    assert {number: type(error) for number, error in rush.errors.items()} == {
        rush.jobs["note-3.txt"].id: ZeroDivisionError
    }
    states = rush.states()
    assert states.pop("note-3.txt") is Status.FAILED
    assert set(states.values()) == {Status.READY}
    assert "internal error" in (desk.bases.document("base", rush.jobs["note-3.txt"].document_id).reason or "")
    complete(desk)


@pytest.mark.parametrize("how", ["cancelled", "deleted", "replaced"])
@pytest.mark.parametrize("when", ["waiting", "embedding"])
def test_one_that_is_taken_away_is_left_out(desk: Desk, rush: Rush, how: str, when: str) -> None:
    job = rush.jobs["note-2.txt"]

    def take_away() -> None:
        if how == "cancelled":
            desk.bases.cancel_job(job.id)
        elif how == "deleted":
            desk.bases.delete_document("base", job.document_id)
        else:
            desk.bases.add_document("base", "note-2.txt", b"Station 2 was closed.")

    if when == "waiting":
        take_away()
    else:
        once = iter([take_away])

        def meanwhile(texts: list[str]) -> None:
            if any("Station" in each for each in texts):
                next(once, lambda: None)()

        rush.before = meanwhile
    rush.let_go()
    assert rush.errors == {}
    assert desk.bases.job(job.id).status is Status.FAILED
    states = rush.states()
    if how == "replaced":
        assert states.pop("note-2.txt") is Status.QUEUED
    assert "note-2.txt" not in states
    assert set(states.values()) == {Status.READY}
    assert len(states) == 7
    complete(desk)
    for pending in desk.bases.pending_jobs():
        desk.bases.run_job(pending.id)
    complete(desk)


def test_a_base_that_is_deleted_takes_the_whole_group_with_it(desk: Desk, rush: Rush) -> None:
    once = iter([lambda: desk.bases.delete("base")])
    rush.before = lambda texts: next(once, lambda: None)()
    rush.let_go()
    assert rush.errors == {}
    assert desk.bases.list() == []
    assert desk.stored_files() == []


def test_a_group_asked_to_pause_is_taken_up_after_a_restart(desk: Desk, rush: Rush) -> None:
    rush.should_stop.set()
    rush.let_go()
    assert rush.errors == {}
    pending = {job.id for job in desk.bases.pending_jobs()}
    assert {job.id for job in rush.jobs.values()} <= pending
    desk.close()
    desk.open()
    for job_id in pending:
        desk.bases.run_job(job_id)
    assert set(rush.states().values()) == {Status.READY}
    complete(desk)


def test_the_next_edition_of_a_document_takes_its_place_in_a_group(desk: Desk) -> None:
    desk.bases.create("base")
    old = {name: desk.add("base", name, f"{note} An old sentence.") for name, note in NOTES.items()}
    rush = Rush(desk)
    rush.let_go()
    assert rush.errors == {}
    documents = desk.bases.documents("base")
    assert sorted(document.name for document in documents) == ["first.txt", *NOTES]
    assert not {document.id for document in documents} & set(old.values())
    complete(desk)


def test_a_document_alone_does_not_wait_for_others(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "before.txt", "The cellar is inspected in autumn.")
    embedder = desk.embedders["en"]
    with_it: list[int] = []
    embedder.before_batch = lambda: with_it.append(waiting(desk))
    document = desk.add("base", "alone.txt", "The roof is inspected in spring.")
    assert with_it == [0]
    assert desk.bases.search("When is the roof inspected?", k=1)[0].document_id == document
