from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.leaning import is_followup, is_small_talk, says_nothing, without_pleasantry


@pytest.mark.parametrize(
    "question",
    [
        "and in 2024?",
        "What about 220 kV lines?",
        "How long does it take?",
        "top 3 instead",
        "Sort them by length",
        "only the open ones",
        "Sorry, I meant South Plain",
        "the same for May",
        "and a year earlier?",
        "Why?",
        "until when?",
        "What is the average load there?",
        "thanks, and in 2024?",
        "那2024年呢？",
        "它的时限是多少？",
        "华东呢？",
        "只看东部的",
        "换成水电站",
        "不是，我问的是线路",
        "按长度从长到短排",
        "前一年同期呢",
        "为什么？",
        "好的，那2024年呢",
    ],
)
def test_fragments_pronouns_and_corrections_lean_when_something_went_before(question: str) -> None:
    assert is_followup(question, has_history=True)
    assert not is_followup(question, has_history=False)


@pytest.mark.parametrize(
    "question",
    [
        "How many outages were there in 2023?",
        "Are you still there?",
        "Is anybody there?",
        "How many power plants are there?",
        "What plants have there been?",
        "What is the response time for a level two storm according to the handbook?",
        "Which regions have more than 500000 inhabitants?",
        "2023年一共发生了多少次停电？",
        "还有多少张检修工单未完成？",
        "变压器油温超过多少度需要立即停运并报告调度？",
        "应该找谁审批？",
        "按电压等级统计的变电站数量是多少座？",
        "Thanks, that helps!",
        "谢谢，很有帮助！",
    ],
)
def test_questions_that_stand_alone_and_small_talk_are_left_alone(question: str) -> None:
    assert not is_followup(question, has_history=True)


@pytest.mark.parametrize(
    "text", ["Thanks!", "Hello", "ok, great", "good morning", "谢谢，很有帮助", "你好！", "辛苦了，再见"]
)
def test_greetings_and_thanks_are_small_talk(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text", ["Hello, how many lines are there?", "谢谢，那2024年呢？", "High voltage lines", "How are outages counted?"]
)
def test_what_asks_something_is_not_small_talk_however_it_opens(text: str) -> None:
    assert not is_small_talk(text)


def test_a_pleasantry_in_front_is_taken_off() -> None:
    assert without_pleasantry("thanks, and in 2024?") == "and in 2024?"
    assert without_pleasantry("谢谢") == "谢谢"
    assert without_pleasantry("Greatest length?") == "Greatest length?"


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert is_followup(text, has_history=False) is False
    assert not (is_small_talk(text) and is_followup(text, has_history=True))


@pytest.mark.parametrize("text", ["asdf qwer", "hm", "北京", "12345"])
def test_what_asks_nothing_and_leans_on_nothing_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["and in 2024?", "How many are open?", "只看已付款的", "什么时候", "only the open ones"]
)  # fmt: skip
def test_questions_and_followups_say_something(text: str) -> None:
    assert not says_nothing(text)
