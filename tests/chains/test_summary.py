from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chains.summary import BUDGET_CHARACTERS, LINE_CHARACTERS, fold, line_of


def test_a_line_holds_the_question_and_the_first_sentence_of_its_answer_without_marks() -> None:
    line = line_of("How long may it run?", "At most two hours. [1] After that it must rest for four. [2]")
    assert line == "How long may it run? → At most two hours."
    assert line_of("可以运行多久？", "不得超过两小时。[1] 之后需冷却。") == "可以运行多久？ → 不得超过两小时。"
    assert line_of("Anyone there?", "") == "Anyone there?"


def test_long_questions_and_answers_are_cut() -> None:
    line = line_of("why " * 100, "because " * 100)
    assert len(line) <= LINE_CHARACTERS
    assert "→" in line
    assert line.endswith("…")


def test_repetitions_go_before_subjects_of_their_own() -> None:
    summary: list[str] = fold([], "Who keeps the keys of hall C?", "The night porter Marguerite keeps them.")
    for _ in range(40):
        summary = fold(summary, "How many outages were there in 2024?", "There were 215 outages in 2024.")
    assert summary[0].startswith("Who keeps the keys")
    assert sum(map(len, summary)) <= BUDGET_CHARACTERS


def test_the_newest_turn_is_always_in_it() -> None:
    summary: list[str] = []
    for number in range(60):
        summary = fold(summary, f"Question {number} about subject{number}", f"Answer {number}. " + "word " * 20)
        assert f"Question {number} " in summary[-1]


@given(st.lists(st.tuples(st.text(max_size=400), st.text(max_size=400)), max_size=30))
def test_it_never_outgrows_its_budget(turns: list[tuple[str, str]]) -> None:
    summary: list[str] = []
    for question, answer in turns:
        summary = fold(summary, question, answer)
        assert sum(map(len, summary)) <= BUDGET_CHARACTERS + LINE_CHARACTERS
        assert all(len(line) <= LINE_CHARACTERS for line in summary)
