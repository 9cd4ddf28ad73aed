from knowledge.language.stop_words import STOP_TERMS, content_terms
from tests.knowledge.conftest import SEGMENTER


def test_what_a_question_is_about_is_left() -> None:
    assert content_terms("how many substations are there in the north".split()) == ["substations", "north"]
    chinese = content_terms(SEGMENTER.words("请问变压器为什么检修"))
    assert "变压器" in chinese
    assert not {"请问", "为什么", "什么"} & set(chinese)


def test_a_question_of_such_words_only_keeps_them() -> None:
    assert content_terms(["who", "are", "you", "who"]) == ["who", "are", "you"]
    assert content_terms([]) == []


def test_the_list_is_in_the_form_that_the_segmenter_gives() -> None:
    assert all(term == term.lower() and " " not in term for term in STOP_TERMS)
