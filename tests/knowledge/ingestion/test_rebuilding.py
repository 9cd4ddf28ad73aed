"""Another embedder or other sizes: a new index beside the old one, and one moment when they are swapped."""

import hashlib
import threading
import time

import pytest
from sqlalchemy import text

from knowledge.catalogue import JobKind, Status
from knowledge.errors import InvalidSizes, RebuildUnderWay, UnknownKnowledgeBase
from tests.knowledge.conftest import Desk
from tests.knowledge.test_editions import FIRST, SECOND, counts

CHINESE = "变压器每年春天由两名工程师检修一次。"


def rebuilt(desk: Desk, embedding: str | None = None, **sizes: int) -> None:
    job = desk.bases.rebuild("base", embedding, **sizes)
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.READY


def test_a_rebuild_moves_a_base_to_another_embedder(desk: Desk) -> None:
    desk.bases.create("base")
    document = desk.add("base", "stations.md", FIRST)
    stored = counts(desk)
    job = desk.bases.rebuild("base", "mixed")
    assert (job.kind, job.document_id, job.status) == (JobKind.REBUILD, "", Status.QUEUED)
    desk.bases.run_job(job.id)
    done = desk.bases.job(job.id)
    assert (done.progress, done.documents_done, done.documents_total, done.chunks_done) == (1.0, 1, 1, 40)
    base = desk.bases.get("base")
    assert (base.embedding, base.embedder_id) == ("mixed", "mixed")
    assert len(desk.embedders["mixed"].embedded) == 40
    assert counts(desk) == stored
    assert desk.bases.search("Which line does station 7 feed?", k=1)[0].document_id == document


def test_the_old_index_answers_until_the_swap(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    seen: list[tuple[str | None, bool]] = []

    def look() -> None:
        found = desk.bases.search("Which line does station 7 feed?", k=1)
        seen.append((desk.bases.get("base").embedder_id, found[0].heading == "Part 7"))

    desk.embedders["mixed"].before_batch = look
    rebuilt(desk, "mixed")
    assert set(seen) == {("en", True)}
    assert len(seen) > 3


def test_other_sizes_give_other_chunks_and_stay_with_the_base(desk: Desk) -> None:
    desk.bases.create("base")
    words = " ".join(f"Station {n} was built in {1900 + n}." for n in range(90))
    desk.add("base", "stations.txt", words)
    before = desk.bases.documents("base")[0].chunks
    rebuilt(desk, chunk_tokens=40, window_tokens=20)
    base, [document] = desk.bases.get("base"), desk.bases.documents("base")
    assert (base.chunk_tokens, base.window_tokens, base.embedding) == (40, 20, "auto")
    assert document.chunks > 3 * before
    assert base.chunks == document.chunks == counts(desk)["knowledge_chunks"]
    other = desk.add("base", "more.txt", words + " The end.")
    assert desk.bases.document("base", other).chunks >= document.chunks


def test_a_rebuild_with_nothing_changed_embeds_nothing(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    embedded = len(desk.embedders["en"].embedded)
    rebuilt(desk)
    assert len(desk.embedders["en"].embedded) == embedded


def test_sizes_out_of_bounds_and_unknown_bases_and_models_are_refused(desk: Desk) -> None:
    desk.bases.create("base")
    with pytest.raises(InvalidSizes, match="16 to 4096"):
        desk.bases.rebuild("base", chunk_tokens=3)
    with pytest.raises(InvalidSizes):
        desk.bases.create("other", chunk_tokens=64, window_tokens=100)
    with pytest.raises(UnknownKnowledgeBase):
        desk.bases.rebuild("nope")
    with pytest.raises(KeyError):
        desk.bases.rebuild("base", "no-such-model")
    assert desk.bases.pending_jobs() == []


def test_there_is_one_rebuild_at_a_time(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.rebuild("base", "mixed")
    with pytest.raises(RebuildUnderWay, match=job.id):
        desk.bases.rebuild("base", "en")
    desk.bases.run_job(job.id)
    rebuilt(desk, "en")


def test_an_empty_base_takes_the_new_choice_at_once(desk: Desk) -> None:
    desk.bases.create("base")
    rebuilt(desk, "zh")
    assert desk.bases.get("base").embedder_id == "zh"
    desk.add("base", "b.txt", CHINESE)
    assert len(desk.embedders["zh"].embedded) == 1


def test_a_mixed_base_that_has_one_language_left_goes_back_to_its_embedder(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    chinese = desk.add("base", "b.txt", CHINESE)
    assert desk.bases.get("base").embedder_id == "mixed"
    desk.bases.delete_document("base", chinese)
    rebuilt(desk)
    assert (desk.bases.get("base").embedding, desk.bases.get("base").embedder_id) == ("auto", "en")


def test_a_cancelled_rebuild_leaves_the_old_index_and_nothing_else(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    stored = counts(desk)
    job = desk.bases.rebuild("base", "mixed")
    desk.embedders["mixed"].before_batch = lambda: (desk.bases.cancel_job(job.id), time.sleep(0.6))  # type: ignore[func-returns-value,assignment]
    desk.bases.run_job(job.id)
    assert (desk.bases.job(job.id).status, desk.bases.job(job.id).reason) == (Status.FAILED, "Cancelled.")
    assert desk.bases.get("base").embedder_id == "en"
    assert counts(desk) == stored
    assert len(versions(desk)) == 1
    assert desk.bases.documents("base")[0].status is Status.READY


def test_a_rebuild_goes_on_after_a_restart_where_it_was(desk: Desk) -> None:
    desk.bases.create("base")
    for n in range(6):
        desk.add("base", f"{n}.md", FIRST + f"\n\n# Note\n\nNote {n}.")
    job = desk.bases.rebuild("base", "mixed")
    embedder = desk.embedders["mixed"]
    desk.bases.run_job(job.id, should_cancel=lambda: chunks(desk) > 6 * 41)
    # something of the new version is stored; the chunks that all six share were embedded once
    before = len(embedder.embedded)
    assert before >= 41
    desk.close()
    desk.open()
    assert desk.bases.get("base").embedder_id == "en"
    assert [pending.id for pending in desk.bases.pending_jobs()] == [job.id]
    desk.bases.run_job(job.id)
    assert desk.bases.get("base").embedder_id == "mixed"
    assert len(embedder.embedded) == 40 + 6
    assert len(versions(desk)) == 1
    assert counts(desk)["knowledge_chunks"] == 6 * 41


def test_documents_that_come_change_and_go_during_a_rebuild_are_right_afterwards(desk: Desk) -> None:
    desk.bases.create("base")
    doomed = desk.add("base", "doomed.txt", "The cellar is inspected in autumn.")
    desk.add("base", "changed.md", FIRST)
    steps = iter(
        [
            lambda: desk.add("base", "new.txt", "The roof is inspected in spring."),
            lambda: desk.bases.delete_document("base", doomed),
            lambda: desk.add("base", "changed.md", SECOND),
        ]
    )
    errors: list[BaseException] = []
    threads: list[threading.Thread] = []

    def interfere() -> None:
        step = next(steps, None)
        if step is not None:
            # as the server does: in another thread, while this one is in the middle of a step
            thread = threading.Thread(target=guarded, args=(step,))
            thread.start()
            threads.append(thread)
            time.sleep(0.1)

    def guarded(step: object) -> None:
        try:
            step()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - looked at below
            errors.append(error)

    desk.embedders["mixed"].before_batch = interfere
    rebuilt(desk, "mixed")
    assert len(threads) == 3
    for thread in threads:
        thread.join(20)
    assert errors == []
    assert [(d.name, d.status) for d in desk.bases.documents("base")] == [
        ("changed.md", Status.READY),
        ("new.txt", Status.READY),
    ]
    assert desk.bases.get("base").embedder_id == "mixed"
    assert desk.bases.search("When is the roof inspected?", k=1)[0].document == "new.txt"
    assert desk.bases.search("When was station 7 closed?", k=1)[0].text == "Station 7 was closed in spring."
    assert all(p.document != "doomed.txt" for p in desk.bases.search("cellar inspected in autumn"))
    found = counts(desk)
    assert found["vectors"] == found["knowledge_chunks"] == sum(d.chunks for d in desk.bases.documents("base"))


def test_a_document_whose_text_is_broken_is_read_again_or_fails_and_the_rebuild_goes_on(desk: Desk) -> None:
    desk.bases.create("base")
    kept = desk.add("base", "stations.md", FIRST)
    reread = desk.add("base", "reread.txt", "The roof is inspected in spring.")
    lost = desk.add("base", "lost.txt", "The cellar is inspected in autumn.")
    with desk.engine.begin() as connection:
        connection.execute(
            text("UPDATE knowledge_document_texts SET structure = '{}' WHERE document_id IN (:a, :b)"),
            {"a": reread, "b": lost},
        )
    sha256 = hashlib.sha256(b"The cellar is inspected in autumn.").hexdigest()
    next((desk.folder / "knowledge" / "files").rglob(sha256)).unlink()
    rebuilt(desk, "mixed")
    states = {d.id: d.status for d in desk.bases.documents("base")}
    assert states == {kept: Status.READY, reread: Status.READY, lost: Status.FAILED}
    assert desk.bases.search("When is the roof inspected?", k=1)[0].document_id == reread
    assert "upload it again" in (desk.bases.document("base", lost).reason or "")


def test_a_document_in_another_language_does_not_move_a_base_that_is_being_rebuilt(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    job = desk.bases.rebuild("base")
    desk.add("base", "b.txt", CHINESE)
    assert desk.bases.get("base").embedder_id == "en"
    desk.bases.run_job(job.id)
    assert desk.bases.get("base").embedder_id == "mixed"
    assert desk.bases.search("变压器检修", k=1)[0].document == "b.txt"


def chunks(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM knowledge_chunks")).scalar_one()


def versions(desk: Desk) -> list[str]:
    with desk.engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM knowledge_index_versions")).scalars())
