"""Rows of other tables: with, without, so many of them, one of each; roles of keys to the same table and to others."""

import pytest

from chains.text2sql.generation.plan import Filter, Related
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("members with more than 2 rentals", ("Tomas Reed",)),
        ("Which members have exactly two skills?", ("Nora Quill", "Hugo Lind")),
        ("members with at least one rental", ("Tomas Reed", "Ada Frost", "Mina Sato", "Paul Okoro")),
        ("boats with two or more rentals", ("Heron", "Petrel", "Dunlin")),
    ],
)
def test_rows_with_so_many_others_are_kept(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    asked = marina(question)
    assert asked.shows(*names)
    (kept,) = asked.plan.filters
    assert isinstance(kept, Related)
    assert kept.count is not None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("members with fewer than 2 rentals", ("Nora Quill", "Hugo Lind", "Paul Okoro")),
        ("members with at most one rental", ("Nora Quill", "Hugo Lind", "Paul Okoro")),
    ],
)
def test_rows_with_none_pass_fewer_than(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("订单超过2个的顾客", ("白若溪",)),
        ("至少有2个订单的门店", ("松涛店", "听雨店", "望湖店")),
        ("有订单的顾客有几位？", (4,)),
        ("订单少于2个的顾客", ("孟凡", "白一鸣", "施雨桐", "龙腾飞")),
    ],
)
def test_rows_with_so_many_others_are_kept_in_chinese(teahouse: Ask, question: str, names: tuple[object, ...]) -> None:
    assert teahouse(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which members know navigation?", ("Nora Quill", "Tomas Reed", "Hugo Lind")),
        ("members who know rigging or knots", ("Nora Quill", "Mina Sato")),
        ("members who know both navigation and first aid", ("Hugo Lind",)),
        ("members who know navigation and rigging", ("Nora Quill",)),
    ],
)
def test_a_cell_two_tables_away_is_reached_over_the_link_table(
    marina: Ask, question: str, names: tuple[str, ...]
) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("白若溪买了哪些商品？", ("明前龙井", "陈年熟普", "茉莉香片")),
        ("白若溪的订单有几个？", (3,)),
    ],
)
def test_a_cell_several_tables_away_is_reached(teahouse: Ask, question: str, names: tuple[object, ...]) -> None:
    assert teahouse(question).shows(*names)


def test_a_cell_several_tables_away_is_reached_over_names_alone(farm: Ask, nursery: Ask) -> None:
    assert farm("harvests of barley").shows(1, 4)
    assert nursery("播种过月季的温室").shows("东一棚", "东二棚")
    assert nursery("东一棚种了哪些植物？").shows("绣球", "月季")


@pytest.mark.parametrize("question", ["members who know navigation", "members with closed rentals"])
def test_no_row_is_doubled_by_many_matches(marina: Ask, question: str) -> None:
    rows = marina(question).rows
    assert len(rows) == len(set(rows))
    assert rows


def test_two_values_of_many_rows_are_two_rows_one_value_each_is_one(marina: Ask) -> None:
    both = marina("members who know both navigation and first aid").plan
    either = marina("members who know rigging or knots").plan
    assert [isinstance(c, Related) for c in both.filters] == [True, True]
    assert len(either.filters) == 1


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who owns Gannet?", ("Hugo Lind",)),
        ("boats owned by Nora Quill", ("Heron", "Dunlin")),
        ("Who is the owner of Osprey?", ("Ada Frost",)),
    ],
)
def test_a_key_is_followed_from_both_sides(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("trips from Ostby", (1, 4)),
        ("trips to Ostby", (2,)),
        ("How many trips went from Ostby to Carrick?", (1,)),
        ("trips from Vela Luka to Carrick", (3,)),
    ],
)
def test_two_roles_of_one_table_are_told_apart(marina: Ask, question: str, names: tuple[int, ...]) -> None:
    assert marina(question).shows(*names)


def test_each_role_is_joined_by_its_own_key(marina: Ask) -> None:
    filters = marina("trips from Ostby to Carrick").plan.filters
    keys = [c.path[0].here[1] for c in filters if isinstance(c, Filter)]
    assert keys == ["from_port_id", "to_port_id"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who sponsors Ada Frost?", ("Nora Quill",)),
        ("Who is the sponsor of Paul Okoro?", ("Hugo Lind",)),
    ],
)
def test_a_key_to_the_same_table_names_its_other_row(marina: Ask, question: str, names: tuple[str, ...]) -> None:
    assert marina(question).shows(*names)


def test_rows_stay_where_a_key_to_the_same_table_is_empty(marina: Ask) -> None:
    assert marina("sponsor of each member").shows(
        ("Nora Quill", None), ("Tomas Reed", "Nora Quill"), ("Ada Frost", "Nora Quill"), ("Hugo Lind", "Tomas Reed"),
        ("Mina Sato", None), ("Paul Okoro", "Hugo Lind"),
    )  # fmt: skip


def test_members_whose_sponsor_is_named(marina: Ask) -> None:
    assert marina("members whose sponsor is Nora Quill").shows("Tomas Reed", "Ada Frost")
