"""Corrections that take back a part of the question before."""

from __future__ import annotations

import time

import pytest

from chains.amendment import amended
from chains.leaning import is_followup
from chains.text2sql import asks_for_figures


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        ("How many outages were there in May 2024?", "not May, June", "How many outages were there in June 2024?"),
        ("How many outages were in May?", "No, not in May but in June.", "How many outages were in June?"),
        ("How many outages were there in 2024?", "I meant 2023, not 2024", "How many outages were there in 2023?"),
        ("List the 220 kV lines.", "not the 220 kV ones, the 110 kV ones", "List the 110 kV lines."),
        ("List the 220 kV lines.", "110 kV rather than 220 kV", "List the 110 kV lines."),
        ("How many lines has the North region?", "the South region, not North", "How many lines has the South region?"),
        ("Who approves work on Sundays?", "not Sundays, public holidays", "Who approves work on public holidays?"),
        ("2024年5月有多少次停电？", "不是5月，是6月", "2024年6月有多少次停电？"),
        ("2024年5月有多少次停电？", "不对，我说的是6月，不是5月。", "2024年6月有多少次停电？"),
        ("2024年有多少次停电？", "不是2024年，而是2023年", "2023年有多少次停电？"),
        ("北部地区有多少次停电？", "我问的不是北部，是南部地区", "南部地区有多少次停电？"),
        ("加班由谁批准？", "不是加班，是出差", "出差由谁批准？"),
    ],
)
def test_what_is_taken_back_is_replaced(before: str, said: str, meant: str) -> None:
    assert amended(said, before) == meant


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("How many outages were there in 2024?", "Which lines are not in service?"),
        ("How many outages were there in 2024?", "not May, June"),
        ("How many outages were there in May?", "not 2024, May"),
        ("List the lines of the North region.", "List the lines of the South region, not North"),
        ("Which lines are 22 kV?", "not 2, 3"),
        ("有多少次停电？", "停电次数不是很多"),
        ("加班由谁批准？", "加班是不是由经理批准？"),
        ("Who approves overtime?", "not overtime, " + "very " * 9 + "long travel"),
        ("", "not May, June"),
    ],
)
def test_what_takes_nothing_back_is_left_alone(before: str, said: str) -> None:
    assert amended(said, before) is None


@pytest.mark.parametrize(
    "said",
    [
        " " * 19_000 + "x",
        "not" + " " * 19_000 + "x",
        "a" + "\t" * 9_000 + "not" + "\t" * 9_000 + "b",
        "x" * 19_000 + " not",
        "不是" + " " * 19_000,
        "no," * 6_000,
        "not " + "-" * 19_000,
    ],
)
def test_a_text_of_nothing_much_takes_no_time(said: str) -> None:
    began = time.thread_time()
    assert amended(said, "How many outages were there in May?") is None
    assert not asks_for_figures(said, None) or len(said) > 200
    is_followup(said, has_history=True)
    assert time.thread_time() - began < 2  # of the processor; matching them took minutes
