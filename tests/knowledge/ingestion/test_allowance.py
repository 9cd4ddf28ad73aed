"""A text that takes too long, and a file that brings Sancha down, end with a reason instead of being begun for ever."""

import threading
import time

import pytest

from knowledge.catalogue import Status
from knowledge.errors import SplittingTookTooLong
from knowledge.ingestion import allowance, tracking
from knowledge.ingestion.allowance import Allowance
from tests.knowledge.conftest import Desk
from tests.knowledge.ingestion.test_ingest import LONG, Killed


def work_for(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_time_is_what_the_thread_works_and_grows_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "SECONDS", 0.05)
    short, long = Allowance(0, lambda: None), Allowance(1_000_000, lambda: None)
    time.sleep(0.1)
    short.check()
    work_for(0.06)
    with pytest.raises(SplittingTookTooLong, match="split the file"):
        short.check()
    long.check()


def test_what_stops_the_job_stops_the_text_work_too() -> None:
    def stop() -> None:
        raise Killed

    with pytest.raises(Killed):
        Allowance(10, stop).check()


def test_a_document_whose_text_takes_too_long_fails_with_the_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.bases.create("base")
    desk.add("base", "calm.txt", "The roof is inspected in spring.")
    monkeypatch.setattr(allowance, "SECONDS", -1.0)
    monkeypatch.setattr(allowance, "SECONDS_PER_MILLION", 0.0)
    desk.add("base", "long.md", LONG)
    failed = next(document for document in desk.bases.documents("base") if document.name == "long.md")
    assert failed.status is Status.FAILED
    assert "split the file" in (failed.reason or "")
    assert desk.bases.pending_jobs() == []
    assert desk.bases.search("roof in spring", k=1)[0].document == "calm.txt"


def test_a_rebuild_leaves_out_what_takes_too_long_and_keeps_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.bases.create("base")
    desk.add("base", "calm.txt", "The roof is inspected in spring.")
    desk.add("base", "long.md", LONG)
    real = Allowance

    def stingy(characters: int, check: object) -> Allowance:
        made = real(characters, check)  # type: ignore[arg-type]
        if characters > 1000:
            made._seconds = -1.0
        return made

    monkeypatch.setattr("knowledge.ingestion.indexing.Allowance", stingy)
    job = desk.bases.rebuild("base", "mixed")
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.READY
    assert {d.name: d.status for d in desk.bases.documents("base")} == {
        "calm.txt": Status.READY,
        "long.md": Status.FAILED,
    }


def test_a_megabyte_without_a_sentence_end_can_be_cancelled_while_it_is_divided(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "brackets.txt", b"([{<" * 250_000)
    divided = threading.Event()
    count = desk.embedders["en"].count_tokens

    def counted(text: str) -> int:
        divided.set()
        return count(text)

    desk.embedders["en"].count_tokens = desk.embedders["mixed"].count_tokens = counted  # type: ignore[method-assign]
    thread = threading.Thread(target=desk.bases.run_job, args=(job.id,))
    thread.start()
    assert divided.wait(60)
    desk.bases.cancel_job(job.id)
    thread.join(60)
    assert not thread.is_alive()
    assert (desk.bases.job(job.id).status, desk.bases.job(job.id).reason) == (Status.FAILED, "Cancelled.")


def die(desk: Desk, job_id: str) -> None:
    """Begin the job in a process of its own, so to speak, which ends without a word."""

    def killed() -> None:
        raise Killed

    desk.embedders["en"].before_batch = killed
    with pytest.raises(Killed):
        desk.bases.run_job(job_id)
    desk.close()
    desk.open()


def test_a_job_that_ends_the_process_each_time_is_given_up_with_a_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "_MOST_STARTS", 3)
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    # the first is counted where the file was not read yet
    for _ in range(1 + 3):
        die(desk, job.id)
    desk.bases.run_job(job.id)
    ended = desk.bases.job(job.id)
    assert ended.status is Status.FAILED
    assert (
        ended.reason == "Sancha was stopped 3 times while it worked on this file: try it again, or leave the file out."
    )
    assert desk.bases.pending_jobs() == []
    desk.embedders["en"].before_batch = lambda: None
    retried = desk.bases.retry_document("base", job.document_id)
    desk.bases.run_job(retried.id)
    assert desk.bases.job(retried.id).status is Status.READY


def test_a_job_that_comes_further_each_time_is_never_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "_MOST_STARTS", 1)
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    embedder = desk.embedders["en"]
    for _ in range(2):
        enough = len(embedder.embedded) + 128

        def killed_after_a_part(enough: int = enough) -> None:
            if len(embedder.embedded) >= enough:
                raise Killed

        embedder.before_batch = killed_after_a_part
        with pytest.raises(Killed):
            desk.bases.run_job(job.id)
        desk.close()
        desk.open()
    desk.embedders["en"].before_batch = lambda: None
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.READY


def test_a_stop_in_good_order_is_not_held_against_a_job(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "_MOST_STARTS", 2)
    desk.bases.create("base")
    job = desk.bases.add_document("base", "long.md", LONG.encode())
    for _ in range(5):
        asked = iter(range(3))
        desk.bases.run_job(job.id, should_cancel=lambda asked=asked: next(asked, None) is None)  # type: ignore[misc]
        desk.close()
        desk.open()
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.READY
