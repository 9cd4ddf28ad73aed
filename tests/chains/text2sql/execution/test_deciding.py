"""What was composed answers where every word has its part; else the ranked query answers with a notice, or nothing."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from chains.text2sql import answer_question
from chains.text2sql.composition.interpret import Interpreter
from chains.text2sql.examples import Solved
from chains.text2sql.execution.deciding import Decision, decide, lies_within
from chains.text2sql.execution.outcome import Attempt, Declined, SqlAnswer
from chains.text2sql.linking.linked import LinkedQuestion, link_question
from chains.text2sql.protocols import Rows
from tests.chains.text2sql.composition.reading import TODAY
from tools.databases import ReadOnlyDatabase
from tools.errors import QueryError

Opened = dict[str, ReadOnlyDatabase]


class Failing:
    """A database on which the statements of a list fail."""

    def __init__(self, database: ReadOnlyDatabase, broken: list[str]) -> None:
        self._database = database
        self._broken = broken
        self.ran: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def query(self, sql: str) -> Rows:
        self.ran.append(sql)
        if sql in self._broken:
            raise QueryError("no such thing")
        return self._database.query(sql)


def linked(question: str, database: Any) -> LinkedQuestion:
    return link_question(question, database, None, None, TODAY)


def decided(question: str, database: Any, attempts: list[Attempt] | None = None, *, fits: bool = True) -> Decision:
    return decide(linked(question, database), Solved(), database, attempts if attempts is not None else [], fits=fits)


def answered(question: str, database: ReadOnlyDatabase, today: dt.date = TODAY) -> SqlAnswer | Declined | None:
    return asyncio.run(answer_question(question, database, today=today))


def rows_of(question: str, database: ReadOnlyDatabase) -> list[list[Any]]:
    answer = answered(question, database)
    assert isinstance(answer, SqlAnswer)
    return answer.rows


# which query answers


@pytest.mark.parametrize(
    ("database", "question", "cells"),
    [
        ("MARINA", "How many boats are sloops?", [[2]]),
        ("MARINA", "Which boats have no trips?", [["Dunlin"], ["Wren"], ["Osprey"]]),
        ("TEAHOUSE", "杭州有几家门店？", [[2]]),
        ("TEAHOUSE", "没有订单的顾客", [["龙腾飞"]]),
        ("FARM", "Which crops have no harvest?", [["lentil"]]),
        ("NURSERY", "没有播种记录的植物", [["铁线莲"]]),
    ],
)
def test_a_composition_that_leaves_nothing_over_answers(
    database: str, question: str, cells: list[list[Any]], opened: Opened
) -> None:
    assert lies_within(cells, rows_of(question, opened[database]))


def test_a_composed_answer_is_said_in_words_of_its_plan_and_has_headings(opened: Opened) -> None:
    answer = answered("How many rentals does each boat have?", opened["MARINA"])
    assert isinstance(answer, SqlAnswer)
    assert len(answer.columns) == len(answer.rows[0]) == len(set(answer.columns))
    assert answer.reading
    assert answer.notice == ""
    assert 0.5 <= answer.confidence <= 1
    assert answer.attempts == []


def test_a_composed_chinese_answer_is_said_in_chinese(opened: Opened) -> None:
    answer = answered("每个职位的平均工资", opened["TEAHOUSE"])
    assert isinstance(answer, SqlAnswer)
    assert "平均工资" in answer.columns[-1]
    assert "职位" in answer.reading


def test_an_enumerated_query_that_agrees_is_the_one_that_is_shown(opened: Opened) -> None:
    decision = decided("How many boats are there?", opened["MARINA"])
    assert decision.chosen is not None
    assert decision.chosen.candidate is not None
    assert decision.chosen.rows.rows == [[6]]
    assert decision.interpretation is not None


def test_a_composition_that_no_enumerated_query_agrees_with_is_shown_itself(opened: Opened) -> None:
    decision = decided("members who know both navigation and first aid", opened["MARINA"])
    assert decision.chosen is not None
    assert decision.chosen.candidate is None
    assert [row[0] for row in decision.chosen.rows.rows] == ["Hugo Lind"]
    assert decision.chosen.rows.sql


def test_an_empty_result_of_a_composition_is_an_answer(opened: Opened) -> None:
    decision = decided("rentals in 2019", opened["MARINA"])
    assert decision.chosen is not None
    assert decision.chosen.rows.rows == []
    answer = answered("rentals in 2019", opened["MARINA"])
    assert isinstance(answer, SqlAnswer)
    assert answer.sentence == "No rows match."
    empty = answered("2019年的订单", opened["TEAHOUSE"])
    assert isinstance(empty, SqlAnswer)
    assert empty.sentence == "没有找到符合条件的记录。"


def test_surer_compositions_are_more_confident(opened: Opened) -> None:
    sure = decided("How many boats are there?", opened["MARINA"]).chosen
    tied = decided("members who speak navigation", opened["MARINA"]).chosen
    assert sure is not None
    assert tied is not None
    assert sure.confidence > tied.confidence


# errors


def test_the_error_of_a_first_composition_is_an_attempt_and_the_next_one_answers(opened: Opened) -> None:
    question = "number of closed rentals per member"
    marina = opened["MARINA"]
    found = Interpreter(linked(question, marina), marina).interpretations()
    attempts: list[Attempt] = []
    database = Failing(marina, [found[0].sql])
    decision = decided(question, database, attempts)
    assert attempts == [Attempt(found[0].sql, "no such thing")]
    assert decision.chosen is not None
    assert database.ran[0] == found[0].sql
    assert len(database.ran) > 1


def test_an_error_of_the_database_is_raised_when_nothing_ran(opened: Opened) -> None:
    class Broken(Failing):
        def query(self, sql: str) -> Rows:
            raise QueryError("the disk is gone")

    attempts: list[Attempt] = []
    with pytest.raises(QueryError, match="the disk is gone"):
        decided("How many boats are sloops?", Broken(opened["MARINA"], []), attempts)
    assert attempts


# what is left over


@pytest.mark.parametrize(
    ("database", "question", "word"),
    [
        ("MARINA", "members who play chess", "chess"),
        ("MARINA", "boats with a blue hull", "blue hull"),
        ("MARINA", "the favourite colour of Ada Frost", "favourite colour"),
        ("TEAHOUSE", "顾客的生日是哪天？", "生日"),
        ("TEAHOUSE", "有空调的门店", "空调"),
        ("TEAHOUSE", "会开车的员工", "开车"),
        ("FARM", "fields with irrigation", "irrigation"),
        ("NURSERY", "哪些植物有毒？", "毒"),
    ],
)
def test_what_the_database_does_not_hold_is_declined_with_what_it_does_hold(
    database: str, question: str, word: str, opened: Opened
) -> None:
    answer = answered(question, opened[database])
    assert isinstance(answer, Declined)
    first, second = answer.sentence.split("。" if database in ("TEAHOUSE", "NURSERY") else ". ", 1)
    assert word in first
    assert second


@pytest.mark.parametrize(
    ("database", "question"),
    [
        ("MARINA", "What is the weather tomorrow?"),
        ("MARINA", "Who won the football match?"),
        ("FARM", "Write me a poem about spring"),
        ("TEAHOUSE", "明天天气怎么样？"),
        ("TEAHOUSE", "你好"),
        ("NURSERY", "讲个笑话"),
    ],
)
def test_a_question_of_something_else_is_not_answered(database: str, question: str, opened: Opened) -> None:
    assert not isinstance(answered(question, opened[database]), SqlAnswer)


def test_a_word_that_is_left_over_of_many_is_said_beside_the_answer(opened: Opened) -> None:
    question = "List the name, the kind, the price and the length of all blue boats that are ketches"
    decision = decided(question, opened["MARINA"])
    answer = answered(question, opened["MARINA"])
    assert [question[a:b] for a, b in decision.left] == ["blue"]
    assert isinstance(answer, SqlAnswer)
    assert "blue" in answer.notice


def test_nothing_is_chosen_where_the_question_does_not_fit(opened: Opened) -> None:
    decision = decided("What colour is the purple elephant of the hull?", opened["MARINA"], fits=False)
    assert decision.chosen is None


# the same rows


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        ([], [], True),
        ([[1]], [[1]], True),
        ([[1]], [[2]], False),
        ([["a"]], [["a", 1]], True),
        ([["a", 1]], [["a"]], False),
        ([["a"], ["b"]], [["b", 1], ["a", 2]], True),
        ([["a"], ["a"]], [["a"], ["b"]], False),
        ([["a"]], [["a"], ["b"]], False),
        ([[1, 1]], [[1, 2]], False),
        ([[1, 1]], [[1, 1, 3]], True),
        ([[None]], [[None, "x"]], True),
    ],
)
def test_rows_lie_within_others_cell_by_cell(narrow: list[list[Any]], wide: list[list[Any]], expected: bool) -> None:
    assert lies_within(narrow, wide) is expected
