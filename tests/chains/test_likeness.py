"""Words that a text has, or has the like of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from chains.likeness import likeness

MEANINGS = {"停电": (1.0, 0.0), "断电": (0.9, 0.436), "苹果": (0.0, 1.0), "时间": (0.0, -1.0)}


def _meaning(texts: list[str]) -> Sequence[Sequence[float]]:
    return [MEANINGS.get(text, (-0.7, -0.714)) for text in texts]


def test_a_word_of_the_same_meaning_counts_in_part_and_the_word_itself_whole() -> None:
    same, alike, other = likeness("停电", ["计划停电", "临时断电", "苹果"], _meaning)
    assert same == pytest.approx(1.0)
    assert alike == pytest.approx(0.8, abs=0.01)
    assert other == 0.0


def test_a_word_that_stands_everywhere_tells_less() -> None:
    texts = ["时间，苹果", "时间", "时间", "时间"]
    first, second = likeness("苹果时间", texts, _meaning)[:2]
    assert first == pytest.approx(1.0)
    assert 0 < second < 0.5


@pytest.mark.parametrize("question", ["", "多少", "How long?", "2024"])
def test_a_question_without_chinese_words_is_like_nothing(question: str) -> None:
    assert likeness(question, ["计划停电", ""], _meaning) == [0.0, 0.0]


def test_texts_without_chinese_words_are_like_nothing() -> None:
    assert likeness("停电", ["", "110 kV"], _meaning) == [0.0, 0.0]
    assert likeness("停电", [], _meaning) == []
