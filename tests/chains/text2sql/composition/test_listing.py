"""What a list shows: the asked columns beside the rows' names, values once, whole rows where none is asked for."""

import pytest

from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the price of Osprey?", 64000),
        ("In which city does Ada Frost live?", "Lisbon"),
        ("When did Hugo Lind join?", "2022-09-01"),
        ("annual fee of Paul Okoro", 270),
        ("What kind is Gannet?", "catamaran"),
    ],
)
def test_one_value_of_a_named_row_is_shown(marina: Ask, question: str, value: object) -> None:
    assert marina(question).shows(value)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("韩立冬的工资是多少？", 6200),
        ("竹影店什么时候开业？", "2025-01-15"),
        ("听雨店在哪个城市？", "苏州"),
        ("碧螺春的单价", 145),
        ("钱思远的职位是什么？", "茶艺师"),
    ],
)
def test_one_value_of_a_named_chinese_row_is_shown(teahouse: Ask, question: str, value: object) -> None:
    assert teahouse(question).shows(value)


def test_asked_columns_stand_beside_the_names(marina: Ask, teahouse: Ask) -> None:
    asked = marina("names and cities of members")
    assert asked.shows(
        ("Nora Quill", "Lisbon"), ("Tomas Reed", "Bergen"), ("Ada Frost", "Lisbon"), ("Hugo Lind", "Split"),
        ("Mina Sato", "Bergen"), ("Paul Okoro", "Cork"),
    )  # fmt: skip
    assert "joined_on" not in asked.best.sql
    assert teahouse("所有门店的名称和城市").shows(
        ("松涛店", "杭州"), ("听雨店", "苏州"), ("望湖店", "杭州"), ("竹影店", "成都")
    )  # fmt: skip


def test_a_key_that_is_asked_for_shows_the_name_behind_it(marina: Ask) -> None:
    assert marina("owner of each boat").shows(
        ("Heron", "Nora Quill"), ("Petrel", "Tomas Reed"), ("Dunlin", "Nora Quill"), ("Gannet", "Hugo Lind"),
        ("Wren", None), ("Osprey", "Ada Frost"),
    )  # fmt: skip


def test_whole_rows_are_shown_where_no_column_is_asked_for(marina: Ask) -> None:
    ((name, *others),) = marina("Which boats are dinghies?").rows
    assert name == "Wren"
    assert {5, 4.1, 2019, 3900.0, None} <= set(others)


def test_values_of_a_column_are_shown_once(marina: Ask) -> None:
    rows = marina("What statuses are there?").rows
    assert sorted(rows) == [("cancelled",), ("closed",), ("open",)]


@pytest.mark.parametrize("question", ["列出顾客的姓名", "顾客的姓名有哪些？"])
def test_names_are_listed(teahouse: Ask, question: str) -> None:
    assert teahouse(question).shows("白若溪", "孟凡", "白一鸣", "施雨桐", "龙腾飞")


def test_values_are_listed_without_keys(farm: Ask) -> None:
    assert farm("yield of harvests on Top Meadow").shows(40500, 22000)
    assert farm("What is the soil of Mill Side?").shows("clay")


@pytest.mark.parametrize(
    ("question", "count"), [("Is there a boat called Wren?", 1), ("Do we have any members in Cork?", 1)]
)
def test_whether_there_is_a_row_is_answered_by_the_rows(marina: Ask, question: str, count: int) -> None:
    assert len(marina(question).rows) == count
