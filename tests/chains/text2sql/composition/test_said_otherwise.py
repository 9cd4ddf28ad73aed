"""The same kinds of questions in the words that people use for them: every word has its part, none is dropped."""

import pytest

from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members joined after Ada Frost?", ["Hugo Lind", "Mina Sato", "Paul Okoro"]),
        ("Which members joined before Hugo Lind?", ["Nora Quill", "Tomas Reed", "Ada Frost"]),
        ("boats whose price is above the average", ["Petrel", "Gannet"]),
        ("boats with a price below the average price", ["Heron", "Dunlin", "Wren", "Osprey"]),
        ("members older than Hugo Lind", ["Nora Quill"]),
        ("members younger than Paul Okoro", ["Ada Frost", "Mina Sato"]),
        ("members born after 1990", ["Ada Frost", "Mina Sato"]),
        ("boats built after 2004", ["Petrel", "Dunlin", "Gannet", "Wren"]),
        ("boats built between 2000 and 2011", ["Petrel", "Dunlin", "Osprey"]),
        ("members without skills", ["Paul Okoro"]),
        ("Which members are sponsored by Nora Quill?", ["Tomas Reed", "Ada Frost"]),
        ("Who joined first?", ["Nora Quill"]),
        ("the newest member", ["Paul Okoro"]),
        ("the cheapest ketch", ["Osprey"]),
        ("the most expensive sloop", ["Heron"]),
    ],
)
def test_rows_are_found_however_they_are_asked_for(marina: Ask, question: str, names: list[str]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("比韩立冬工资高的员工", ["方晓岚", "卢雪梅", "钱思远"]),
        ("工资比魏子航高的员工有哪些？", ["方晓岚", "韩立冬", "卢雪梅", "钱思远"]),
        ("高于平均工资的员工", ["方晓岚", "卢雪梅"]),
        ("单价低于平均单价的商品", ["正山小种", "碧螺春", "茉莉香片"]),
        ("没有库存的商品", ["正山小种"]),
        ("名称以普结尾的商品", ["陈年熟普"]),
        ("韩立冬的经理是谁？", ["方晓岚"]),
        ("经理是方晓岚的员工", ["韩立冬", "钱思远"]),
        ("方晓岚是谁的经理？", ["韩立冬", "钱思远"]),
        ("2025年有订单的顾客", ["白若溪", "孟凡"]),
        ("最便宜的商品是什么？", ["茉莉香片"]),
    ],
)
def test_chinese_rows_are_found_however_they_are_asked_for(teahouse: Ask, question: str, cells: list[object]) -> None:
    assert teahouse(question).shows(*cells)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("top 3 boats by price", ["Gannet", "Petrel", "Osprey"]),
        ("top 2 members by annual fee", ["Nora Quill", "Hugo Lind"]),
        ("top 2 boats by length", ["Gannet", "Petrel"]),
    ],
)
def test_the_top_by_a_column_are_in_its_order(marina: Ask, question: str, names: list[str]) -> None:
    assert marina(question).shows_in_order(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("单价前2的商品", ["陈年熟普", "明前龙井"]),
        ("员工按工资降序排列", ["方晓岚", "卢雪梅", "钱思远", "韩立冬", "魏子航"]),
    ],
)
def test_the_chinese_top_are_in_its_order(teahouse: Ask, question: str, names: list[str]) -> None:
    assert teahouse(question).shows_in_order(*names)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("minimum, maximum and average fee", [(120, 900, 365)]),
        ("the average and the highest price of boats", [(71900, 210000)]),
        ("How many different cities do members come from?", [4]),
        ("number of members by city, highest first", [("Lisbon", 2), ("Bergen", 2), ("Split", 1), ("Cork", 1)]),
        ("number of rentals per status, highest first", [("closed", 5), ("open", 2), ("cancelled", 1)]),
        ("average fee of rentals by month of 2024", [(2024, 2, 225), (2024, 5, 520)]),
        (
            "number of rentals by status and year",
            [("cancelled", 2025, 1), ("closed", 2024, 3), ("closed", 2025, 2), ("open", 2026, 2)],
        ),
    ],
)
def test_amounts_are_found_however_they_are_asked_for(marina: Ask, question: str, rows: list[object]) -> None:
    assert marina(question).shows(*rows)


def test_groups_are_sorted_by_their_amount(marina: Ask) -> None:
    assert marina("number of rentals per status, highest first").shows_in_order(
        ("closed", 5), ("open", 2), ("cancelled", 1)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("平均工资是多少？", [(7320,)]),
        ("订单总金额是多少？", [(1589,)]),
        ("2025年的订单总金额是多少？", [(984,)]),
        ("最高工资是多少？", [(9800,)]),
        ("最高工资和最低工资", [(9800, 4700)]),
        ("每家门店有多少订单？", [("松涛店", 2), ("听雨店", 2), ("望湖店", 2), ("竹影店", 0)]),
        ("按月统计订单金额", [(2025, 1, 464), (2025, 2, 520), (2026, 3, 145), (2026, 4, 460)]),
    ],
)
def test_chinese_amounts_are_found_however_they_are_asked_for(
    teahouse: Ask, question: str, rows: list[tuple[object, ...]]
) -> None:
    asked = teahouse(question)
    assert asked.shows(*rows)
    assert len(asked.rows[0]) == len(rows[0])
