from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.asked import asked
from chains.candidates import candidates


def found(question: str, text: str) -> list[str]:
    return [text[start:end] for start, end in candidates(asked(question), text)]


@pytest.mark.parametrize(
    ("question", "text", "candidate"),
    [
        ("Who leads the crew?", "The crew is led by Anna Frey.", "Anna Frey"),
        ("When did it open?", "It opened on 4 May 1999 in the rain.", "1999"),
        ("How many crews are there?", "There are twelve crews.", "twelve"),
        ("Why was it closed?", "It closed because of the fog.", "because"),
        ("班长是谁？", "班长由罗启明担任。", "罗启明"),
        ("导演是谁？", "影片由史蒂文·布朗执导。", "史蒂文·布朗"),
        ("何时投运？", "该站于2003年投运。", "2003年"),
        ("有几台机组？", "共有四台机组。", "四"),
    ],
)
def test_what_could_be_the_answer_is_found(question: str, text: str, candidate: str) -> None:
    assert candidate in " ".join(found(question, text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who replaced Anna Frey?", "Anna Frey was replaced."),
        ("How many crews worked in 2021?", "In 2021 crews worked."),
        ("When did the 2019 final take place?", "The 2019 final was exciting."),
        ("2019年的冠军队有几名球员？", "2019冠军队的球员很出色。"),
    ],
)
def test_what_the_question_itself_says_is_no_candidate(question: str, text: str) -> None:
    assert found(question, text) == []


@given(st.sampled_from(["Who?", "When?", "How many?", "Where?", "谁？", "多少？", "在哪里？"]), st.text(max_size=80))
def test_spans_lie_within_any_text(question: str, text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in candidates(asked(question), text))
