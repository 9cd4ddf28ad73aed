"""What was not used, what was taken for granted and what a database holds is said in the question's language."""

import datetime as dt

import pytest

from chains.text2sql.composition.interpret import Interpretation, Interpreter
from chains.text2sql.execution.deciding import Decision
from chains.text2sql.linking.linked import LinkedQuestion, link_question
from chains.text2sql.presentation.notices import not_held, notice_of
from tools.databases import ReadOnlyDatabase

Opened = dict[str, ReadOnlyDatabase]


def linked(question: str, database: ReadOnlyDatabase) -> LinkedQuestion:
    return link_question(question, database, None, None, dt.date(2026, 5, 4))


def about(question: str, database: ReadOnlyDatabase) -> Interpretation:
    return Interpreter(linked(question, database), database).interpretations()[0]


def spans(question: str, *words: str) -> tuple[tuple[int, int], ...]:
    return tuple((question.index(w), question.index(w) + len(w)) for w in words)


def test_nothing_is_said_where_everything_was_used(opened: Opened) -> None:
    assert notice_of(linked("How many boats?", opened["MARINA"]), Decision(None)) == ""
    assert notice_of(linked("有几家门店？", opened["TEAHOUSE"]), Decision(None)) == ""


def test_words_that_were_not_used_are_said(opened: Opened) -> None:
    question = "blue boats with sails"
    decision = Decision(None, left=spans(question, "blue", "sails"))
    notice = notice_of(linked(question, opened["MARINA"]), decision)
    assert notice == "I could not use: blue, sails. The answer leaves it out."


def test_chinese_words_that_were_not_used_are_said(opened: Opened) -> None:
    question = "有空调和停车场的门店"
    decision = Decision(None, left=spans(question, "空调", "停车场"))
    notice = notice_of(linked(question, opened["TEAHOUSE"]), decision)
    assert notice == "没有用上：空调、停车场。回答没有考虑它。"


def test_neighbours_are_said_as_one(opened: Opened) -> None:
    question = "members with a driving licence"
    decision = Decision(None, left=spans(question, "driving", "licence"))
    assert "driving licence." in notice_of(linked(question, opened["MARINA"]), decision)


def test_a_word_is_said_once_however_often_it_stands(opened: Opened) -> None:
    question = "blue boats and blue ports"
    decision = Decision(None, left=((0, 4), (15, 19)))
    assert notice_of(linked(question, opened["MARINA"]), decision).count("blue") == 1


@pytest.mark.parametrize(
    ("assumption", "sentence"),
    [
        ("date:rentals.started_at", "Dates are read by started at."),
        ("tie:speak", "I took “speak” for what ties them together."),
        ("meaning:boats.kind:sort", "I read “sort” as kind."),
        ("meaning:boats:vessels", "I read “vessels” as boats."),
        ("column:members.city:ports.country:Lisbon", "Lisbon is looked for in city; country holds it too."),
        ("cents:rentals.fee:cents", "Fee is kept in cents."),
        ("another:thing", ""),
    ],
)
def test_what_was_taken_for_granted_is_said(assumption: str, sentence: str, opened: Opened) -> None:
    decision = Decision(None, assumed=(assumption,))
    said = notice_of(linked("How many boats?", opened["MARINA"]), decision)
    assert said.casefold() == sentence.casefold()


@pytest.mark.parametrize(
    ("assumption", "sentence"),
    [
        ("date:t_sowing.sown_on", "时间按播种日期计算。"),
        ("tie:种着", "“种着”只当作两者的联系。"),
        ("meaning:t_plant.family:种属", "“种属”理解为科属。"),
        ("meaning:t_plant:花草", "“花草”理解为植物。"),
        ("column:t_plant.plant_name:t_plant.family:月季", "月季按植物名称查找；科属里也有。"),
    ],
)
def test_what_was_taken_for_granted_is_said_in_chinese(assumption: str, sentence: str, opened: Opened) -> None:
    decision = Decision(None, assumed=(assumption,))
    assert notice_of(linked("有几种植物？", opened["NURSERY"]), decision) == sentence


def test_assumptions_come_once_and_behind_what_was_left_over(opened: Opened) -> None:
    question = "blue boats"
    decision = Decision(None, left=spans(question, "blue"), assumed=("tie:speak", "tie:speak"))
    said = notice_of(linked(question, opened["MARINA"]), decision)
    assert said.startswith("I could not use: blue.")
    assert said.count("speak") == 1


def test_what_the_database_does_not_hold_is_said_beside_what_the_table_holds(opened: Opened) -> None:
    question = "boats with a blue hull"
    marina = opened["MARINA"]
    decision = Decision(None, about("boats", marina), spans(question, "blue", "hull"))
    said = not_held(linked(question, marina), decision)
    assert said.startswith("This database does not say: blue hull.")
    assert "Boats holds:" in said
    assert "price" in said


def test_what_a_chinese_table_holds_is_said_by_its_comments(opened: Opened) -> None:
    question = "有毒的植物"
    nursery = opened["NURSERY"]
    decision = Decision(None, about("植物", nursery), spans(question, "毒"))
    said = not_held(linked(question, nursery), decision)
    assert said.startswith("这个数据库里没有：毒。")
    assert "植物包含：" in said
    assert "科属" in said


def test_the_tables_are_said_where_the_question_names_none(opened: Opened) -> None:
    question = "hats"
    decision = Decision(None, left=spans(question, "hats"))
    said = not_held(linked(question, opened["MARINA"]), decision)
    assert said.startswith("This database does not say: hats. It holds: ")
    assert "boats" in said
    assert "skills" in said
    chinese = not_held(linked("帽子", opened["TEAHOUSE"]), Decision(None, left=((0, 2),)))
    assert chinese.startswith("这个数据库里没有：帽子。数据库里有：")
    assert "门店、" in chinese
