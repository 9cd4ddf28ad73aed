import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.fusion import COVERED, USUAL_WEIGHTS, TermWeights, fuse, lead, merge, term_weight

COSINES = {"a": 0.70, "b": 0.72, "c": 0.5, "d": 0.45}


def test_a_word_that_singles_out_one_passage_outweighs_a_slightly_nearer_vector() -> None:
    assert next(iter(fuse(COSINES, {"a": 12.0, "b": 1.0}))) == "a"


def test_words_that_all_passages_share_leave_the_order_to_the_vectors() -> None:
    assert list(fuse(COSINES, {"a": 5.0, "b": 5.0, "c": 5.0, "d": 5.0})) == ["b", "a", "c", "d"]


def test_a_narrow_lead_of_the_words_leaves_the_order_to_the_vectors() -> None:
    nearly_equal = {"a": 9.2, "b": 8.9, "c": 9.1, "d": 9.0}
    assert next(iter(fuse({"a": 0.60, "b": 0.72, "c": 0.5, "d": 0.45}, nearly_equal))) == "b"


def test_a_clear_lead_counts_less_when_the_best_passage_holds_few_of_the_questions_words() -> None:
    # a Chinese question about English passages shares a number with one of them
    cosines, bm25 = {"a": 0.60, "b": 0.72, "c": 0.5, "d": 0.45}, {"a": 3.0}
    assert next(iter(fuse(cosines, bm25, covered=1.0))) == "a"
    assert next(iter(fuse(cosines, bm25, covered=0.05))) == "b"


def test_one_part_alone_is_enough() -> None:
    assert list(fuse({"a": 0.3, "b": 0.4}, {})) == ["b", "a"]
    assert fuse({}, {}) == {}


def test_the_weight_of_words_grows_with_their_lead_and_stays_within_bounds() -> None:
    weights = [term_weight(lead=step / 10, covered=1.0) for step in range(11)]
    assert weights == sorted(weights)
    assert weights[0] == USUAL_WEIGHTS.floor < weights[-1] == term_weight(USUAL_WEIGHTS.lead[1], COVERED)


def test_an_embedder_that_is_weaker_against_words_leaves_them_more() -> None:
    # both passages match about as well, the vectors prefer the other one
    cosines, bm25 = {"a": 0.69, "b": 0.72, "c": 0.5, "d": 0.45}, {"a": 9.0, "b": 7.5}
    assert next(iter(fuse(cosines, bm25))) == "b"
    assert next(iter(fuse(cosines, bm25, weights=TermWeights(floor=2.0)))) == "a"


def test_the_lead_is_the_share_by_which_the_best_exceeds_the_second() -> None:
    assert lead({"a": 8.0, "b": 6.0, "c": 1.0}) == pytest.approx(0.25)
    assert lead({"a": 3.0}) == 1.0
    assert lead({}) == 0.0


@given(
    st.dictionaries(st.text(max_size=3), st.floats(-1, 1), max_size=20),
    st.dictionaries(st.text(max_size=3), st.floats(0, 100), max_size=20),
    st.floats(0, 1),
)
def test_every_candidate_comes_back_once_with_a_finite_falling_score(
    cosines: dict[str, float], bm25: dict[str, float], covered: float
) -> None:
    fused = fuse(cosines, bm25, covered)
    assert fused.keys() == cosines.keys()
    scores = list(fused.values())
    assert all(map(math.isfinite, scores))
    assert scores == sorted(scores, reverse=True)


def test_merging_keeps_each_bases_own_order_and_starts_with_the_best_head() -> None:
    assert merge([[(0.5, "a1"), (0.9, "a2")], [(0.7, "b1"), (0.1, "b2")], []]) == ["b1", "a1", "a2", "b2"]
