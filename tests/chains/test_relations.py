from __future__ import annotations

import pytest

from chains.relations import relations


@pytest.mark.parametrize(
    ("question", "telling", "other"),
    [
        ("What is the Orsk viaduct also called?", "Locals know it as, and it is nicknamed, the Comb.", "It is long."),
        ("Why was the ferry given up?", "It was given up because the bridge opened.", "It was given up in 1932."),
        ("When did Edith Crane die?", "She passed away in 1951.", "She cut the ribbon in 1932."),
        ("临溪大桥又叫什么名字？", "当地人称之为老桥，亦称北桥。", "大桥主跨156米。"),
        ("沈怀远是什么时候去世的？", "他于1987年病逝。", "他于1958年剪彩。"),
        ("大桥为什么取消收费？", "由于成本高于收入，1993年起不再收费。", "1993年起不再收费。"),
    ],
)
def test_a_sentence_that_tells_what_is_asked_is_known_by_other_words_than_the_question(
    question: str, telling: str, other: str
) -> None:
    assert relations(question, telling)[0] > relations(question, other)[0]
    assert relations(question, telling)[1] < relations(question, other)[1]


def test_a_question_without_a_known_relation_has_none() -> None:
    assert relations("How many?", "Twelve.") == (0, 0)
