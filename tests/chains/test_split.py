from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.split import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How many outages were there in May, and what does the procedure say to do?",
            ["How many outages were there in May", "what does the procedure say to do"],
        ),
        (
            "Which plants are the largest, who may shut them down and how many are hydro?",
            ["Which plants are the largest", "who may shut them down", "how many are hydro"],
        ),
        ("五月有多少次停电，规程要求怎么处理？", ["五月有多少次停电", "规程要求怎么处理"]),
        ("在5月，哪些线路停电最多？另外，值班长应当向谁报告？", ["在5月，哪些线路停电最多", "值班长应当向谁报告"]),
    ],
)
def test_questions_in_a_row_are_told_apart(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "How many substations are there?",
        "What is the name and age of each worker?",
        "Thank you, how long may the repair take?",
        "你好，我想找一座离水库近的电厂",
        "Who runs it? When? Where does it stand, and how is it fed, and what does it cost, and why is it red?",
    ],
)
def test_one_question_and_a_flood_of_questions_stay_whole(question: str) -> None:
    assert parts_of(question) == []


_PIECES = st.sampled_from(
    ["how many outages were there", "what must the crew do", "in May", "五月有多少次停电", "应当向谁报告", "值班长"]
)
_BETWEEN = st.sampled_from([", and ", "? ", "; ", " and ", "，", "？另外，", "。"])


@given(st.lists(st.tuples(_PIECES, _BETWEEN), min_size=2, max_size=5))
def test_parts_are_pieces_of_the_question(pieces: list[tuple[str, str]]) -> None:
    question = "".join(piece + between for piece, between in pieces)
    parts = parts_of(question)
    assert len(parts) <= MOST_PARTS
    assert all(part in question for part in parts)


@pytest.mark.parametrize("question", ["a " + "\n" * 15_000 + "b", "a. " * 6_600, "我，" * 10_000, " " * 19_000 + "and"])
def test_a_long_text_is_not_searched_for_questions(question: str) -> None:
    began = time.thread_time()
    assert parts_of(question) == []
    assert time.thread_time() - began < 2  # of the processor; searching them took up to 36
