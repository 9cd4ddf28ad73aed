from __future__ import annotations

import pytest

from chains.condense import condense_by_rule, is_followup


@pytest.mark.parametrize(
    "question",
    [
        "and in 2024?",
        "What about 220 kV lines?",
        "How long does it take?",
        "那2024年呢？",
        "它的时限是多少？",
        "华东呢？",
    ],
)
def test_fragments_and_pronouns_are_followups_when_something_went_before(question: str) -> None:
    assert is_followup(question, has_history=True)
    assert not is_followup(question, has_history=False)


@pytest.mark.parametrize(
    "question",
    [
        "How many outages were there in 2023?",
        "What is the response time for a level two storm according to the handbook?",
        "2023年一共发生了多少次停电？",
        "变压器油温超过多少度需要立即停运并报告调度？",
    ],
)
def test_questions_that_stand_alone_are_left_alone(question: str) -> None:
    assert not is_followup(question, has_history=True)


@pytest.mark.parametrize(
    ("followup", "previous", "standalone"),
    [
        ("and in 2024?", "How many outages were there in 2023?", "How many outages were there in 2024?"),
        ("那2024年呢？", "2023年发生了多少次停电？", "2024年发生了多少次停电？"),
        ("what about 220 kV?", "List the 110 kV lines", "List the 220 kV lines"),
        ("and in May?", "Total load in March 2024?", "Total load in May 2024?"),
    ],
)
def test_a_fragment_replaces_what_it_is_like(followup: str, previous: str, standalone: str) -> None:
    assert condense_by_rule(followup, previous) == standalone


def test_a_pronoun_gets_the_words_of_the_previous_question() -> None:
    standalone = condense_by_rule("How long does it take?", "What is the shift handover?")
    assert "shift handover" in standalone
    assert standalone.startswith("How long does it take?")
