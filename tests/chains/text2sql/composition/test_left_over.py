"""What has no part is left over, and costs so much that the composition is not believed; what is assumed is said."""

import pytest

from chains.text2sql.composition.compose import left_words
from chains.text2sql.execution.constants import MOST_COST
from tests.chains.text2sql.composition.conftest import Ask


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("members who play chess", ["play", "chess"]),
        ("boats with a blue hull", ["blue", "hull"]),
        ("Which members have a driving licence?", ["driving", "licence"]),
        ("Which boats sank?", ["sank"]),
        ("rentals in 2025 with insurance", ["insurance"]),
        ("the colour of the boats", ["colour"]),
        ("the favourite colour of Ada Frost", ["favourite", "colour"]),
    ],
)
def test_unknown_words_are_left_over(marina: Ask, question: str, left: list[str]) -> None:
    asked = marina(question)
    assert asked.left == left
    assert not asked.best.composition.is_complete
    assert asked.best.composition.cost > MOST_COST


@pytest.mark.parametrize(
    ("question", "left"),
    [("顾客的生日是哪天？", "生日"), ("会开车的员工", "开车"), ("有空调的门店", "空调"), ("门店的面积", "面积")],
)
def test_unknown_chinese_words_are_left_over(teahouse: Ask, question: str, left: str) -> None:
    asked = teahouse(question)
    assert asked.left == [left]
    assert asked.best.composition.cost > MOST_COST


@pytest.mark.parametrize("question", ["哪些植物有毒？", "有刺的植物"])
def test_one_unknown_ideograph_is_left_over(nursery: Ask, question: str) -> None:
    assert nursery(question).left


@pytest.mark.parametrize("question", ["fields with irrigation", "Which fields are irrigated?"])
def test_unknown_words_are_left_over_without_keys(farm: Ask, question: str) -> None:
    (word,) = farm(question).left
    assert word.startswith("irrigat")


@pytest.mark.parametrize("question", ["What is the weather tomorrow?", "Tell me a joke"])
def test_what_names_nothing_is_not_composed(marina: Ask, question: str) -> None:
    assert not marina(question).found or marina(question).left


def test_what_names_nothing_in_chinese_is_not_composed(teahouse: Ask) -> None:
    assert not teahouse("明天天气怎么样？").found


@pytest.mark.parametrize(
    "question",
    [
        "Could you please tell me which boats we currently have in our system?",
        "Hi, I would like to see all of the boats, thanks",
        "boats",
    ],
)
def test_courtesies_ask_for_nothing(marina: Ask, question: str) -> None:
    assert marina(question).shows("Heron", "Petrel", "Dunlin", "Gannet", "Wren", "Osprey")


@pytest.mark.parametrize("question", ["请问现在有哪些门店？", "麻烦帮我列一下所有的门店", "门店"])
def test_chinese_courtesies_ask_for_nothing(teahouse: Ask, question: str) -> None:
    assert teahouse(question).shows("松涛店", "听雨店", "望湖店", "竹影店")


def test_an_unknown_verb_before_a_cell_is_taken_as_a_tie_and_said(marina: Ask) -> None:
    asked = marina("members who speak navigation")
    assert asked.assumed == ("tie:speak",)
    assert asked.best.composition.cost > marina("members who know navigation").best.composition.cost


def test_an_unknown_word_that_ties_nothing_is_no_tie(marina: Ask) -> None:
    assert marina("purple members").assumed == ()
    assert marina("purple members").left == ["purple"]


def test_a_denial_that_is_left_over_is_dearer_than_a_word(marina: Ask) -> None:
    denied, plain = marina("members who are not purple"), marina("members who are purple")
    assert denied.best.composition.cost >= plain.best.composition.cost + 1


def test_compositions_come_surest_first_and_none_twice(marina: Ask) -> None:
    found = [i.composition for i in marina("How many rentals per boat were closed in 2024?").found]
    assert [c.cost for c in found] == sorted(c.cost for c in found)
    assert len({c.plan for c in found}) == len(found)


def test_every_composition_has_a_query_that_runs(marina: Ask, teahouse: Ask) -> None:
    for ask, question in ((marina, "Which members have the most rentals per city?"), (teahouse, "各门店2025年的订单")):
        asked = ask(question)
        assert asked.found
        for interpretation in asked.found:
            asked.database.query(interpretation.sql)


def test_the_left_words_are_those_of_the_question() -> None:
    assert left_words("a blue  hull", [(2, 6), (6, 8), (8, 12)]) == ["blue", "hull"]
