"""Whose rows a question is about: its head noun, in English the first, in Chinese the last; people for "who"."""

import pytest

from chains.text2sql.composition.interpret import Interpreter
from chains.text2sql.linking.linked import link_question
from tests.chains.text2sql.composition.conftest import Ask
from tests.chains.text2sql.composition.reading import TODAY
from tools.databases import ReadOnlyDatabase


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Which members have rentals?", "members"),
        ("rentals of members from Lisbon", "rentals"),
        ("How many trips did each boat make?", "boats"),
        ("number of rentals per boat", "rentals"),
        ("Who has rentals?", "members"),
        ("boats with trips to Carrick", "boats"),
        ("What is the price of Osprey?", "boats"),
    ],
)
def test_the_head_noun_is_the_subject(marina: Ask, question: str, subject: str) -> None:
    assert marina(question).plan.subject == subject


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("有订单的顾客", "顾客"),
        ("杭州顾客的订单有几个？", "订单"),
        ("员工最多的门店", "门店"),
        ("门店的员工有几位？", "员工"),
        ("谁的工资最高？", "员工"),
        ("碧螺春的单价", "商品"),
    ],
)
def test_the_last_noun_of_a_chinese_chain_is_the_subject(teahouse: Ask, question: str, subject: str) -> None:
    assert teahouse(question).plan.subject == subject


@pytest.mark.parametrize(
    ("question", "subject"),
    [("How many harvests were good?", "harvests"), ("crops with harvests", "crops"), ("loamy fields", "fields")],
)
def test_the_subject_needs_no_foreign_keys(farm: Ask, question: str, subject: str) -> None:
    assert farm(question).plan.subject == subject


def test_a_comment_names_the_subject(nursery: Ask) -> None:
    assert nursery("有哪些温室？").plan.subject == "t_greenhouse"
    assert nursery("单价最高的植物").plan.subject == "t_plant"


@pytest.mark.parametrize(
    ("table", "is_people"), [("members", True), ("boats", False), ("rentals", False), ("member_skills", False)]
)
def test_tables_of_people_are_known_by_their_names(
    opened: dict[str, ReadOnlyDatabase], table: str, is_people: bool
) -> None:
    ground = Interpreter(link_question("Who is it?", opened["MARINA"], None, None, TODAY), opened["MARINA"]).ground
    assert ground.is_of_people(table) is is_people


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [
        ("MARINA", "members", "birth_date"),
        ("MARINA", "boats", None),
        ("TEAHOUSE", "员工", None),
    ],
)
def test_the_birth_of_people_is_known_by_its_name(
    name: str, table: str, column: str | None, opened: dict[str, ReadOnlyDatabase]
) -> None:
    ground = Interpreter(link_question("?", opened[name], None, None, TODAY), opened[name]).ground
    found = ground.birth_of(table)
    assert (found.name if found is not None else None) == column


@pytest.mark.parametrize(
    ("name", "table", "columns"),
    [
        ("MARINA", "rentals", ["started_at", "due_on", "returned_on"]),
        ("MARINA", "members", ["joined_on", "birth_date"]),
        ("TEAHOUSE", "订单", ["下单时间"]),
        ("NURSERY", "t_sowing", ["sown_on"]),
        ("FARM", "harvests", ["harvested_on"]),
        ("FARM", "fields", []),
    ],
)
def test_the_date_of_a_tables_own_event_comes_first(
    name: str, table: str, columns: list[str], opened: dict[str, ReadOnlyDatabase]
) -> None:
    ground = Interpreter(link_question("?", opened[name], None, None, TODAY), opened[name]).ground
    assert [c.name for _, c in ground.dates_of(table)] == columns


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [("MARINA", "rentals", "due_on"), ("MARINA", "trips", None), ("TEAHOUSE", "订单", None)],
)
def test_the_deadline_of_a_table_is_known_by_its_name(
    name: str, table: str, column: str | None, opened: dict[str, ReadOnlyDatabase]
) -> None:
    ground = Interpreter(link_question("?", opened[name], None, None, TODAY), opened[name]).ground
    found = ground.deadline_of(table)
    assert (found.name if found is not None else None) == column


@pytest.mark.parametrize(
    ("name", "table", "columns"),
    [
        ("MARINA", "boats", ["name"]),
        ("TEAHOUSE", "员工", ["姓名"]),
        ("TEAHOUSE", "商品", ["名称"]),
        ("NURSERY", "t_plant", ["plant_name"]),
        ("FARM", "crops", ["crop_name"]),
    ],
)
def test_a_row_is_named_by_its_name(
    name: str, table: str, columns: list[str], opened: dict[str, ReadOnlyDatabase]
) -> None:
    ground = Interpreter(link_question("?", opened[name], None, None, TODAY), opened[name]).ground
    assert [c.name for c in ground.display_of(table)] == columns


def test_numbers_to_add_up_are_neither_keys_nor_dates(opened: dict[str, ReadOnlyDatabase]) -> None:
    ground = Interpreter(link_question("?", opened["MARINA"], None, None, TODAY), opened["MARINA"]).ground
    amounts = [c.name for c in ground.table("rentals").columns if ground.is_amount(c)]
    assert amounts == ["fee"]
    assert "build_year" not in [c.name for c in ground.table("boats").columns if ground.is_amount(c)]
