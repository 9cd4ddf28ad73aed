"""Passwords, tags, states and statistics of documents."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge import Sealing
from knowledge.catalogue import Status
from knowledge.errors import InvalidTags, NoPasswordsKept, NotFailed, UnknownDocument
from knowledge.records import now
from tests.knowledge.conftest import Desk
from tests.knowledge.ingestion.test_rebuilding import CHINESE
from tests.knowledge.test_editions import FIRST, SECOND

SECRET = "correct horse battery"


def encrypted_pdf() -> bytes:
    import io

    from reportlab.lib import pdfencrypt
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=pdfencrypt.StandardEncryption(SECRET, ownerPassword="owner", strength=128))
    canvas.drawString(72, 720, "The vault is opened by two people.")
    canvas.save()
    return buffer.getvalue()


def with_sealing(desk: Desk) -> None:
    desk.close()
    desk.options = {"sealing": Sealing(lambda word: word[::-1].encode(), lambda token: token.decode()[::-1])}
    desk.open()


def test_an_encrypted_file_is_read_with_its_password_also_after_a_restart(desk: Desk) -> None:
    with_sealing(desk)
    desk.bases.create("base")
    job = desk.bases.add_document("base", "vault.pdf", encrypted_pdf(), password=SECRET)
    desk.close()
    desk.open()
    assert SECRET not in repr(desk.bases.job(job.id))
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).status is Status.READY
    assert "two people" in desk.bases.search("Who opens the vault?", k=1)[0].text
    assert passwords(desk) == [None]


def passwords(desk: Desk) -> list[object]:
    with desk.engine.connect() as connection:
        return list(connection.execute(text("SELECT password FROM knowledge_jobs")).scalars())


@pytest.mark.parametrize("again", ["upload", "retry"])
def test_a_file_that_failed_for_its_password_is_tried_again_with_it(desk: Desk, again: str) -> None:
    with_sealing(desk)
    desk.bases.create("base")
    content = encrypted_pdf()
    document = desk.add("base", "vault.pdf", content)
    assert "password" in (desk.bases.document("base", document).reason or "")
    wrong = desk.bases.add_document("base", "vault.pdf", content, password="wrong")
    desk.bases.run_job(wrong.id)
    assert desk.bases.job(wrong.id).status is Status.FAILED
    if again == "upload":
        job = desk.bases.add_document("base", "vault.pdf", content, password=SECRET)
    else:
        job = desk.bases.retry_document("base", document, password=SECRET)
    desk.bases.run_job(job.id)
    assert desk.bases.document("base", document).status is Status.READY
    assert set(passwords(desk)) == {None}


def test_a_password_is_nowhere_in_the_data_folder_and_not_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with_sealing(desk)
    desk.bases.create("base")
    with caplog.at_level("DEBUG"):
        job = desk.bases.add_document("base", "vault.pdf", encrypted_pdf(), password=SECRET)
        assert all(SECRET.encode() not in path.read_bytes() for path in files(desk.folder))
        desk.bases.run_job(job.id)
    assert all(SECRET.encode() not in path.read_bytes() for path in files(desk.folder))
    assert SECRET not in caplog.text


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_without_a_way_to_keep_them_passwords_are_refused(desk: Desk) -> None:
    desk.bases.create("base")
    with pytest.raises(NoPasswordsKept):
        desk.bases.add_document("base", "vault.pdf", encrypted_pdf(), password=SECRET)
    assert desk.bases.documents("base") == []


def test_tags_are_given_changed_kept_and_checked(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "a.md", FIRST.encode(), tags=[" plant ", "站", "plant"])
    desk.bases.run_job(job.id)
    assert desk.bases.document("base", job.document_id).tags == ("plant", "站")
    newer = desk.add("base", "a.md", SECOND)
    assert desk.bases.document("base", newer).tags == ("plant", "站")
    desk.bases.add_document("base", "a.md", SECOND.encode(), tags=["closed"])
    assert desk.bases.document("base", newer).tags == ("closed",)
    assert desk.bases.tag_document("base", newer, []).tags == ()
    for tags in ([""], ["x" * 65], ["a\nb"], [str(n) for n in range(33)]):
        with pytest.raises(InvalidTags):
            desk.bases.tag_document("base", newer, tags)
        with pytest.raises(InvalidTags):
            desk.bases.add_document("base", "b.md", FIRST.encode(), tags=tags)
    with pytest.raises(UnknownDocument):
        desk.bases.tag_document("base", "nope", [])
    assert desk.bases.document("base", newer).tags == ()


def test_only_what_failed_is_tried_again(desk: Desk) -> None:
    desk.bases.create("base")
    document = desk.add("base", "a.md", FIRST)
    with pytest.raises(NotFailed, match=r"a\.md"):
        desk.bases.retry_document("base", document)
    with pytest.raises(UnknownDocument):
        desk.bases.retry_document("base", "nope")


def test_a_queued_job_that_is_cancelled_ends_at_once(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "a.md", FIRST.encode())
    desk.bases.cancel_job(job.id)
    ended = desk.bases.job(job.id)
    assert (ended.status, ended.reason) == (Status.FAILED, "Cancelled.")
    assert ended.finished_at is not None
    assert desk.bases.pending_jobs() == []
    assert desk.bases.documents("base") == []
    assert desk.stored_files() == []


def test_the_jobs_of_a_base_are_listed_and_old_ones_forgotten(desk: Desk) -> None:
    desk.bases.create("base")
    desk.bases.create("side")
    document = desk.add("base", "a.md", FIRST)
    desk.add("side", "b.md", FIRST)
    waiting = desk.bases.add_document("base", "c.md", SECOND.encode())
    assert [job.document for job in desk.bases.jobs("base")] == ["a.md", "c.md"]
    with desk.engine.begin() as connection:
        old = {"then": now() - timedelta(days=8)}
        connection.execute(text("UPDATE knowledge_jobs SET created_at = :then"), old)
        connection.execute(text("UPDATE knowledge_jobs SET finished_at = :then WHERE finished_at IS NOT NULL"), old)
    desk.bases.recover()
    assert [job.id for job in desk.bases.jobs("base")] == [waiting.id]
    # what was forgotten can be asked for again, and costs nothing
    embedded = len(desk.embedders["en"].embedded)
    again = desk.bases.add_document("base", "a.md", FIRST.encode())
    assert (again.document_id, again.status, again.progress) == (document, Status.READY, 1.0)
    desk.bases.run_job(again.id)
    assert len(desk.embedders["en"].embedded) == embedded


def test_statistics_tell_what_a_base_holds(desk: Desk) -> None:
    desk.bases.create("base", embedding="mixed")
    created = desk.bases.statistics("base")
    assert (created.documents, created.chunks, created.embedder_id) == ({}, 0, None)
    desk.add("base", "a.md", FIRST)
    desk.add("base", "b.txt", CHINESE)
    desk.add("base", "c.txt", b" \n ")
    found = desk.bases.statistics("base")
    assert found.documents == {"ready": 2, "failed": 1}
    assert found.types == {"md": 1, "txt": 1}
    assert found.languages == {"en": 1, "zh": 1}
    assert found.bytes == len(FIRST) + len(CHINESE.encode())
    assert found.characters == len(FIRST) + len(CHINESE)
    assert (found.chunks, found.windows, found.embedder_id) == (41, 41, "mixed")
    assert found.updated_at > created.updated_at


def test_the_description_can_be_changed(desk: Desk) -> None:
    desk.bases.create("base", "Old")
    before = desk.bases.get("base")
    after = desk.bases.describe("base", " New ")
    assert (after.description, after.created_at) == ("New", before.created_at)
    assert after.updated_at > before.updated_at


def test_a_long_upload_holds_no_lock_on_the_database(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "a.md", FIRST.encode())

    def write_elsewhere() -> None:
        connection = sqlite3.connect(desk.folder / "app.db", timeout=5)
        with connection:
            connection.execute("UPDATE knowledge_bases SET description = 'written meanwhile'")
        connection.close()

    desk.embedders["en"].before_batch = write_elsewhere
    desk.bases.run_job(job.id)
    assert desk.bases.get("base").description == "written meanwhile"
