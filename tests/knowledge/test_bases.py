import pytest

from knowledge.catalogue import Status
from knowledge.errors import (
    EmptyFile,
    FileTooLarge,
    InvalidName,
    KnowledgeBaseExists,
    UnknownDocument,
    UnknownJob,
    UnknownKnowledgeBase,
    UnsafeFilename,
    UnsupportedFileType,
)
from tests.knowledge.conftest import Desk

HOUSE = "# Cafeteria\n\nThe cafeteria opens at 7:40.\n\n# Bicycles\n\nA bicycle badge costs 12 euros a year.\n"


def test_a_document_goes_in_and_its_passage_comes_out(desk: Desk) -> None:
    desk.bases.create("house", "House rules")
    document_id = desk.add("house", "house.md", HOUSE)
    [best, *_] = desk.bases.search("What does a bicycle badge cost?", ["house"])
    assert best.text == "A bicycle badge costs 12 euros a year."
    assert (best.document, best.document_id, best.heading) == ("house.md", document_id, "Bicycles")
    assert desk.bases.document_text(document_id)[best.start : best.end] == best.text
    assert [desk.bases.document_text(document_id)[a:b] for a, b in best.sentences] == [best.text]
    assert 0 <= best.score <= 1


def test_a_base_tells_what_is_in_it(desk: Desk) -> None:
    assert desk.bases.create(" house ", "Rules").embedder_id is None
    desk.add("house", "house.md", HOUSE)
    [base] = desk.bases.list()
    assert (base.name, base.description, base.embedding, base.embedder_id) == ("house", "Rules", "auto", "en")
    assert (base.documents, base.chunks) == (1, 2)
    [document] = desk.bases.documents("house")
    assert (document.name, document.status, document.chunks, document.size) == ("house.md", Status.READY, 2, len(HOUSE))


def test_names_are_checked_and_unique(desk: Desk) -> None:
    desk.bases.create("house")
    with pytest.raises(KnowledgeBaseExists):
        desk.bases.create("house")
    with pytest.raises(InvalidName):
        desk.bases.create("../up")
    with pytest.raises(KeyError):
        desk.bases.create("other", embedding="no-such-model")
    assert [base.name for base in desk.bases.list()] == ["house"]


def test_what_does_not_exist_is_said_so(desk: Desk) -> None:
    desk.bases.create("house")
    for call in (
        lambda: desk.bases.get("nope"),
        lambda: desk.bases.delete("nope"),
        lambda: desk.bases.documents("nope"),
        lambda: desk.bases.add_document("nope", "a.txt", b"a"),
        lambda: desk.bases.search("question", ["house", "nope"]),
    ):
        with pytest.raises(UnknownKnowledgeBase, match="nope"):
            call()
    with pytest.raises(UnknownDocument):
        desk.bases.document("house", "nope")
    with pytest.raises(UnknownDocument):
        desk.bases.document_text("nope")
    with pytest.raises(UnknownDocument):
        desk.bases.delete_document("house", "nope")
    with pytest.raises(UnknownJob):
        desk.bases.run_job("nope")


@pytest.mark.parametrize(
    ("filename", "content", "error"),
    [
        ("../../x", b"text", UnsafeFilename),
        ("../../x.txt", b"text", UnsafeFilename),
        ("report.pdf", b"this is no PDF", UnsupportedFileType),
        ("report.docx", b"this is no docx", UnsupportedFileType),
        ("program.exe", b"MZ\x90\x00", UnsupportedFileType),
        ("program.txt", b"MZ\x90\x00" + bytes(99), UnsupportedFileType),
        ("empty.txt", b"", EmptyFile),
        ("large.txt", b"x" * 2000, FileTooLarge),
    ],
)
def test_a_refused_upload_leaves_nothing(desk: Desk, filename: str, content: bytes, error: type[Exception]) -> None:
    desk.close()
    desk.options = {"max_file_bytes": 1000}
    desk.open()
    desk.bases.create("house")
    with pytest.raises(error):
        desk.bases.add_document("house", filename, content)
    assert desk.bases.documents("house") == []
    assert desk.bases.pending_jobs() == []
    assert desk.stored_files() == []


def test_the_same_file_is_stored_and_embedded_once(desk: Desk) -> None:
    desk.bases.create("house")
    first = desk.bases.add_document("house", "house.md", HOUSE.encode())
    assert desk.bases.add_document("house", "house.md", HOUSE.encode()) == first
    desk.bases.run_job(first.id)
    embedded = len(desk.embedders["en"].embedded)
    again = desk.bases.add_document("house", "house.md", HOUSE.encode())
    desk.bases.run_job(again.id)
    assert again.id == first.id
    assert len(desk.bases.documents("house")) == 1
    assert len(desk.embedders["en"].embedded) == embedded
    assert len([name for name in desk.stored_files() if name.startswith("files/")]) == 1


def test_the_same_content_under_another_name_is_another_document_that_costs_no_embedding(desk: Desk) -> None:
    desk.bases.create("house")
    first = desk.add("house", "house.md", HOUSE)
    embedded = len(desk.embedders["en"].embedded)
    second = desk.add("house", "copy.md", HOUSE)
    assert [d.name for d in desk.bases.documents("house")] == ["copy.md", "house.md"]
    assert len(desk.embedders["en"].embedded) == embedded
    assert len([name for name in desk.stored_files() if name.startswith("files/")]) == 1
    desk.bases.delete_document("house", first)
    assert desk.bases.search("What does a bicycle badge cost?", k=1)[0].document_id == second
    assert len([name for name in desk.stored_files() if name.startswith("files/")]) == 1


def test_a_deleted_document_is_found_no_more_and_a_deleted_base_leaves_no_file(desk: Desk) -> None:
    desk.bases.create("house")
    house = desk.add("house", "house.md", HOUSE)
    desk.add("house", "other.txt", "The roof is inspected in spring.")
    desk.bases.delete_document("house", house)
    assert [p.document for p in desk.bases.search("bicycle badge cost", ["house"])] == ["other.txt"]
    with pytest.raises(UnknownDocument):
        desk.bases.document_text(house)
    desk.bases.delete("house")
    assert desk.stored_files() == []
    assert desk.bases.list() == []
    assert desk.bases.search("roof") == []


def test_everything_is_there_after_a_restart(desk: Desk) -> None:
    desk.bases.create("house")
    desk.add("house", "house.md", HOUSE)
    before = desk.bases.search("When does the cafeteria open?")
    desk.close()
    desk.open()
    assert desk.bases.search("When does the cafeteria open?") == before


async def test_the_retriever_gives_the_passages_as_documents(desk: Desk) -> None:
    desk.bases.create("house")
    document_id = desk.add("house", "house.md", HOUSE)
    retriever = desk.bases.as_retriever(["house"], k=1)
    [found] = retriever.invoke("bicycle badge")
    assert [found] == await retriever.ainvoke("bicycle badge")
    assert found.page_content == "A bicycle badge costs 12 euros a year."
    assert found.metadata == {
        "knowledge_base": "house",
        "document": "house.md",
        "document_id": document_id,
        "page": None,
        "heading": "Bicycles",
        "start": found.metadata["start"],
        "end": found.metadata["start"] + len(found.page_content),
        "score": found.metadata["score"],
        "before": "",
        "after": "",
        "sentences": [[found.metadata["start"], found.metadata["start"] + len(found.page_content)]],
    }
