"""Cells, flags and codes of a question become tests of the columns that hold them."""

import pytest

from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members live in Bergen?", ("Tomas Reed", "Mina Sato")),
        ("members from Lisbon", ("Nora Quill", "Ada Frost")),
        ("List the boats that are ketches", ("Petrel", "Osprey")),
        ("sloops", ("Heron", "Dunlin")),
        ("Please show me the boats of kind dinghy", ("Wren",)),
    ],
)
def test_a_cell_keeps_the_rows_that_have_it(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("有哪些店长？", ("方晓岚", "卢雪梅")),
        ("松涛店的员工", ("方晓岚", "韩立冬")),
        ("松涛店的茶艺师是谁？", ("韩立冬",)),
        ("住在杭州的顾客", ("白若溪", "白一鸣")),
        ("绿茶有哪些？", ("明前龙井", "碧螺春")),
        ("孟凡的订单", (2,)),
    ],
)
def test_a_chinese_cell_keeps_the_rows_that_have_it(teahouse: Ask, question: str, names: tuple[str, ...]) -> None:
    assert teahouse(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many members are from Lisbon?", 2),
        ("How many rentals were cancelled?", 1),
        ("How many instructors are there?", 2),
        ("number of sloops", 2),
    ],
)
def test_rows_with_a_cell_are_counted(marina: Ask, question: str, count: int) -> None:
    assert marina(question).rows == [(count,)]


@pytest.mark.parametrize(
    ("question", "count"),
    [("杭州有几家门店？", 2), ("女顾客有几位？", 2), ("已完成的订单有多少？", 4), ("松涛店有几个员工？", 2)],
)
def test_chinese_rows_with_a_cell_are_counted(teahouse: Ask, question: str, count: int) -> None:
    assert teahouse(question).rows == [(count,)]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members are instructors?", ("Nora Quill", "Hugo Lind")),
        ("members who are instructors and live in Split", ("Hugo Lind",)),
        ("Which members come from Lisbon but are not instructors?", ("Ada Frost",)),
        ("members who are not instructors", ("Tomas Reed", "Ada Frost", "Mina Sato", "Paul Okoro")),
    ],
)
def test_a_flag_is_a_test_both_ways(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("会员有哪些？", ("白若溪", "白一鸣")),
        ("不是会员的顾客", ("孟凡", "施雨桐", "龙腾飞")),
        ("杭州的会员", ("白若溪", "白一鸣")),
    ],
)
def test_a_chinese_flag_is_a_test_both_ways(teahouse: Ask, question: str, names: tuple[str, ...]) -> None:
    assert teahouse(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("喜阳的植物有哪些？", ("月季", "薰衣草", "铁线莲")),
        ("不喜阳的植物", ("绣球",)),
        ("已移栽的播种记录", (1, 2)),
        ("育苗的播种记录", (4,)),
    ],
)
def test_what_a_comment_says_of_codes_is_understood(nursery: Ask, question: str, names: tuple[str, ...]) -> None:
    assert nursery(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which fields have loam?", ("Long Acre", "Top Meadow")),
        ("organic fields", ("Long Acre", "Old Quarry")),
        ("fields that are not organic", ("Mill Side", "Top Meadow")),
        ("harvests with poor quality", (4,)),
    ],
)
def test_cells_need_no_foreign_keys(farm: Ask, question: str, names: tuple[str, ...]) -> None:
    assert farm(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("boats without an owner", ("Wren",)),
        ("rentals that have not been returned", (5, 7, 8)),
        ("Which members have no sponsor?", ("Nora Quill", "Mina Sato")),
    ],
)
def test_a_gap_is_a_test(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


def test_a_gap_is_a_test_in_chinese_and_without_keys(teahouse: Ask, farm: Ask) -> None:
    assert teahouse("没有经理的员工").shows("方晓岚", "卢雪梅")
    assert farm("harvests without a quality").shows(5)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("members from Lisbon or Bergen", "\"city\" IN ('Lisbon', 'Bergen')"),
        ("boats that are sloops or ketches", "\"kind\" IN ('sloop', 'ketch')"),
    ],
)
def test_values_of_one_column_are_one_list(marina: Ask, question: str, sql: str) -> None:
    asked = marina(question)
    assert asked.rows
    assert sql in asked.best.sql


def test_values_of_one_column_are_one_list_in_chinese(teahouse: Ask) -> None:
    assert teahouse("绿茶或红茶的商品").shows("明前龙井", "正山小种", "碧螺春")
    assert teahouse("杭州和苏州的门店").shows("松涛店", "听雨店", "望湖店")


@pytest.mark.parametrize(
    "question",
    ["How many closed rentals did members from Bergen have?", "number of closed rentals of members from Bergen"],
)
def test_tests_of_several_tables_hold_together(marina: Ask, question: str) -> None:
    assert marina(question).shows(4)


def test_tests_of_several_tables_hold_together_in_chinese(teahouse: Ask) -> None:
    assert teahouse("杭州顾客的已完成订单有几个？").shows(3)
    assert teahouse("杭州门店的店长是谁？").shows("方晓岚")
