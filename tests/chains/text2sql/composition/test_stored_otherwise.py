"""Names in two columns, lists in a text, money in cents or ten thousands, minutes: read as a person says them."""

import pytest

from chains.text2sql.generation.plan import Filter, Measure
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("singers named Lea", ["Winter", "Sommer"]),
        ("singers from Ulm", ["Winter", "Berg"]),
        ("Who is the oldest singer?", ["Klar"]),
        ("second oldest singer", ["Berg"]),
        ("singers older than 50", ["Berg", "Klar"]),
        ("singer with the most appearances", ["Winter"]),
    ],
)
def test_a_person_of_two_names_is_shown_by_both(choir: Ask, question: str, names: list[str]) -> None:
    firsts = {"Winter": "Lea", "Berg": "Jon", "Sommer": "Lea", "Klar": "Ivo"}
    assert choir(question).shows(*[(firsts[n], n) for n in names])


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("Which concerts did Lea Winter appear in?", ["Evensong", "Requiem"]),
        ("How much did Lea Winter donate?", [420]),
        ("town of Lea Sommer", ["Graz"]),
    ],
)
def test_a_given_and_a_family_name_are_of_one_row(choir: Ask, question: str, cells: list[object]) -> None:
    assert choir(question).shows(*cells)


def test_both_names_are_tested_on_the_same_path(choir: Ask) -> None:
    plan = choir("How much did Lea Winter donate?").plan
    tests = [(c.path, c.test.column[1]) for c in plan.filters if isinstance(c, Filter)]
    assert [column for _, column in tests] == ["first_name", "last_name"]
    assert tests[0][0] == tests[1][0]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("tenors", ["Berg", "Klar"]),
        ("singers with an alto voice", ["Winter"]),
        ("singers whose voices include tenor", ["Berg", "Klar"]),
        ("soprano singers", ["Winter", "Sommer"]),
        ("singers who do not sing tenor", ["Winter", "Sommer"]),
    ],
)
def test_one_of_a_list_of_values_is_a_test(choir: Ask, question: str, names: list[str]) -> None:
    assert choir(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "numbers"), [("重点合同", [1, 3]), ("不是重点的合同", [2]), ("续签的合同", [1, 2])]
)
def test_one_of_a_chinese_list_of_values_is_a_test(contracts: Ask, question: str, numbers: list[int]) -> None:
    assert contracts(question).shows(*numbers)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("concerts with a ticket price over 15 euros", ["Evensong", "Requiem"]),
        ("concerts with tickets cheaper than 20 euros", ["Evensong", "Spring Airs"]),
        ("concerts with a ticket price of exactly 12 euros", ["Spring Airs"]),
    ],
)
def test_whole_units_of_money_are_compared_in_cents(choir: Ask, question: str, names: list[str]) -> None:
    assert choir(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("合同额超过50万的合同", [1, 3]),
        ("合同额大于100万元的合同", [3]),
        ("合同额不到800000元的合同", [2]),
        ("合同额在30万到90万之间的合同", [1, 2]),
    ],
)
def test_sums_of_money_are_compared_in_ten_thousands(contracts: Ask, question: str, numbers: list[int]) -> None:
    assert contracts(question).shows(*numbers)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("concerts longer than 70 minutes", ["Evensong", "Requiem"]),
        ("concerts longer than 1.5 hours", ["Requiem"]),
        ("the longest concert", ["Requiem"]),
        ("the shortest concert", ["Spring Airs"]),
    ],
)
def test_a_length_of_time_is_compared_in_its_unit(choir: Ask, question: str, names: list[str]) -> None:
    assert choir(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How much money was donated in 2025?", 165),
        ("How many seats does Evensong have?", 240),
        ("how many seats are there in total", 830),
        ("average ticket price", 2083.3333),
    ],
)
def test_how_much_and_how_many_of_an_amount_is_its_sum(choir: Ask, question: str, value: float) -> None:
    asked = choir(question)
    ((found,),) = asked.rows
    assert found == pytest.approx(value, abs=1e-3)
    (measure,) = asked.plan.show
    assert isinstance(measure, Measure)
    assert measure.function in ("sum", "avg")


def test_an_amount_per_person_is_added_up(choir: Ask, contracts: Ask) -> None:
    assert choir("total amount of donations per singer").shows(("Lea", "Winter", 420), ("Jon", "Berg", 45))
    assert choir("average age per town").shows(("Graz", 27), ("Linz", 63), ("Ulm", 42.5))
    assert contracts("每个客户的合同额合计").shows(("宏远机械", 115), ("清泉饮品", 120), ("云阶软件", None))
    assert contracts("合同额总和").shows(235)


def test_rows_with_and_without_others_over_two_names(choir: Ask) -> None:
    assert choir("concerts without singers").rows == []
    assert choir("How many singers have a solo?").shows(2)
    assert choir("solo appearances").shows((1, 1), (2, 2))


@pytest.mark.parametrize(
    ("question", "numbers"),
    [("已到期的合同", [1]), ("未到期的合同", [2, 3]), ("2025年签订的合同有几份？", [2])],
)
def test_deadlines_of_chinese_contracts(contracts: Ask, question: str, numbers: list[int]) -> None:
    assert contracts(question).shows(*numbers)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("没有合同的客户", ["云阶软件"]),
        ("合同最多的客户", ["宏远机械"]),
        ("合同额最大的客户", ["清泉饮品"]),
        ("软件行业有几家客户？", [1]),
        ("各行业的合同数量", [("制造", 2), ("食品", 1)]),
        ("每个客户最近签订的合同", [("宏远机械", 2), ("清泉饮品", 3)]),
    ],
)
def test_customers_and_their_contracts(contracts: Ask, question: str, rows: list[object]) -> None:
    assert contracts(question).shows(*rows)


def test_the_top_by_a_measure_is_an_order_and_no_group(choir: Ask, marina: Ask) -> None:
    assert choir("top 2 singers by age").shows_in_order(("Ivo", "Klar"), ("Jon", "Berg"))
    assert marina("top 3 boats by price").shows_in_order("Gannet", "Petrel", "Osprey")
    assert not marina("top 3 boats by price").plan.best_of
