import pytest

from knowledge.errors import EmptyQuery
from tests.knowledge.conftest import Desk

STEPS = list(enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1)) * 3


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


@pytest.fixture
def two_languages(desk: Desk) -> Desk:
    desk.bases.create("english")
    desk.bases.create("chinese")
    desk.add("english", "a.txt", "The transformer XGN-137 is inspected in spring.")
    desk.add("chinese", "b.txt", "变压器每年春天检修。")
    return desk


def test_a_base_that_does_not_speak_the_questions_language_is_not_ranked_by_its_vectors(two_languages: Desk) -> None:
    assert {p.knowledge_base for p in two_languages.bases.search("变压器什么时候检修？")} == {"chinese"}
    assert {p.knowledge_base for p in two_languages.bases.search("变压器什么时候检修？", ["english"])} == {"english"}


def test_a_code_is_found_in_a_base_of_another_language(two_languages: Desk) -> None:
    found = {p.knowledge_base: p for p in two_languages.bases.search("XGN-137 在哪里？")}
    assert found["english"].ranks is not None
    assert found["english"].ranks.cosine is None
    assert 0 < found["english"].score <= 0.75


def test_each_passage_says_how_it_came_to_its_place(desk: Desk) -> None:
    desk.bases.create("base")
    for name in ("roof", "cellar", "wall"):
        desk.add("base", f"{name}.txt", f"The {name} is inspected in spring.")
    found = desk.bases.search("When is the cellar inspected?", ["base"])
    ranks = [passage.ranks for passage in found]
    assert [r and r.fused for r in ranks] == [1, 2, 3]
    best = ranks[0]
    assert best is not None
    assert (best.dense, best.terms, best.rerank_logit) == (1, 1, None)
    assert best.coverage == pytest.approx(1.0)
    assert best.cosine is not None
    assert best.bm25 is not None
    assert sorted(r.dense or 0 for r in ranks if r) == [1, 2, 3]
    [alone] = desk.bases.search("cellar", ["base"], k=1, mode="terms")
    assert alone.ranks is not None
    assert (alone.ranks.dense, alone.ranks.terms) == (None, 1)
    assert alone.ranks.cosine is not None


def test_the_text_around_a_passage_comes_with_it_on_request(desk: Desk) -> None:
    desk.bases.create("base")
    sentences = [f"Step {n} of the procedure is done by the {w} crew at dawn with great care." for n, w in STEPS]
    desk.add("base", "procedure.md", "# Work\n\n" + "\n\n".join(sentences) + "\n\n# Other\n\nNothing to do here.")
    [plain] = desk.bases.search("second crew", ["base"], k=1)
    assert (plain.before, plain.after) == ("", "")
    [around] = desk.bases.search("second crew", ["base"], k=1, context=60)
    text = desk.bases.document_text(around.document_id)
    assert 0 < len(around.before) <= 60 or around.start == text.index("Step 1")
    assert 0 < len(around.after) <= 60
    assert text[: around.start].rstrip().endswith(around.before)
    assert text[around.end :].lstrip().startswith(around.after)


def test_the_text_around_a_passage_ends_with_its_section(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add(
        "base", "a.md", "# One\n\nThe roof is red.\n\n# Two\n\nThe cellar is dry.\n\n# Three\n\nThe wall is white."
    )
    [found] = desk.bases.search("cellar", ["base"], k=1, context=500)
    assert (found.before, found.after) == ("", "")


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
