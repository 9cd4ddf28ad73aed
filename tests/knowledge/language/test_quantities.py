"""Amounts in questions: their value, their unit, and how they are compared."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.quantities import Quantity, quantities


def only(text: str) -> Quantity:
    (quantity,) = quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234 parcels", 1234),
        ("1,234,567.5", Decimal("1234567.5")),
        ("0.1", Decimal("0.1")),
        ("1.50", Decimal("1.50")),
        ("２０ parcels", 20),
        ("below -5", -5),
        ("20k followers", 20_000),
        ("1.5 million", 1_500_000),
        ("$1.5m", 1_500_000),
        ("1.5m people", 1_500_000),
        ("3M", 3_000_000),
        ("2bn", 2_000_000_000),
        ("5 hundred thousand", 500_000),
        ("3 dozen", 36),
        ("100万", 1_000_000),
        ("1.2亿", 120_000_000),
        ("3千万", 30_000_000),
        ("2万亿", 2 * 10**12),
        ("3万5", 35_000),
        ("3万5千", 35_000),
        ("1亿2千万", 120_000_000),
        ("5百个", 500),
        ("两千零五个", 2005),
        ("三万五", 35_000),
        ("一百二十人", 120),
        ("十五天", 15),
        ("a dozen eggs", 12),
        ("a couple of orders", 2),
        ("two hundred and fifty", 250),
        ("twenty-five", 25),
        ("half a million", 500_000),
        ("two and a half hours", Decimal("2.5")),
        ("1 and a half million", 1_500_000),
        ("half of the customers", Decimal("0.5")),
        ("a quarter of the shops", Decimal("0.25")),
        ("three quarters of them", Decimal("0.75")),
        ("一半的客户", Decimal("0.5")),
        ("半小时", Decimal("0.5")),
        ("twice", 2),
    ],
)
def test_an_amount_has_its_exact_value(text: str, value: int | Decimal) -> None:
    assert only(text).value == value


@pytest.mark.parametrize("text", ["2 parcels", "100万", "1.5 million", "twelve"])
def test_a_whole_amount_is_an_int(text: str) -> None:
    assert isinstance(only(text).value, int)


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("over 5", ">"),
        ("more than 5", ">"),
        ("exceeding 5", ">"),
        ("price > 5", ">"),
        ("older than the age of 30", ">"),
        ("more than a hundred", ">"),
        ("超过5个", ">"),
        ("大于5", ">"),
        ("超过了5个", ">"),
        ("at least 5", ">="),
        ("a minimum of 5", ">="),
        ("no less than 5", ">="),
        ("not fewer than 5", ">="),
        ("5 or more", ">="),
        ("5 and above", ">="),
        ("5+ items", ">="),
        (">= 5", ">="),
        ("5个以上", ">="),
        ("5及以上", ">="),
        ("不少于5个", ">="),
        ("至少五个", ">="),
        ("大于等于5", ">="),
        ("under 5", "<"),
        ("fewer than 5", "<"),
        ("below 5", "<"),
        ("不到5个", "<"),
        ("低于5", "<"),
        ("at most 5", "<="),
        ("up to 5", "<="),
        ("no more than 5", "<="),
        ("not more than 5", "<="),
        ("less than or equal to 5", "<="),
        ("5 or less", "<="),
        ("5 or fewer", "<="),
        ("不超过5个", "<="),
        ("最多5个", "<="),
        ("5个以下", "<="),
        ("5以内", "<="),
        ("about 5", "about"),
        ("约5个", "about"),
        ("5个左右", "about"),
        ("exactly 5", "="),
        ("恰好5个", "="),
        ("不等于5", "!="),
        ("5 parcels", "="),
    ],
)
def test_words_on_either_side_say_how_an_amount_is_compared(text: str, comparator: str) -> None:
    assert only(text).comparator == comparator


def test_the_words_that_compare_are_part_of_what_was_said() -> None:
    text = "shops with no more than 20 employees"
    quantity = only(text)
    assert text[quantity.start : quantity.stop] == "20"
    assert text[quantity.said_start : quantity.said_stop] == "no more than 20"
    behind = "80分以上的学生"
    assert behind[only(behind).said_start : only(behind).said_stop] == "80分以上"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 5 and 10", 5, 10),
        ("from 5 to 10", 5, 10),
        ("5-10 parcels", 5, 10),
        ("5 – 10", 5, 10),
        ("between -5 and 5", -5, 5),
        ("5-10 million", 5_000_000, 10_000_000),
        ("between one hundred and two hundred", 100, 200),
        ("5到10个", 5, 10),
        ("在5到10之间", 5, 10),
        ("介于5和10之间", 5, 10),
        ("5到10万", 50_000, 100_000),
        ("50万到3000万之间", 500_000, 30_000_000),
        ("五到十个", 5, 10),
    ],
)
def test_a_range_has_both_its_ends(text: str, low: int, high: int) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.upper, quantity.comparator) == (low, high, "between")


@pytest.mark.parametrize("text", ["5 and 10", "5和10", "10-5", "$5 and €10"])
def test_amounts_beside_each_other_are_no_range(text: str) -> None:
    assert [q.upper for q in quantities(text)] == [None, None]


@pytest.mark.parametrize(
    ("text", "unit", "currency"),
    [
        ("$20", "dollars", "USD"),
        ("US$ 20", "dollars", "USD"),
        ("20 dollars", "dollars", "USD"),
        ("USD 20", "dollars", "USD"),
        ("20 cents", "cents", None),
        ("€20", "euros", "EUR"),
        ("20 euros", "euros", "EUR"),
        ("£20", "pounds", "GBP"),
        ("¥20", "yuan", "CNY"),
        ("20元", "yuan", "CNY"),
        ("20块钱", "yuan", "CNY"),
        ("3万元", "yuan", "CNY"),
        ("20美元", "dollars", "USD"),
        ("五元钱", "yuan", "CNY"),
        ("20%", "percent", None),
        ("20 percent", "percent", None),
        ("百分之二十", "percent", None),
        ("两成的客户", "percent", None),
        ("20 kg", "kg", None),
        ("20公里", "km", None),
        ("3千瓦", "kw", None),
        ("100万千瓦", "kw", None),
        ("90 minutes", "minutes", None),
        ("18岁", "years", None),
        ("20 parcels", None, None),
    ],
)
def test_an_amount_knows_its_unit_and_money(text: str, unit: str | None, currency: str | None) -> None:
    quantity = only(text)
    assert (quantity.unit, quantity.currency) == (unit, currency)


def test_a_share_in_tenths_is_a_percentage() -> None:
    assert (only("三成以上").value, only("三成以上").comparator) == (30, ">=")


def test_a_range_of_money_is_of_one_money() -> None:
    quantity = only("between $1,000 and $2,000.50")
    assert (quantity.value, quantity.upper, quantity.currency) == (1000, Decimal("2000.50"), "USD")


def test_an_m_may_be_metres_or_millions_and_both_are_said() -> None:
    quantity = only("over 300m")
    assert (quantity.value, quantity.unit, quantity.millions) == (300, "m", 300_000_000)
    assert only("300 metres").millions is None


def test_an_ordinal_is_told_from_an_amount() -> None:
    assert only("第三名").is_ordinal
    assert not only("三名学生").is_ordinal


@pytest.mark.parametrize(
    "text",
    [
        "INV-2024",
        "room #12",
        "item_7",
        "v1.2.3",
        "A320",
        "统一管理",
        "十分满意",
        "三元桥站",
        "唯一的客户",
        "一起",
        "千万别",
    ],
)
def test_codes_and_words_are_no_amounts(text: str) -> None:
    assert quantities(text) == []


_PIECES = st.sampled_from(
    "5 10 1,000 0.5 -3 $ € % k m million 万 亿 千 百 三 两 十 半 个 元 over at least to - and between 到 超过 "
    "不 以上 之间 百分之 成 half a dozen hundred 第 . ,".split()
)


def _is_sound(quantity: Quantity, text: str) -> bool:
    is_placed = 0 <= quantity.said_start <= quantity.start < quantity.stop <= quantity.said_stop <= len(text)
    is_range = quantity.upper is not None
    return is_placed and is_range == (quantity.comparator == "between") and (not is_range or _ordered(quantity))


def _ordered(quantity: Any) -> bool:
    return bool(quantity.value < quantity.upper)


@given(st.lists(_PIECES, max_size=10), st.sampled_from(["", " "]))
def test_amounts_stand_in_their_text_and_ranges_go_up(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    found = quantities(text)
    assert all(_is_sound(quantity, text) for quantity in found)
    assert all(a.stop <= b.start for a, b in pairwise(found))


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(_is_sound(quantity, text) for quantity in quantities(text))


@given(st.integers(0, 10**12))
def test_digits_with_thousands_marks_are_read_as_they_were_written(number: int) -> None:
    assert only(f"{number:,} parcels").value == number
