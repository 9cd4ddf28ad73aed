from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.relevance import Words, relevance, relevance_of_terms

SHARE = st.floats(0, 1)
WORDS = st.builds(Words, SHARE, SHARE, st.booleans())


@given(SHARE, WORDS, st.none() | st.floats(-15, 15))
def test_it_is_a_probability_and_rises_with_the_cosine(dense: float, words: Words, logit: float | None) -> None:
    value = relevance(dense, words, logit)
    assert 0 <= value <= 1
    assert relevance(min(dense + 0.1, 1.0), words, logit) >= value


@given(SHARE, st.floats(0.5, 1), st.floats(0, 0.9))
def test_words_that_single_a_passage_out_raise_it_and_agreement_more(dense: float, covered: float, lead: float) -> None:
    alone = relevance(dense, Words(covered, lead))
    assert relevance(dense, Words(covered, lead + 0.1)) >= alone
    assert relevance(dense, Words(covered, lead, agreed=True)) >= alone


def test_words_that_no_passage_holds_say_nothing() -> None:
    # a Chinese question of English passages
    assert relevance(0.6, Words(0.0, 1.0, agreed=True)) == relevance(0.6, Words(0.0))
    assert relevance(0.6, Words(1.0)) < relevance(0.6, Words(0.0))


def test_a_reranker_that_refuses_a_passage_outweighs_a_near_vector() -> None:
    words = Words(1.0)
    assert relevance(0.8, words, -10.0) < 0.1 < relevance(0.8, words) < relevance(0.8, words, 8.0)


def test_what_is_far_from_the_question_is_nothing_relevant() -> None:
    assert relevance(0.01, Words(0.6, 0.1)) < 0.1


@given(SHARE)
def test_words_alone_never_make_certain(coverage: float) -> None:
    assert 0 < relevance_of_terms(coverage) < 0.75
