import io
import threading
import time
import zipfile

import pytest
from sqlalchemy import text

from knowledge.catalogue import Job, Status
from knowledge.ingestion.publishing import told
from knowledge.loading.parsing import ParsingLimits
from tests.knowledge.conftest import Desk

LONG = "\n\n".join(f"# Part {n}\n\nStation {n} feeds line {n * 3}. It was built in {1900 + n}." for n in range(300))


class Killed(BaseException):
    """Stands for kill -9: nothing in the room may catch it and tidy up."""


def chunk_ids(desk: Desk) -> list[str]:
    with desk.engine.connect() as connection:
        return sorted(connection.execute(text("SELECT id FROM knowledge_chunks")).scalars())


def stored_vectors(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        [version] = connection.execute(text("SELECT id FROM knowledge_index_versions")).scalars()
    count: int = desk.bases._vectors._collection(version).count()
    return count


def test_progress_goes_from_nothing_to_one_through_the_states(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    assert (job.status, job.progress) == (Status.QUEUED, 0.0)
    assert [pending.id for pending in desk.bases.pending_jobs()] == [job.id]
    seen: list[Job] = []
    desk.embedders["en"].before_batch = lambda: (time.sleep(0.01), seen.append(desk.bases.job(job.id)))  # type: ignore[func-returns-value,assignment]
    desk.bases.run_job(job.id)
    done = desk.bases.job(job.id)
    assert (done.status, done.progress, done.chunks_done, done.chunks_total) == (Status.READY, 1.0, 300, 300)
    assert {job.status for job in seen} == {Status.EMBEDDING}
    assert [job.progress for job in seen] == sorted(job.progress for job in seen)
    assert desk.bases.pending_jobs() == []


@pytest.mark.parametrize("batch", [0, 1, 2])
def test_a_killed_job_ends_with_the_chunks_of_an_undisturbed_run(desk: Desk, batch: int) -> None:
    desk.bases.create("calm")
    calm = desk.bases.add_document("calm", "long.md", LONG.encode())
    desk.bases.run_job(calm.id)
    undisturbed, vectors = chunk_ids(desk), stored_vectors(desk)
    desk.bases.delete("calm")

    desk.bases.create("calm")
    job = desk.bases.add_document("calm", "long.md", LONG.encode())
    remaining = iter(range(batch))

    def die_later() -> None:
        if next(remaining, None) is None:
            raise Killed

    desk.embedders["en"].before_batch = die_later
    with pytest.raises(Killed):
        desk.bases.run_job(job.id)
    desk.close()
    desk.embedders["en"].before_batch = lambda: None
    desk.open()
    assert [pending.id for pending in desk.bases.pending_jobs()] == [job.id]
    assert desk.bases.search("Station 7") == []
    desk.bases.run_job(job.id)
    assert chunk_ids(desk) == undisturbed
    assert stored_vectors(desk) == vectors
    assert desk.bases.search("Which line does station 7 feed?", k=1)[0].heading == "Part 7"


def test_a_job_asked_to_pause_goes_on_later_where_it_was(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    embedder = desk.embedders["en"]
    desk.bases.run_job(job.id, should_cancel=lambda: len(embedder.embedded) > 150)
    assert desk.bases.job(job.id).status is Status.EMBEDDING
    before = len(embedder.embedded)
    assert 150 < before < 300
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.READY
    # the batch at hand is done again, those before it are not
    assert 300 <= len(embedder.embedded) <= 300 + before - 128


def test_a_cancelled_job_takes_its_document_with_it(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "kept.txt", "The roof is inspected in spring.")
    files = desk.stored_files()
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    desk.embedders["en"].before_batch = lambda: (desk.bases.cancel_job(job.id), time.sleep(0.6))  # type: ignore[func-returns-value,assignment]
    desk.bases.run_job(job.id)
    assert (desk.bases.job(job.id).status, desk.bases.job(job.id).reason) == (Status.FAILED, "Cancelled.")
    assert [document.name for document in desk.bases.documents("base")] == ["kept.txt"]
    assert [name for name in desk.stored_files() if name.startswith("files/")] == [
        name for name in files if name.startswith("files/")
    ]
    assert len(chunk_ids(desk)) == stored_vectors(desk) == 1


def test_a_job_cancelled_before_it_ran_does_nothing(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    desk.bases.cancel_job(job.id)
    desk.bases.run_job(job.id)
    assert desk.bases.documents("base") == []
    assert desk.embedders["en"].embedded == []


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_a_document_uploaded_again_while_its_old_job_waits_is_ingested(desk: Desk, how: str) -> None:
    desk.bases.create("base")
    old = desk.bases.add_document("base", "long.md", LONG.encode())
    if how == "cancelled":
        desk.bases.cancel_job(old.id)
    else:
        desk.bases.delete_document("base", old.document_id)
    new = desk.bases.add_document("base", "long.md", LONG.encode())
    assert new.id != old.id
    desk.bases.run_job(old.id)
    desk.bases.run_job(new.id)
    assert desk.bases.job(new.id).status is Status.READY
    assert [document.status for document in desk.bases.documents("base")] == [Status.READY]


def test_a_document_without_text_fails_with_a_reason_and_can_be_tried_again(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "blank.txt", b"  \n\n ")
    desk.bases.run_job(job.id)
    [document] = desk.bases.documents("base")
    assert document.status is Status.FAILED
    assert document.reason is not None
    assert "white space" in document.reason
    again = desk.bases.add_document("base", "blank.txt", b"  \n\n ")
    assert (again.id != job.id, again.document_id) == (True, job.document_id)
    desk.bases.run_job(again.id)
    retried = desk.bases.retry_document("base", document.id)
    desk.bases.run_job(retried.id)
    assert desk.bases.job(retried.id).status is Status.FAILED
    desk.bases.delete_document("base", document.id)
    assert [name for name in desk.stored_files() if name.startswith("files/")] == []


def test_a_document_with_too_much_text_fails(desk: Desk) -> None:
    desk.close()
    desk.options = {"parsing": ParsingLimits(characters=100)}
    desk.open()
    desk.bases.create("base")
    desk.add("base", "long.md", LONG)
    [document] = desk.bases.documents("base")
    assert "100" in (document.reason or "")


def test_an_unexpected_error_fails_the_job_and_is_not_swallowed(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())

    def break_down() -> None:
        raise ZeroDivisionError

    desk.embedders["en"].before_batch = break_down
    with pytest.raises(ZeroDivisionError):
        desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.FAILED


def test_search_goes_on_while_two_jobs_run_and_a_document_is_deleted(desk: Desk) -> None:
    desk.bases.create("base")
    desk.bases.create("side")
    kept = desk.add("base", "kept.txt", "The roof is inspected in spring.")
    doomed = desk.add("base", "doomed.txt", "The cellar is inspected in autumn.")
    jobs = [
        desk.bases.add_document(base, f"{base}{n}.md", (LONG + f"\n\nNote {n}.").encode())
        for base in ("base", "side")
        for n in range(2)
    ]
    errors: list[BaseException] = []

    def run(job_id: str) -> None:
        try:
            desk.bases.run_job(job_id)
        except BaseException as error:  # noqa: BLE001 - collected for the assertion below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job.id,)) for job in jobs]
    for thread in threads:
        thread.start()
    searches = 0
    while any(thread.is_alive() for thread in threads) or searches < 3:
        assert desk.bases.search("When is the roof inspected?", ["base"], k=1)[0].document_id == kept
        searches += 1
        if searches == 2:
            desk.bases.delete_document("base", doomed)
    for thread in threads:
        thread.join()
    assert errors == []
    assert all(desk.bases.job(job.id).status is Status.READY for job in jobs)
    assert all(p.document_id != doomed for p in desk.bases.search("cellar inspected in autumn", ["base"]))


def test_a_document_deleted_while_it_is_ingested_stays_deleted(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    deleted: list[bool] = []

    def delete_once() -> None:
        if not deleted:
            deleted.append(True)
            desk.bases.delete_document("base", job.document_id)

    desk.embedders["en"].before_batch = delete_once
    desk.bases.run_job(job.id)
    assert desk.bases.documents("base") == []
    assert chunk_ids(desk) == []
    assert [name for name in desk.stored_files() if name.startswith("files/")] == []


def test_a_base_deleted_while_it_is_filled_leaves_nothing(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    deleted: list[bool] = []

    def delete_once() -> None:
        if not deleted:
            deleted.append(True)
            desk.bases.delete("base")

    desk.embedders["en"].before_batch = delete_once
    desk.bases.run_job(job.id)
    assert desk.bases.list() == []
    assert desk.stored_files() == []


def test_what_of_an_archive_could_not_be_read_is_told_beside_the_ready_document(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rules.md", "# Rules\n\nThe gate closes at nine in the evening.")
        for number in range(5):
            archive.writestr(f"broken-{number}.pdf", b"%PDF-1.7 and then nothing of use")
    desk.bases.create("base")
    job = desk.bases.add_document("base", "all.zip", packed.getvalue())
    desk.bases.run_job(job.id)
    [document] = desk.bases.documents("base")
    assert document.status == Status.READY
    assert document.reason is not None
    assert "broken-0.pdf" in document.reason
    assert "2 more parts" in document.reason
    assert desk.bases.job(job.id).reason is None
    assert told(()) is None
