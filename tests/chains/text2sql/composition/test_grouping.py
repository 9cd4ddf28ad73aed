"""Groups: by a column, by the rows of a table, by a period, by two keys; each keeps those that have none."""

import pytest

from chains.text2sql.generation.plan import Attribute, Period
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many rentals per status?", [("cancelled", 1), ("closed", 5), ("open", 2)]),
        ("number of members by city", [("Bergen", 2), ("Cork", 1), ("Lisbon", 2), ("Split", 1)]),
        ("How many boats does each kind have?", [("catamaran", 1), ("dinghy", 1), ("ketch", 2), ("sloop", 2)]),
        ("average price per kind", [("catamaran", 210000), ("dinghy", 3900), ("ketch", 76000), ("sloop", 32750)]),
        ("average annual fee by city", [("Bergen", 215), ("Cork", 270), ("Lisbon", 330), ("Split", 320)]),
        ("total fee by status", [("cancelled", 900), ("closed", 1350), ("open", 670)]),
    ],
)
def test_a_column_groups_the_rows_in_its_order(marina: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    assert marina(question).shows_in_order(*rows)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("每个城市有几家门店？", [("成都", 1), ("杭州", 2), ("苏州", 1)]),
        ("每个职位的平均工资", [("店长", 9450), ("收银员", 4700), ("茶艺师", 6500)]),
        ("各类别的商品数量", [("红茶", 1), ("绿茶", 2), ("花茶", 1), ("黑茶", 1)]),
        ("按状态统计订单数量", [("已取消", 1), ("已完成", 4), ("待付款", 1)]),
        ("各城市的顾客人数", [("南京", 1), ("成都", 1), ("杭州", 2), ("苏州", 1)]),
    ],
)
def test_a_chinese_column_groups_the_rows(teahouse: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    assert teahouse(question).shows(*rows)


@pytest.mark.parametrize("question", ["number of rentals for each boat", "How many rentals does each boat have?"])
def test_each_row_is_kept_with_none(marina: Ask, question: str) -> None:
    assert marina(question).shows(
        ("Heron", 2), ("Petrel", 2), ("Dunlin", 2), ("Gannet", 1), ("Wren", 0), ("Osprey", 1)
    )  # fmt: skip


def test_per_counts_those_that_there_are(marina: Ask) -> None:
    assert marina("number of rentals per boat").shows(
        ("Heron", 2), ("Petrel", 2), ("Dunlin", 2), ("Gannet", 1), ("Osprey", 1)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many boats does each member own?", [2, 1, 1, 1, 0, 0]),
        ("How many rentals does each member have?", [0, 3, 2, 0, 2, 1]),
    ],
)
def test_each_member_is_kept_with_none(marina: Ask, question: str, rows: list[int]) -> None:
    names = ["Nora Quill", "Tomas Reed", "Ada Frost", "Hugo Lind", "Mina Sato", "Paul Okoro"]
    assert marina(question).shows(*zip(names, rows, strict=True))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("各门店的订单数量", [("松涛店", 2), ("听雨店", 2), ("望湖店", 2), ("竹影店", 0)]),
        ("每个门店的员工人数", [("松涛店", 2), ("听雨店", 2), ("望湖店", 1), ("竹影店", 0)]),
        (
            "每个顾客的订单总金额",
            [("白若溪", 922), ("孟凡", 128), ("白一鸣", 145), ("施雨桐", 394), ("龙腾飞", None)],
        ),
    ],
)
def test_each_chinese_row_is_kept_with_none(teahouse: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    assert teahouse(question).shows(*rows)


def test_each_row_is_kept_with_none_without_foreign_keys(farm: Ask, nursery: Ask) -> None:
    assert farm("How many harvests does each crop have?").shows(
        ("barley", 2), ("broad bean", 2), ("beetroot", 1), ("lentil", 0)
    )  # fmt: skip
    assert nursery("每种植物播种了几次？").shows(("绣球", 1), ("月季", 2), ("薰衣草", 1), ("铁线莲", 0))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("rentals per month", [(2024, 2, 2), (2024, 5, 1), (2025, 2, 1), (2025, 6, 1), (2025, 8, 1), (2026, 4, 2)]),
        ("How many rentals were there each year?", [(2024, 3), (2025, 3), (2026, 2)]),
        ("total fees by year", [(2024, 970), (2025, 1280), (2026, 670)]),
        ("number of rentals per quarter", [(2024, 1, 2), (2024, 2, 1), (2025, 1, 1), (2025, 2, 1), (2025, 3, 1),
                                           (2026, 2, 2)]),
    ],
)  # fmt: skip
def test_a_period_groups_the_rows_by_their_date(marina: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    asked = marina(question)
    assert asked.shows_in_order(*rows)
    (key,) = asked.plan.group
    assert isinstance(key, Period)
    assert key.attribute.column == ("rentals", "started_at")


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("每月的订单数", [(2025, 1, 2), (2025, 2, 1), (2026, 3, 1), (2026, 4, 2)]),
        ("每年的订单总金额是多少？", [(2025, 984), (2026, 605)]),
        ("2025年每月的订单数", [(2025, 1, 2), (2025, 2, 1)]),
    ],
)
def test_a_chinese_period_groups_the_rows(teahouse: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    assert teahouse(question).shows_in_order(*rows)


def test_two_keys_group_together(marina: Ask, teahouse: Ask) -> None:
    assert marina("number of rentals by status and member").shows(
        ("closed", "Tomas Reed", 3), ("closed", "Ada Frost", 1), ("closed", "Mina Sato", 1),
        ("cancelled", "Paul Okoro", 1), ("open", "Ada Frost", 1), ("open", "Mina Sato", 1),
    )  # fmt: skip
    assert teahouse("按门店和状态统计订单数").shows(
        ("松涛店", "已取消", 1),
        ("松涛店", "已完成", 1),
        ("听雨店", "已完成", 1),
        ("听雨店", "待付款", 1),
        ("望湖店", "已完成", 2),
    )


def test_a_group_of_a_tables_rows_is_made_by_their_key(marina: Ask) -> None:
    """Two boats of one name stay two."""
    (key, name) = marina("number of rentals per boat").plan.group
    assert isinstance(key, Attribute)
    assert isinstance(name, Attribute)
    assert (key.column, name.column) == (("boats", "id"), ("boats", "name"))


def test_a_key_groups_by_the_row_that_it_points_at(marina: Ask) -> None:
    assert marina("number of boats per owner").shows(
        ("Nora Quill", 2), ("Tomas Reed", 1), ("Ada Frost", 1), ("Hugo Lind", 1), (None, 1)
    )  # fmt: skip


def test_a_group_is_filtered_before_it_is_counted(marina: Ask, teahouse: Ask) -> None:
    assert marina("number of closed rentals per member").shows(("Tomas Reed", 3), ("Ada Frost", 1), ("Mina Sato", 1))
    assert marina("How many closed rentals does each boat have?").shows(
        ("Heron", 2), ("Petrel", 1), ("Dunlin", 1), ("Gannet", 0), ("Wren", 0), ("Osprey", 1)
    )  # fmt: skip
    assert teahouse("2026年各状态的订单数").shows(("已完成", 2), ("待付款", 1))


def test_groups_of_a_key_that_nothing_declares(farm: Ask, nursery: Ask) -> None:
    assert farm("number of fields per soil").shows(("clay", 1), ("loam", 2), ("sand", 1))
    assert farm("average yield by quality").shows((None, 22000), ("fair", 31000), ("good", 35250), ("poor", 40500))
    assert nursery("各科属有多少种植物？").shows(("唇形科", 1), ("毛茛科", 1), ("蔷薇科", 1), ("虎耳草科", 1))


def test_groups_may_be_sorted_by_their_amount(teahouse: Ask) -> None:
    first, *others = teahouse("各状态的订单数量，从高到低").rows
    assert first == ("已完成", 4)
    assert [count for _, count in others] == [1, 1]
