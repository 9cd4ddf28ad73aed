from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from knowledge.records import DocumentRecord
from knowledge.search.filters import SearchFilter
from tests.knowledge.conftest import Desk

DAY = datetime(2026, 3, 1)


@pytest.fixture
def shelf(desk: Desk) -> Desk:
    """Three documents on one subject, with tags, a day apart."""
    desk.bases.create("shelf")
    for number, (name, tags) in enumerate({"a.txt": ["law"], "b.txt": ["law", "draft"], "c.txt": []}.items()):
        document_id = desk.add("shelf", name, f"The roof of house {name[0]} is inspected in spring.")
        with Session(desk.engine) as session, session.begin():
            session.execute(
                update(DocumentRecord)
                .where(DocumentRecord.id == document_id)
                .values(tags=tags, created_at=DAY + timedelta(days=number))
            )
    return desk


def found(desk: Desk, where: SearchFilter, mode: str = "fused") -> set[str]:
    return {p.document for p in desk.bases.search("roof inspected", ["shelf"], mode=mode, where=where)}  # type: ignore[arg-type]


def test_an_empty_filter_leaves_nothing_out(shelf: Desk) -> None:
    assert not SearchFilter()
    assert found(shelf, SearchFilter()) == {"a.txt", "b.txt", "c.txt"}


@pytest.mark.parametrize("mode", ["fused", "dense", "terms"])
def test_documents_are_named_by_id_or_name_in_every_mode(shelf: Desk, mode: str) -> None:
    ids = {document.name: document.id for document in shelf.bases.documents("shelf")}
    assert found(shelf, SearchFilter(documents=(ids["a.txt"], "c.txt")), mode) == {"a.txt", "c.txt"}


def test_one_of_the_tags_is_enough(shelf: Desk) -> None:
    assert found(shelf, SearchFilter(tags=("draft", "unknown"))) == {"b.txt"}
    assert found(shelf, SearchFilter(tags=("law",))) == {"a.txt", "b.txt"}


def test_all_conditions_have_to_be_met(shelf: Desk) -> None:
    assert found(shelf, SearchFilter(documents=("a.txt", "c.txt"), tags=("law",))) == {"a.txt"}
    assert found(shelf, SearchFilter(documents=("c.txt",), tags=("law",))) == set()


def test_the_time_runs_from_the_first_moment_to_before_the_last(shelf: Desk) -> None:
    second, third = DAY + timedelta(days=1), DAY + timedelta(days=2)
    assert found(shelf, SearchFilter(created_after=second)) == {"b.txt", "c.txt"}
    assert found(shelf, SearchFilter(created_before=second)) == {"a.txt"}
    assert found(shelf, SearchFilter(created_after=second, created_before=third)) == {"b.txt"}


def test_a_time_with_a_zone_is_converted(shelf: Desk) -> None:
    beijing = timezone(timedelta(hours=8))
    assert found(shelf, SearchFilter(created_after=datetime(2026, 3, 2, 8, tzinfo=beijing))) == {"b.txt", "c.txt"}
    assert found(shelf, SearchFilter(created_before=datetime(2026, 3, 2, tzinfo=UTC))) == {"a.txt"}


def test_a_document_that_ranks_far_behind_is_found_when_it_alone_is_wanted(desk: Desk) -> None:
    desk.bases.create("shelf")
    crowd = "\n\n".join(
        f"# Part {n}\n\nThe pump of station {n} is serviced and the pump is tested." for n in range(300)
    )
    desk.add("shelf", "crowd.md", crowd)
    desk.add("shelf", "lonely.txt", "Bananas are yellow.")
    assert "lonely.txt" not in {p.document for p in desk.bases.search("pump serviced tested", ["shelf"], k=50)}
    for mode in ("fused", "dense"):
        assert found(desk, SearchFilter(documents=("lonely.txt",)), mode) == {"lonely.txt"}


def test_a_filter_over_more_chunks_than_are_compared_one_by_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bases.create("shelf")
    for name in ("a", "b", "c"):
        desk.add("shelf", f"{name}.md", "\n\n".join(f"# Part {n}\n\nRoof {name} {n} is inspected." for n in range(5)))
    monkeypatch.setattr("knowledge.search.proposals._EXACT_CHUNKS", 1)
    for mode in ("fused", "dense", "terms"):
        assert found(desk, SearchFilter(documents=("a.md", "c.md")), mode) == {"a.md", "c.md"}


def test_a_document_that_is_not_ready_is_not_found_by_its_name(shelf: Desk) -> None:
    with Session(shelf.engine) as session, session.begin():
        session.execute(update(DocumentRecord).where(DocumentRecord.name == "a.txt").values(status="embedding"))
    assert found(shelf, SearchFilter(documents=("a.txt", "b.txt"))) == {"b.txt"}
