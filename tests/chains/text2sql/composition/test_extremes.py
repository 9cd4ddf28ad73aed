"""Extremes and orders: the highest of a column, the most rows, the n-th, the top N, the first of each group."""

import pytest

from chains.text2sql.generation.plan import Attribute, Measure
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("the longest boat", "Gannet"),
        ("Which boat is the shortest?", "Wren"),
        ("Which boat is the cheapest?", "Wren"),
        ("Which boat has the highest price?", "Gannet"),
        ("Which member has the lowest annual fee?", "Mina Sato"),
        ("the oldest boat", "Heron"),
        ("Which rental had the highest fee in 2024?", 3),
        ("Which sloop boat is the most expensive?", "Heron"),
        ("the shortest trip", 1),
    ],
)
def test_an_extreme_is_the_row_with_the_highest_or_lowest_value(marina: Ask, question: str, name: object) -> None:
    assert marina(question).shows(name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("工资最高的员工是谁？", "方晓岚"),
        ("工资最低的员工", "魏子航"),
        ("单价最贵的商品", "陈年熟普"),
        ("金额最大的订单", 3),
        ("2025年金额最高的订单", 3),
        ("最近的订单", 6),
        ("最早入职的员工", "方晓岚"),
        ("最晚开业的门店", "竹影店"),
        ("库存最少的商品", "正山小种"),
    ],
)
def test_a_chinese_extreme_is_the_row_with_the_value(teahouse: Ask, question: str, name: object) -> None:
    assert teahouse(question).shows(name)


def test_extremes_by_comments_and_by_names_alone(farm: Ask, nursery: Ask) -> None:
    assert farm("the largest field").shows("Long Acre")
    assert farm("smallest two fields").shows_in_order("Old Quarry", "Mill Side")
    assert nursery("单价最高的植物").shows("铁线莲")
    assert nursery("面积最大的温室是哪个？").shows("南一棚")
    assert nursery("最高的植物").shows("铁线莲")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the oldest member?", "Nora Quill"),
        ("Who is the youngest member?", "Mina Sato"),
        ("Which member joined most recently?", "Paul Okoro"),
        ("the latest rental", 8),
        ("the first rental of 2025", 4),
    ],
)
def test_a_word_of_time_is_of_a_birth_or_of_the_rows_own_event(marina: Ask, question: str, name: object) -> None:
    assert marina(question).shows(name)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("the second most expensive boat", ("Petrel",)),
        ("the third longest boat", ("Osprey",)),
        ("the three cheapest boats", ("Wren", "Dunlin", "Heron")),
        ("the 2 longest boats", ("Gannet", "Petrel")),
        ("last 2 rentals", (8, 7)),
    ],
)
def test_the_nth_and_the_first_n_are_counted_from_the_extreme(
    marina: Ask, question: str, names: tuple[object, ...]
) -> None:
    assert marina(question).shows_in_order(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("工资第二高的员工", ("卢雪梅",)),
        ("工资最高的3名员工", ("方晓岚", "卢雪梅", "钱思远")),
        ("单价最低的两种商品", ("茉莉香片", "正山小种")),
    ],
)
def test_the_chinese_nth_and_first_n(teahouse: Ask, question: str, names: tuple[str, ...]) -> None:
    assert teahouse(question).shows_in_order(*names)


@pytest.mark.parametrize(
    ("question", "name", "count"),
    [
        ("Which member has the most rentals?", "Tomas Reed", 3),
        ("Which member owns the most boats?", "Nora Quill", 2),
        ("Which skill do the fewest members have?", "rigging", 1),
    ],
)
def test_the_most_rows_are_counted_over_all_rows(marina: Ask, question: str, name: str, count: int) -> None:
    asked = marina(question)
    assert asked.shows((name, count))
    ((measure, _),) = asked.plan.order
    assert isinstance(measure, Measure)
    assert measure.function == "count"


@pytest.mark.parametrize(
    ("question", "name", "count"),
    [("订单最多的顾客", "白若溪", 3), ("哪家门店的员工最多？", "松涛店", 2), ("哪个城市的顾客最多？", "杭州", 2)],
)
def test_the_most_chinese_rows(teahouse: Ask, question: str, name: str, count: int) -> None:
    assert teahouse(question).shows((name, count))


def test_the_fewest_rows_are_none(marina: Ask, teahouse: Ask) -> None:
    assert marina("Which boat has the fewest rentals?").shows(("Wren", 0))
    assert teahouse("员工最少的门店").shows(("竹影店", 0))


def test_the_city_with_the_most_members_is_a_group(marina: Ask) -> None:
    asked = marina("Which kind has the most boats?")
    (row,) = asked.rows
    assert row in (("ketch", 2), ("sloop", 2))
    assert [k.column for k in asked.plan.group if isinstance(k, Attribute)] == [("boats", "kind")]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            "the most expensive boat of each kind",
            [("catamaran", "Gannet"), ("dinghy", "Wren"), ("ketch", "Petrel"), ("sloop", "Heron")],
        ),
        ("the shortest boat per kind", [("catamaran", "Gannet"), ("dinghy", "Wren"), ("ketch", "Osprey"),
                                        ("sloop", "Dunlin")]),
    ],
)  # fmt: skip
def test_each_group_has_its_own_extreme(marina: Ask, question: str, rows: list[tuple[str, str]]) -> None:
    asked = marina(question)
    assert asked.shows(*rows)
    assert [a.column for a in asked.plan.best_of] == [("boats", "kind")]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("每个职位工资最高的员工", [("店长", "方晓岚"), ("收银员", "魏子航"), ("茶艺师", "钱思远")]),
        ("每家门店工资最高的员工是谁？", [("松涛店", "方晓岚"), ("听雨店", "卢雪梅"), ("望湖店", "钱思远")]),
        (
            "每个类别单价最高的商品",
            [("绿茶", "明前龙井"), ("红茶", "正山小种"), ("黑茶", "陈年熟普"), ("花茶", "茉莉香片")],
        ),
    ],
)
def test_each_chinese_group_has_its_own_extreme(teahouse: Ask, question: str, rows: list[tuple[str, str]]) -> None:
    assert teahouse(question).shows(*rows)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("boats sorted by length", ("Wren", "Dunlin", "Heron", "Osprey", "Petrel", "Gannet")),
        ("list boats ordered by price descending", ("Gannet", "Petrel", "Osprey", "Heron", "Dunlin", "Wren")),
        ("sloops sorted by price", ("Dunlin", "Heron")),
        (
            "members in alphabetical order",
            ("Ada Frost", "Hugo Lind", "Mina Sato", "Nora Quill", "Paul Okoro", "Tomas Reed"),
        ),
    ],
)
def test_rows_are_sorted_as_asked(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows_in_order(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("按工资从高到低列出员工", ("方晓岚", "卢雪梅", "钱思远", "韩立冬", "魏子航")),
        ("按单价升序列出商品", ("茉莉香片", "正山小种", "碧螺春", "明前龙井", "陈年熟普")),
    ],
)
def test_chinese_rows_are_sorted_as_asked(teahouse: Ask, question: str, names: tuple[str, ...]) -> None:
    assert teahouse(question).shows_in_order(*names)


@pytest.mark.parametrize(("question", "value"), [("highest fee", 900), ("lowest price", 3900)])
def test_an_extreme_without_a_row_is_the_value_alone(marina: Ask, question: str, value: int) -> None:
    asked = marina(question)
    assert asked.shows(value)
    (measure,) = asked.plan.show
    assert isinstance(measure, Measure)


def test_rows_without_a_value_are_no_extreme(farm: Ask) -> None:
    asked = farm("the harvest with the lowest yield")
    assert asked.shows(3)
    assert "IS NULL" in asked.best.sql
