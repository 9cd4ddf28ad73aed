"""Numbers in words, there and back again."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.number_words import english_numbers, english_value, han_value, mixed_value

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_english(number: int, british: bool = False) -> str:
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_UNITS[rest]}" if rest else "")
    for name, scale in (("billion", 10**9), ("million", 10**6), ("thousand", 1000), ("hundred", 100)):
        if number >= scale:
            high, rest = divmod(number, scale)
            joint = " and " if british and rest and rest < 100 else " "
            return f"{in_english(high, british)} {name}" + (joint + in_english(rest, british) if rest else "")
    raise AssertionError(number)


def in_chinese(number: int) -> str:
    if number < 10:
        return "零一二三四五六七八九"[number]
    for name, scale in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= scale:
            high, rest = divmod(number, scale)
            gap = "零" if rest and rest < scale // 10 else ""
            return in_chinese(high) + name + gap + (in_chinese(rest) if rest else "")
    raise AssertionError(number)


@given(st.integers(0, 10**12 - 1), st.booleans())
def test_an_english_number_is_read_as_it_was_written(number: int, british: bool) -> None:
    assert english_value(in_english(number, british)) == number


@given(st.integers(0, 10**12 - 1))
def test_a_chinese_number_is_read_as_it_was_written(number: int) -> None:
    assert han_value(in_chinese(number)) == number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("a hundred", 100),
        ("a thousand", 1000),
        ("twelve hundred", 1200),
        ("Two Hundred and Fifty Thousand", 250_000),
        ("a dozen", 12),
        ("two dozen", 24),
        ("a couple", 2),
        ("twenty five", 25),
        ("three", 3),
    ],
)
def test_what_english_says_in_its_own_way_is_a_number(words: str, value: int) -> None:
    assert english_value(words) == value


@pytest.mark.parametrize("words", ["two three", "twenty twelve", "hello", "", "one, two", "two cats"])
def test_several_numbers_or_none_are_not_one(words: str) -> None:
    assert english_value(words) is None


def test_numbers_side_by_side_are_told_apart() -> None:
    text = "between one hundred and two hundred, two or three, ten twenty"
    assert [n.value for n in english_numbers(text)] == [100, 200, 2, 3, 10, 20]
    assert [text[n.start : n.stop] for n in english_numbers(text)][:2] == ["one hundred", "two hundred"]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一百二十", 120),
        ("一百二", 120),
        ("一百零二", 102),
        ("两千零五", 2005),
        ("两千五", 2500),
        ("三万五", 35_000),
        ("三万零五", 30_005),
        ("一亿两千万", 120_000_000),
        ("三千万", 30_000_000),
        ("一万亿", 10**12),
        ("十五", 15),
        ("二十", 20),
        ("一千二百三十四", 1234),
        ("二〇二四", 2024),
        ("一九九八", 1998),
    ],
)
def test_a_chinese_numeral_has_its_value(numeral: str, value: int) -> None:
    assert han_value(numeral) == value


@pytest.mark.parametrize("numeral", ["", "百", "万", "千万", "一二百", "十百", "一百千", "三零十", "大", "三个"])
def test_what_is_no_numeral_has_none(numeral: str) -> None:
    assert han_value(numeral) is None


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("3万5", "35000"), ("3万5千", "35000"), ("1.2亿", "120000000"), ("1亿2千万", "120000000"), ("5百", "500")],
)
def test_digits_and_numerals_go_together(numeral: str, value: str) -> None:
    assert mixed_value(numeral) == Decimal(value)


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿0123456789.", max_size=12))
def test_any_row_of_numerals_is_read_without_an_error(numeral: str) -> None:
    value = mixed_value(numeral)
    assert value is None or value >= 0


@given(st.lists(st.sampled_from("one two a hundred and thousand dozen five twenty score - ,".split()), max_size=12))
def test_any_row_of_words_is_read_within_its_text(row: list[str]) -> None:
    words = " ".join(row)
    found = english_numbers(words)
    assert all(0 <= n.start < n.stop <= len(words) for n in found)
    assert all(a.stop <= b.start for a, b in pairwise(found))
