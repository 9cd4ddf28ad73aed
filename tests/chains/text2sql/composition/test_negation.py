"""A negation reaches what it stands before: one test, a whole list, a table; 以外 reaches what stands before it."""

import pytest

from chains.text2sql.generation.plan import Filter, Related
from chains.text2sql.linking import filters
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members do not live in Lisbon?", ("Tomas Reed", "Hugo Lind", "Mina Sato", "Paul Okoro")),
        ("members who aren't from Lisbon", ("Tomas Reed", "Hugo Lind", "Mina Sato", "Paul Okoro")),
        ("Which rentals are not closed?", (5, 7, 8)),
        ("boats that are not sloops", ("Petrel", "Gannet", "Wren", "Osprey")),
    ],
)
def test_not_denies_the_test_behind_it(marina: Ask, question: str, names: tuple[object, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members do not live in Lisbon or Bergen?", ("Hugo Lind", "Paul Okoro")),
        ("members who live in neither Lisbon nor Bergen", ("Hugo Lind", "Paul Okoro")),
        ("members not from Lisbon, Bergen or Cork", ("Hugo Lind",)),
        ("Which boats are neither sloops nor ketches?", ("Gannet", "Wren")),
        ("boats that are not sloops, ketches or dinghies", ("Gannet",)),
        ("Which rentals are neither open nor cancelled?", (1, 2, 3, 4, 6)),
    ],
)
def test_a_negation_reaches_the_whole_list(marina: Ask, question: str, names: tuple[object, ...]) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = asked.plan.filters
    assert isinstance(kept, Filter)
    assert isinstance(kept.test, filters.Test)
    assert kept.test.operator == "not in"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("不在杭州的门店有哪些？", ("听雨店", "竹影店")),
        ("不是绿茶的商品", ("正山小种", "陈年熟普", "茉莉香片")),
        ("既不是绿茶也不是红茶的商品", ("陈年熟普", "茉莉香片")),
        ("不在杭州或苏州的顾客", ("施雨桐", "龙腾飞")),
    ],
)
def test_chinese_negations_reach_the_whole_list(teahouse: Ask, question: str, names: tuple[str, ...]) -> None:
    assert teahouse(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("all members except those in Cork", ("Nora Quill", "Tomas Reed", "Ada Frost", "Hugo Lind", "Mina Sato")),
        ("boats other than dinghies", ("Heron", "Petrel", "Dunlin", "Gannet", "Osprey")),
        ("members outside Lisbon", ("Tomas Reed", "Hugo Lind", "Mina Sato", "Paul Okoro")),
        ("boats excluding sloops and ketches", ("Gannet", "Wren")),
    ],
)
def test_an_exception_leaves_rows_out(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("除了杭州以外的门店", ("听雨店", "竹影店")),
        ("除杭州外的门店", ("听雨店", "竹影店")),
        ("除了绿茶和红茶之外的商品", ("陈年熟普", "茉莉香片")),
    ],
)
def test_a_chinese_exception_stands_around_or_behind_its_list(
    teahouse: Ask, question: str, names: tuple[str, ...]
) -> None:
    assert teahouse(question).shows(*names)


def test_a_negation_does_not_reach_past_but(marina: Ask) -> None:
    assert marina("Which members come from Lisbon but are not instructors?").shows("Ada Frost")
    assert marina("members who are not instructors but live in Bergen").shows("Tomas Reed", "Mina Sato")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members have no rentals?", ("Nora Quill", "Hugo Lind")),
        ("members without any rentals", ("Nora Quill", "Hugo Lind")),
        ("Which boats have no trips?", ("Dunlin", "Wren", "Osprey")),
        ("ports without trips", ()),
    ],
)
def test_a_denied_table_keeps_the_rows_without_it(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = asked.plan.filters
    assert isinstance(kept, Related)
    assert kept.negated


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("没有订单的顾客", ("龙腾飞",)),
        ("从没下过订单的顾客有哪些？", ("龙腾飞",)),
        ("没有员工的门店", ("竹影店",)),
        ("没有订单的门店有几家？", (1,)),
    ],
)
def test_a_denied_chinese_table_keeps_the_rows_without_it(
    teahouse: Ask, question: str, names: tuple[object, ...]
) -> None:
    assert teahouse(question).shows(*names)


def test_a_denied_table_needs_no_foreign_keys(farm: Ask, nursery: Ask) -> None:
    assert farm("Which fields have never been harvested?").shows("Old Quarry")
    assert farm("fields without harvests").shows("Old Quarry")
    assert farm("Which crops have no harvest?").shows("lentil")
    assert nursery("没有播种记录的植物").shows("铁线莲")


def test_rows_without_a_value_pass_neither_a_test_nor_its_opposite(farm: Ask) -> None:
    assert farm("harvests with good quality").shows(1, 3)
    assert farm("harvests that are not good").shows(2, 4)


def test_denied_rows_of_another_table_are_not_rows_with_another_value(marina: Ask) -> None:
    """Hugo knows first aid, too: he is left out, not kept for his navigation."""
    assert marina("members who do not know first aid").shows("Nora Quill", "Tomas Reed", "Mina Sato", "Paul Okoro")
    assert marina("members with the skill navigation but not first aid").shows("Nora Quill", "Tomas Reed")


def test_a_negation_that_reaches_nothing_is_left_over(marina: Ask) -> None:
    asked = marina("members who are not purple")
    assert "not" in " ".join(asked.left)
    assert asked.best.composition.cost > 2
