"""A file uploaded again with another content takes the place of the one before it."""

import pytest
from sqlalchemy import text

from knowledge.catalogue import SUPERSEDED, Status
from tests.knowledge.conftest import Desk

SECTIONS = [f"# Part {n}\n\nStation {n} feeds line {n * 3}. It was built in {1900 + n}." for n in range(40)]
FIRST = "\n\n".join(SECTIONS)
SECOND = "\n\n".join([*SECTIONS[:7], "# Part 7\n\nStation 7 was closed in spring.", *SECTIONS[8:]])


def counts(desk: Desk) -> dict[str, int]:
    """What is stored, wherever that is."""
    with desk.engine.connect() as connection:
        tables = ("knowledge_documents", "knowledge_document_texts", "knowledge_chunks", "knowledge_indexed_documents")
        found = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}
        versions = connection.execute(text("SELECT id FROM knowledge_index_versions")).scalars().all()
        found["removals"] = connection.execute(text("SELECT count(*) FROM knowledge_removals")).scalar_one()
    found["vectors"] = sum(desk.bases._vectors._collection(version).count() for version in versions)
    found["files"] = len([name for name in desk.stored_files() if name.startswith("files/")])
    return found


def test_a_changed_file_replaces_its_document_and_embeds_only_what_changed(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    before = len(desk.embedders["en"].embedded)
    stored = counts(desk)
    new = desk.add("base", "stations.md", SECOND)
    assert desk.embedders["en"].embedded[before:] == ["Part 7\nStation 7 was closed in spring."]
    assert new != old
    assert [(d.id, d.status) for d in desk.bases.documents("base")] == [(new, Status.READY)]
    assert counts(desk) == stored
    assert desk.bases.search("When was station 7 closed?", k=1)[0].text == "Station 7 was closed in spring."
    assert "1907" not in " ".join(p.text for p in desk.bases.search("Station 7 feeds line built in 1907", k=8))


def test_the_old_edition_is_searched_until_the_new_one_is_ready(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    seen: list[tuple[str, list[Status]]] = []

    def look() -> None:
        found = desk.bases.search("Station 7 feeds which line?", k=1)[0]
        seen.append((found.document_id, sorted(d.status for d in desk.bases.documents("base"))))

    desk.embedders["en"].before_batch = look
    desk.add("base", "stations.md", SECOND)
    assert seen == [(old, [Status.EMBEDDING, Status.READY])]


def test_going_back_to_the_old_content_gives_the_old_document_and_costs_nothing(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    desk.add("base", "stations.md", SECOND)
    embedded = len(desk.embedders["en"].embedded)
    assert desk.add("base", "stations.md", FIRST) == old
    # the sentence about 1907 was gone from the base, so this one is embedded
    assert len(desk.embedders["en"].embedded) == embedded + 1
    assert [d.id for d in desk.bases.documents("base")] == [old]


def test_an_edition_that_is_overtaken_before_it_was_ready_is_dropped(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    second = desk.bases.add_document("base", "stations.md", SECOND.encode())
    third = desk.bases.add_document("base", "stations.md", (SECOND + "\n\nEnd.").encode())
    assert (desk.bases.job(second.id).status, desk.bases.job(second.id).reason) == (Status.FAILED, SUPERSEDED)
    desk.bases.run_job(second.id)
    assert desk.bases.search("station", k=1)[0].document_id == old
    desk.bases.run_job(third.id)
    assert [d.id for d in desk.bases.documents("base")] == [third.document_id]


def test_uploading_the_searched_content_again_withdraws_a_newer_edition(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    newer = desk.bases.add_document("base", "stations.md", SECOND.encode())
    assert desk.bases.add_document("base", "stations.md", FIRST.encode()).document_id == old
    desk.bases.run_job(newer.id)
    assert [d.id for d in desk.bases.documents("base")] == [old]
    assert desk.bases.search("When was station 7 closed?", k=1)[0].document_id == old


def test_an_edition_that_cannot_be_read_leaves_the_old_one_searched(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    desk.add("base", "stations.md", b" \n ")
    statuses = {d.id: d.status for d in desk.bases.documents("base")}
    assert statuses.pop(old) is Status.READY
    assert list(statuses.values()) == [Status.FAILED]
    assert desk.bases.search("station", k=1)[0].document_id == old
    desk.add("base", "stations.md", SECOND)
    assert len(desk.bases.documents("base")) == 1


def test_a_crash_between_the_swap_and_the_tidying_is_made_good(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    stored = counts(desk)

    class Killed(BaseException):
        pass

    def die(_base_id: str) -> None:
        raise Killed

    job = desk.bases.add_document("base", "stations.md", SECOND.encode())
    monkeypatch.setattr(desk.bases._removal, "carry_out", die)
    with pytest.raises(Killed):
        desk.bases.run_job(job.id)
    desk.close()
    desk.open()
    assert counts(desk)["vectors"] == 2 * stored["vectors"]
    assert desk.bases.search("When was station 7 closed?", k=1)[0].document_id == job.document_id
    desk.bases.recover()
    assert counts(desk) == stored


def test_files_of_uploads_that_were_never_acknowledged_are_removed(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "stations.md", FIRST)
    stored = desk.stored_files()
    [file] = [name for name in stored if name.startswith("files/")]
    folder = (desk.folder / "knowledge" / file).parent
    (folder / ("0" * 64)).write_bytes(b"orphan")
    (folder / ".upload-x").write_bytes(b"half")
    (folder.parent / "gone").mkdir()
    (folder.parent / "gone" / ("1" * 64)).write_bytes(b"orphan of a base that was never made")
    desk.bases.recover()
    assert desk.stored_files() == stored
    assert not (folder.parent / "gone").exists()


def test_long_text_without_headings_embeds_only_around_the_change(desk: Desk) -> None:
    paragraphs = [
        f"Paragraph {n} tells that valve {n * 7} of pump {n} was last opened in {1800 + n}." for n in range(2000)
    ]
    desk.bases.create("base")
    desk.add("base", "log.txt", "\n\n".join(paragraphs))
    embedded = len(desk.embedders["en"].embedded)
    changed = [*paragraphs[:900], "A valve that nobody had known of was found behind the wall.", *paragraphs[900:]]
    desk.add("base", "log.txt", "\n\n".join(changed))
    again = len(desk.embedders["en"].embedded) - embedded
    assert 0 < again < 0.1 * embedded


def test_cancelling_an_edition_leaves_the_old_one(desk: Desk) -> None:
    desk.bases.create("base")
    old = desk.add("base", "stations.md", FIRST)
    stored = counts(desk)
    job = desk.bases.add_document("base", "stations.md", SECOND.encode())
    desk.bases.cancel_job(job.id)
    assert desk.bases.job(job.id).reason == "Cancelled."
    desk.bases.run_job(job.id)
    assert [d.id for d in desk.bases.documents("base")] == [old]
    assert counts(desk) == stored


def test_the_internal_error_of_cancelling_never_leaves_the_room(desk: Desk) -> None:
    desk.bases.create("base")
    job = desk.bases.add_document("base", "stations.md", FIRST.encode())
    desk.embedders["en"].before_batch = lambda: desk.bases.cancel_job(job.id)
    desk.bases.run_job(job.id)
    assert desk.bases.job(job.id).reason == "Cancelled."
