from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.route.phrases import Phrases, phrases_in


def test_words_ideographs_and_pairs_are_phrases_and_numbers_are_alike() -> None:
    assert phrases_in("My 2 lines") == ["^", "my", "#", "lines", "^ my", "my #", "# lines"]
    assert phrases_in("有几条？") == ["^", "有", "几", "条", "？", "^ 有", "有 几", "几 条", "条 ？"]
    assert phrases_in("“东”在哪") == ["^", "“", "东", "”", "在", "哪", "^ “", "“ 东", "东 ”", "” 在", "在 哪"]


def test_a_rare_phrase_weighs_more_than_a_common_one_and_an_unknown_one_nothing() -> None:
    phrases = Phrases.of(["the line"] * 9 + ["the pump"] * 3)
    weights = dict(zip(phrases.vocabulary, phrases.vector("the pump hums"), strict=True))
    assert weights["pump"] > weights["the"] > 0
    assert "hums" not in weights


def test_what_few_texts_say_is_no_phrase() -> None:
    assert "pump" not in Phrases.of(["the line"] * 3 + ["the pump"] * 2).vocabulary


@given(st.text(max_size=60))
def test_a_vector_has_length_one_or_none(text: str) -> None:
    length = np.linalg.norm(Phrases.of(["how many lines"] * 3).vector(text))
    assert length == pytest.approx(0) or length == pytest.approx(1, abs=1e-5)
