from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.numbers import han_number, offered, stated

MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,000 members", "1000 members"),
        ("１２ 台", "12台"),
        ("三成用户", "30% of users"),
        ("百分之三十", "30 per cent"),
        ("1.5万人", "15,000 people"),
        ("两亿元", "200 million yuan"),
        ("一百二十天", "120 days"),
        ("twenty-five crews", "25 crews"),
        ("two million", "2,000,000"),
        ("二〇二四年十一月", "November 2024"),
        ("3.50 metres", "3.5 m"),
        ("第六届", "the 6th"),
    ],
)
def test_two_spellings_of_a_figure_are_one(one: str, other: str) -> None:
    assert stated(one)
    assert stated(one) == stated(other)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_is_the_same_in_every_notation(day: date) -> None:
    month = MONTHS[day.month - 1]
    notations = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
    )
    figures = {stated(f"It opened on {notation}.") for notation in notations}
    assert figures == {frozenset({str(day.year), f"m{day.month}", f"d{day.day}"})}


@given(st.integers(0, 10**12))
def test_a_number_is_itself_with_and_without_separators(number: int) -> None:
    assert stated(f"about {number:,} of them") == stated(f"about {number} of them") == {str(number)}


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    digits, places, text, gap = "零一二三四五六七八九", ("", "十", "百", "千"), "", False
    for position in reversed(range(len(str(number)))):
        digit = number // 10**position % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + places[position]
            gap = False
        else:
            gap = True
    assert han_number(text) == number


@given(st.text(max_size=80))
def test_any_text_is_read_without_error_and_a_source_vouches_for_itself(text: str) -> None:
    assert stated(text) <= offered(text)


def test_what_is_no_number_is_not_claimed_but_a_source_may_vouch_for_it() -> None:
    assert stated("统一安排一些人，one of them") == frozenset()
    assert "1" in offered("一次")
    assert stated("may be") == stated("千百年来的统一") == frozenset()


def test_months_and_days_are_not_mistaken_for_counts() -> None:
    assert stated("5 May") == {"d5", "m5"}
    assert not stated("5 crews") & stated("5 May")
