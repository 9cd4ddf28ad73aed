import pytest

from knowledge.language import language_of, languages_of, other_script_share


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I file an expense report?", "en"),
        ("如何提交报销单？", "zh"),
        ("FastAPI 的 lifespan 怎么用", "zh"),
        ("The word 三岔 names a place where three roads meet and nothing else", "en"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_a_text_is_chinese_when_ideographs_are_a_real_share(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "question",
    [
        "How many customers are in 北京?",
        "What does 你好 mean?",
        "What does “你好吗，请问多少钱” mean?",
        "Which products of 美的 cost more than 500?",
        "List all orders from 上海有限公司",
        "show 李雷's orders of 2023",
        "total sales by month for 华东大区销售部",
        "What is the phone number of 王小明?",
        "How do you say 没有 in English?",
    ],
)
def test_an_english_question_about_chinese_names_is_english(question: str) -> None:
    assert language_of(question) == "en"


@pytest.mark.parametrize(
    "question",
    [
        "有多少 customers 在 Berlin",
        "Berlin 有几个 customers",
        "FastAPI 的 StreamingResponse 和 FileResponse 怎么选",
        "Harbour View Hotel 的电话是多少？",
        "列出 status 为 open 的 orders",
        "“The Art of War” 是谁写的",
        "How are you 是什么意思",
        "VIP customers 的 average order value 最高的是哪个 region",
        "US 和 UK 各有多少 orders",
    ],
)
def test_a_chinese_question_about_latin_names_is_chinese(question: str) -> None:
    assert language_of(question) == "zh"


def test_a_document_in_two_languages_has_both_and_code_counts_for_neither() -> None:
    chinese = "本章说明如何配置依赖注入，以及如何在测试中替换依赖。" * 5
    english = "This chapter tells how to configure dependency injection and how to replace it in tests. " * 5
    code = "```python\n" + "from fastapi import Depends, FastAPI, HTTPException\n" * 40 + "```"
    assert languages_of(f"{chinese}\n\n{english}") in (("zh", "en"), ("en", "zh"))
    assert languages_of(f"{chinese}\n\n{code}") == ("zh",)


def test_scripts_that_belong_to_neither_language_are_noticed() -> None:
    assert other_script_share("Электростанция работает круглосуточно") > 0.9
    assert other_script_share("The plant runs day and night") == 0.0
