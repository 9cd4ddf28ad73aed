"""Rows are compared with a named row or with the average; texts with what they start with, hold or end with."""

import pytest

from chains.text2sql.generation.plan import Against, Filter
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which boats are more expensive than Osprey?", ("Petrel", "Gannet")),
        ("boats shorter than Heron", ("Dunlin", "Wren")),
        ("boats longer than Petrel", ("Gannet",)),
        ("Which boats are cheaper than Dunlin?", ("Wren",)),
    ],
)
def test_rows_are_compared_with_a_named_row(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = asked.plan.filters
    assert isinstance(kept, Against)
    assert kept.function is None


@pytest.mark.parametrize(
    ("question", "column", "comparison"),
    [
        ("Which members joined after Ada Frost?", "joined_on", ">"),
        ("Which members joined before Hugo Lind?", "joined_on", "<"),
    ],
)
def test_dates_are_compared_with_that_of_a_named_row(marina: Ask, question: str, column: str, comparison: str) -> None:
    (kept,) = (c for c in marina(question).plan.filters if isinstance(c, Against))
    assert (kept.attribute.column[1], kept.comparison) == (column, comparison)


@pytest.mark.parametrize(
    ("question", "comparison"),
    [("比韩立冬工资高的员工", ">"), ("工资比韩立冬高的员工有哪些？", ">"), ("工资比韩立冬低的员工", "<")],
)
def test_chinese_rows_are_compared_with_a_named_row(teahouse: Ask, question: str, comparison: str) -> None:
    (kept,) = (c for c in teahouse(question).plan.filters if isinstance(c, Against))
    assert (kept.attribute.column, kept.comparison) == (("员工", "工资"), comparison)
    (inner,) = kept.filters
    assert isinstance(inner, Filter)
    assert inner.test.column == ("员工", "姓名")


@pytest.mark.parametrize(
    ("question", "comparison"),
    [
        ("boats whose price is above the average", ">"),
        ("boats with a price below the average price", "<"),
        ("Which boats are longer than the average length?", ">"),
    ],
)
def test_rows_are_compared_with_the_average(marina: Ask, question: str, comparison: str) -> None:
    (kept,) = marina(question).plan.filters
    assert isinstance(kept, Against)
    assert (kept.function, kept.comparison) == ("avg", comparison)


@pytest.mark.parametrize(
    ("question", "column", "comparison"),
    [
        ("高于平均工资的员工", "工资", ">"),
        ("工资低于平均工资的员工", "工资", "<"),
        ("单价低于平均单价的商品", "单价", "<"),
    ],
)
def test_chinese_rows_are_compared_with_the_average(teahouse: Ask, question: str, column: str, comparison: str) -> None:
    (kept,) = teahouse(question).plan.filters
    assert isinstance(kept, Against)
    assert (kept.function, kept.attribute.column[1], kept.comparison) == ("avg", column, comparison)


@pytest.mark.parametrize(
    ("question", "names", "pattern"),
    [
        ('members whose name starts with "A"', ("Ada Frost",), "'A%'"),
        ("Which members have a name starting with H?", ("Hugo Lind",), "'H%'"),
        ('members whose name contains "or"', ("Nora Quill", "Paul Okoro"), "'%or%'"),
        ('boats whose name ends with "n"', ("Heron", "Dunlin", "Wren"), "'%n'"),
        ('boats whose name does not contain "e"', ("Dunlin",), "NOT"),
    ],
)
def test_texts_are_tested_by_a_part_of_them(marina: Ask, question: str, names: tuple[str, ...], pattern: str) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    assert pattern in asked.best.sql


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("姓名以白开头的顾客", ("白若溪", "白一鸣")),
        ("姓白的顾客", ("白若溪", "白一鸣")),
        ("名称包含“小”的商品", ("正山小种",)),
        ("名称包含“春”的商品", ("碧螺春",)),
    ],
)
def test_chinese_texts_are_tested_by_a_part_of_them(teahouse: Ask, question: str, names: tuple[str, ...]) -> None:
    assert teahouse(question).shows(*names)


@pytest.mark.parametrize("mark", ["%", "_", "!"])
def test_wildcards_in_a_text_stand_for_themselves(marina: Ask, mark: str) -> None:
    asked = marina(f'boats whose name contains "{mark}"')
    assert asked.rows == []
    assert f"'%!{mark}%' ESCAPE '!'" in asked.best.sql


def test_a_quote_in_a_text_ends_no_literal(marina: Ask) -> None:
    assert marina("""boats whose name contains "o'n" """).rows == []
