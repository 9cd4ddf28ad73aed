"""Amounts: counts, distinct counts, sums, averages, several at once, and over rows of other tables without fan-out."""

import pytest

from chains.text2sql.generation.plan import Measure
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many boats are there?", 6),
        ("number of rentals", 8),
        ("How many members do we have?", 6),
        ("average length of the boats", 9.68333),
        ("What is the average price of ketches?", 76000),
        ("What is the total fee of all rentals?", 2920),
        ("What is the total fee of rentals in 2024?", 970),
        ("sum of the annual fees", 1680),
        ("maximum fee", 900),
        ("average fee of closed rentals", 270),
        ("total distance of all trips", 9250),
    ],
)
def test_an_amount_is_one_number(marina: Ask, question: str, value: float) -> None:
    ((found,),) = marina(question).rows
    assert found == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("门店数量", 4),
        ("一共有多少顾客？", 5),
        ("员工的平均工资", 7320),
        ("订单总金额", 1589),
        ("2025年的订单总金额", 984),
        ("已完成订单的平均金额", 168.75),
        ("绿茶的平均单价", 156.5),
        ("不是绿茶的商品有几种？", 3),
        ("商品的总库存", 157),
    ],
)
def test_a_chinese_amount_is_one_number(teahouse: Ask, question: str, value: float) -> None:
    ((found,),) = teahouse(question).rows
    assert found == pytest.approx(value)


def test_amounts_by_comments_and_names_alone(farm: Ask, nursery: Ask) -> None:
    assert farm("total yield in 2025").shows(90000)
    assert farm("average area of the fields").shows(6.8125)
    assert nursery("播种数量的总和").shows(810)
    assert nursery("植物的平均单价").shows(33.25)


def test_different_values_are_counted_once(marina: Ask) -> None:
    (measure,) = marina("How many different cities do members come from?").plan.show
    assert isinstance(measure, Measure)
    assert (measure.function, measure.distinct) == ("count", True)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            "number of boats and average price per kind",
            [("catamaran", 1, 210000), ("dinghy", 1, 3900), ("ketch", 2, 76000), ("sloop", 2, 32750)],
        ),
        (
            "How many trips and how many rentals does each boat have?",
            [
                ("Heron", 1, 2), ("Petrel", 2, 2), ("Dunlin", 0, 2), ("Gannet", 1, 1), ("Wren", 0, 0), ("Osprey", 0, 1),
            ],
        ),
    ],
)  # fmt: skip
def test_several_amounts_stand_side_by_side(marina: Ask, question: str, rows: list[tuple[object, ...]]) -> None:
    assert marina(question).shows(*rows)


def test_two_facts_of_a_row_do_not_double_each_other(marina: Ask) -> None:
    asked = marina("How many trips and how many rentals does each boat have?")
    measures = [m for m in asked.plan.show if isinstance(m, Measure)]
    assert [m.through[-1].there[0] for m in measures] == ["trips", "rentals"]
    assert asked.best.sql.count("GROUP BY") == 2


def test_an_amount_of_rows_beside_the_table_is_added_up_before_it_is_joined(marina: Ask, teahouse: Ask) -> None:
    asked = marina("total rental fees for each member")
    assert asked.shows(
        ("Nora Quill", None), ("Tomas Reed", 680), ("Ada Frost", 690), ("Hugo Lind", None), ("Mina Sato", 650),
        ("Paul Okoro", 900),
    )  # fmt: skip
    assert "LEFT JOIN (SELECT" in asked.best.sql
    assert teahouse("每个顾客的订单总金额").shows(
        ("白若溪", 922), ("孟凡", 128), ("白一鸣", 145), ("施雨桐", 394), ("龙腾飞", None)
    )  # fmt: skip


def test_an_amount_over_a_to_one_step_is_not_doubled(marina: Ask) -> None:
    assert marina("total distance of trips per boat").shows(("Heron", 610), ("Petrel", 4540), ("Gannet", 4100))


def test_a_number_of_things_that_a_column_counts_is_their_sum(teahouse: Ask, nursery: Ask) -> None:
    (measure,) = nursery("播种数量的总和").plan.show
    assert isinstance(measure, Measure)
    assert (measure.function, measure.attribute and measure.attribute.column[1]) == ("sum", "quantity")
    assert teahouse("茉莉香片的库存是多少？").shows(80)
