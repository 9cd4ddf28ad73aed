"""Shares of the whole, and two periods side by side."""

import pytest

from chains.text2sql.generation.plan import AnyOf, Period, Share
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "percent"),
    [
        ("What percentage of members are instructors?", 33.33),
        ("percentage of rentals that were cancelled", 12.5),
        ("What share of boats are sloops?", 33.33),
        ("What proportion of members live in Lisbon?", 33.33),
        ("percentage of boats longer than 10 m", 50),
    ],
)
def test_the_share_of_rows_is_a_percentage(marina: Ask, question: str, percent: float) -> None:
    asked = marina(question)
    assert asked.shows(percent)
    (share,) = asked.plan.show
    assert isinstance(share, Share)
    assert share.where


@pytest.mark.parametrize(
    ("question", "percent"),
    [("女顾客占多少？", 40), ("已完成订单的比例是多少？", 66.67), ("会员占顾客的百分比", 40), ("绿茶占商品的比例", 40)],
)
def test_the_share_of_chinese_rows_is_a_percentage(teahouse: Ask, question: str, percent: float) -> None:
    assert teahouse(question).shows(percent)


def test_the_share_needs_no_foreign_keys(farm: Ask, nursery: Ask) -> None:
    assert farm("What share of fields is organic?").shows(50)
    assert nursery("喜阳植物的比例").shows(75)


def test_a_time_limits_the_whole_of_a_share(marina: Ask, teahouse: Ask) -> None:
    assert marina("percentage of rentals in 2025 that were cancelled").shows(33.33)
    assert teahouse("2026年已完成订单的比例").shows(66.67)


def test_a_share_of_each_group_adds_up_to_the_whole(marina: Ask) -> None:
    rows = marina("percentage of rentals per status").rows
    assert rows == [("cancelled", 12.5), ("closed", 62.5), ("open", 25.0)]
    assert sum(row[-1] for row in rows) == pytest.approx(100)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("compare total fees of 2024 with 2025", [(2024, 970), (2025, 1280)]),
        ("rentals in 2024 versus 2025", [(2024, 3), (2025, 3)]),
        ("number of rentals in 2024 and 2026", [(2024, 3), (2026, 2)]),
        ("total fee in February 2024 and May 2024", [(2024, 2, 450), (2024, 5, 520)]),
    ],
)
def test_two_periods_stand_side_by_side(marina: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    asked = marina(question)
    assert asked.shows(*rows)
    assert any(isinstance(c, AnyOf) for c in asked.plan.filters)
    assert any(isinstance(k, Period) for k in asked.plan.group)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("对比2025年和2026年的订单数", [(2025, 3), (2026, 3)]),
        ("对比2025年和2026年的订单总金额", [(2025, 984), (2026, 605)]),
    ],
)
def test_two_chinese_periods_stand_side_by_side(teahouse: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    assert teahouse(question).shows(*rows)


def test_one_period_or_another_is_one_list(marina: Ask, teahouse: Ask) -> None:
    assert not marina("rentals in 2024 or 2026").plan.group
    assert teahouse("2025年或2026年的订单有几个？").shows(6)
