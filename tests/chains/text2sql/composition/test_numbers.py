"""Numbers become tests of the column beside them, or of the one that their unit or an adjective measures."""

import pytest

from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("boats with a price over 64000", ("Petrel", "Gannet")),
        ("boats with a price of at least 64000", ("Petrel", "Gannet", "Osprey")),
        ("boats with a price below 23500", ("Wren",)),
        ("boats with a price of at most 23500", ("Dunlin", "Wren")),
        ("rentals with a fee over 500", (3, 5, 7)),
        ("rentals with a fee of exactly 260", (6,)),
        ("members with an annual fee between 200 and 300", ("Tomas Reed", "Ada Frost", "Paul Okoro")),
    ],
)
def test_a_number_tests_the_column_beside_it(marina: Ask, question: str, names: tuple[object, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("工资高于6500的员工", ("方晓岚", "卢雪梅", "钱思远")),
        ("工资不低于6800元的员工", ("方晓岚", "卢雪梅", "钱思远")),
        ("工资在5000到7000之间的员工", ("韩立冬", "钱思远")),
        ("单价低于100的商品", ("茉莉香片",)),
        ("单价不超过128元的商品", ("正山小种", "茉莉香片")),
        ("库存大于20的商品", ("明前龙井", "碧螺春", "茉莉香片")),
        ("金额超过300元的订单", (1, 3, 5)),
    ],
)
def test_a_chinese_number_tests_the_column_beside_it(teahouse: Ask, question: str, names: tuple[object, ...]) -> None:
    assert teahouse(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("boats longer than 10 m", ("Petrel", "Gannet", "Osprey")),
        ("boats shorter than 8 meters", ("Dunlin", "Wren")),
        ("boats cheaper than 50000", ("Heron", "Dunlin", "Wren")),
        ("Which boats cost at least 64000?", ("Petrel", "Gannet", "Osprey")),
    ],
)
def test_an_adjective_tells_which_column_is_compared(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("株高超过80厘米的植物", '"height_cm" > 80'),
        ("株高低于0.5米的植物", '"height_cm" < 50'),
        ("面积大于300平方米的温室", '"area_m2" > 300'),
    ],
)
def test_a_number_is_put_into_the_unit_of_its_column(nursery: Ask, question: str, sql: str) -> None:
    asked = nursery(question)
    assert asked.rows
    assert sql in asked.best.sql


@pytest.mark.parametrize(
    ("question", "sql"),
    [("trips longer than 1000 km", '"distance_km" > 1000'), ("trips over 2,000 miles", '"distance_km" > 3218')],
)
def test_english_units_are_put_into_the_unit_of_the_column(marina: Ask, question: str, sql: str) -> None:
    asked = marina(question)
    assert asked.shows(3, 4)
    assert sql in asked.best.sql


def test_the_area_of_a_field_is_said_by_its_unit(farm: Ask) -> None:
    assert farm("fields larger than 5 ha").shows("Long Acre", "Top Meadow")
    assert farm("fields with an area under 3 hectares").shows("Old Quarry")


def test_a_number_of_rows_is_no_test_of_a_column(marina: Ask) -> None:
    asked = marina("Which boats have at least two rentals?")
    assert asked.shows("Heron", "Petrel", "Dunlin")
    assert "HAVING COUNT(*) >= 2" in asked.best.sql


def test_a_denied_number_turns_round(marina: Ask, teahouse: Ask) -> None:
    assert marina("boats that are not longer than 10 m").shows("Heron", "Dunlin", "Wren")
    assert teahouse("工资不高于6200的员工").shows("韩立冬", "魏子航")


def test_numbers_and_cells_hold_together(marina: Ask, teahouse: Ask) -> None:
    assert marina("ketches longer than 11.5 m").shows("Petrel")
    assert teahouse("单价低于150的绿茶").shows("碧螺春")
    assert teahouse("工资高于6500的茶艺师").shows("钱思远")


def test_two_numbers_of_two_columns_hold_together(marina: Ask) -> None:
    assert marina("boats with a length over 9 and a price below 80000").shows("Heron", "Osprey")
