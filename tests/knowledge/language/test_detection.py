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


def test_a_document_in_two_languages_has_both_and_code_counts_for_neither() -> None:
    chinese = "本章说明如何配置依赖注入，以及如何在测试中替换依赖。" * 5
    english = "This chapter tells how to configure dependency injection and how to replace it in tests. " * 5
    code = "```python\n" + "from fastapi import Depends, FastAPI, HTTPException\n" * 40 + "```"
    assert languages_of(f"{chinese}\n\n{english}") in (("zh", "en"), ("en", "zh"))
    assert languages_of(f"{chinese}\n\n{code}") == ("zh",)


def test_scripts_that_belong_to_neither_language_are_noticed() -> None:
    assert other_script_share("Электростанция работает круглосуточно") > 0.9
    assert other_script_share("The plant runs day and night") == 0.0
