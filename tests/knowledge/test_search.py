import pytest

from knowledge.errors import EmptyQuery
from tests.knowledge.conftest import Desk


def test_an_empty_question_is_refused(desk: Desk) -> None:
    desk.bases.create("base")
    with pytest.raises(EmptyQuery):
        desk.bases.search("  ")


def test_without_bases_or_documents_nothing_is_found(desk: Desk) -> None:
    assert desk.bases.search("anything") == []
    desk.bases.create("base")
    assert desk.bases.search("anything", ["base"]) == []


def test_several_bases_are_searched_together_and_only_those_that_were_named(desk: Desk) -> None:
    for base, topic in (("roofs", "roof"), ("cellars", "cellar"), ("walls", "wall")):
        desk.bases.create(base)
        desk.add(base, f"{topic}.txt", f"The {topic} is inspected in spring.")
    found = desk.bases.search("When is the cellar inspected?", ["roofs", "cellars"])
    assert [passage.knowledge_base for passage in found] == ["cellars", "roofs"]
    assert {passage.knowledge_base for passage in desk.bases.search("inspected in spring")} == {
        "roofs",
        "cellars",
        "walls",
    }


def test_a_base_that_does_not_speak_the_questions_language_is_skipped_when_another_does(desk: Desk) -> None:
    desk.bases.create("english")
    desk.bases.create("chinese")
    desk.add("english", "a.txt", "The transformer is inspected in spring.")
    desk.add("chinese", "b.txt", "变压器每年春天检修。")
    assert {p.knowledge_base for p in desk.bases.search("变压器什么时候检修？")} == {"chinese"}
    assert {p.knowledge_base for p in desk.bases.search("变压器什么时候检修？", ["english"])} == {"english"}


def test_passages_that_say_the_same_are_given_once(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "a.txt", "The roof is inspected in spring.")
    desk.add("base", "b.txt", "the roof is inspected  in spring")
    assert len(desk.bases.search("roof inspected")) == 1


def test_an_exact_code_is_found_by_its_letters(desk: Desk) -> None:
    desk.bases.create("base")
    for n in range(60):
        desk.add("base", f"{n}.txt", f"Device XGN-{100 + n} stands in hall number {n} of the plant.")
    for mode in ("fused", "terms"):
        assert "XGN-137" in desk.bases.search("Where is XGN-137?", mode=mode)[0].text  # type: ignore[arg-type]


def test_the_name_of_a_file_can_be_searched_for(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "travel_policy.txt", "Hotels may cost up to 500 a night.")
    desk.add("base", "other.txt", "Trains may cost up to 500 a ride.")
    assert desk.bases.search("travel policy", mode="terms")[0].document == "travel_policy.txt"


def test_a_question_of_symbols_only_is_answered_without_an_error(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "a.txt", "The roof is inspected in spring.")
    for query in ('"', "AND OR NOT", "*", "a:b", "' OR 1=1 --", "NEAR(", "？！"):
        desk.bases.search(query)
