from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chains.route import Corrections
from chains.route.classifier import ROADS
from chains.route.corrections import MOST, STRENGTH
from tests.chains.passages import bag_of_characters

ASKED = "How many lines were inspected?"


def _evidence(corrections: Corrections, question: str) -> dict[str, float]:
    return dict(zip(ROADS, corrections.evidence(bag_of_characters([question])[0]), strict=True))


def test_without_corrections_there_is_no_evidence() -> None:
    assert _evidence(Corrections(bag_of_characters), ASKED) == dict.fromkeys(ROADS, 0.0)


def test_the_same_question_weighs_most_a_like_one_less_an_unlike_one_nothing() -> None:
    corrections = Corrections(bag_of_characters)
    corrections.add(ASKED, "database")
    same, like, unlike = (
        _evidence(corrections, q) for q in (ASKED, "How many lines were inspected in May?", "zzz zzz")
    )
    assert abs(same["database"] - STRENGTH) < 0.01
    assert 0 < like["database"] < same["database"]
    assert unlike["database"] == 0
    assert same["chat"] == same["knowledge"] == 0


def test_the_latest_word_on_a_question_counts() -> None:
    corrections = Corrections(bag_of_characters, [(ASKED, "database")])
    corrections.add(ASKED, "knowledge")
    evidence = _evidence(corrections, ASKED)
    assert evidence["database"] == 0
    assert evidence["knowledge"] > 5


def test_only_the_newest_are_kept() -> None:
    known = [(f"question number {number}", "chat") for number in range(MOST)]
    corrections = Corrections(bag_of_characters, [("zzzz", "database"), *known])
    assert _evidence(corrections, "zzzz")["database"] == 0


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.sampled_from(ROADS)), max_size=8), st.text(max_size=30))
def test_evidence_is_finite_and_bounded(known: list[tuple[str, str]], question: str) -> None:
    worth = Corrections(bag_of_characters, known).evidence(bag_of_characters([question])[0])
    assert np.isfinite(worth).all()
    assert (worth >= 0).all()
    assert (worth <= STRENGTH + 1e-3).all()
