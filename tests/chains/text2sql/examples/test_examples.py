"""Solved questions teach their database: the same query with other values, other columns, or the same shape."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import pytest

from chains.text2sql import Declined, Example, SqlAnswer, answer_question
from chains.text2sql.examples import Solved, consult, nearest
from chains.text2sql.linking.linked import link_question
from tools.databases import ReadOnlyDatabase

OPERATING = Example(
    "How many substations in Riverside are really at work?",
    "SELECT COUNT(*) FROM substations AS s JOIN regions AS r ON s.region_id = r.region_id "
    "WHERE r.name_en = 'Riverside' AND s.built_year > 1951",
)


def ask(database: ReadOnlyDatabase, question: str, examples: Sequence[Example] = ()) -> SqlAnswer | Declined | None:
    return asyncio.run(answer_question(question, database, examples=examples, today=dt.date(2025, 12, 31)))


def adapted(database: ReadOnlyDatabase, question: str, *examples: Example) -> list[str]:
    linked = link_question(question, database, None, None, dt.date(2025, 12, 31))
    return [a.sql for a in consult(linked, examples, database.values(), database.dialect).adapted]


def test_the_question_that_was_solved_gets_its_query(demo: ReadOnlyDatabase) -> None:
    odd = Example("What does everybody here earn together?", "SELECT 7 * COUNT(*) FROM employees")
    answer = ask(demo, "what does everybody here earn together", [odd])
    assert answer is not None
    assert answer.query.startswith("SELECT 7 * COUNT(*)")
    assert answer.confidence > 0.5
    assert odd.question in answer.reading


def test_without_examples_the_same_question_is_read_otherwise(demo: ReadOnlyDatabase) -> None:
    answer = ask(demo, "what does everybody here earn together")
    assert isinstance(answer, Declined)
    assert "everybody" in answer.sentence


def test_another_value_takes_the_place_of_the_solved_one(demo: ReadOnlyDatabase) -> None:
    answer = ask(demo, "How many substations in East Harbor are really at work?", [OPERATING])
    assert answer is not None
    assert "'East Harbor'" in answer.query
    assert "1951" in answer.query
    assert "Riverside" not in answer.query


def test_values_are_taken_in_their_own_column_only(demo: ReadOnlyDatabase) -> None:
    assert all(
        "'wind'" not in sql for sql in adapted(demo, "How many substations in wind are really at work?", OPERATING)
    )


def test_numbers_and_years_take_each_others_place(demo: ReadOnlyDatabase) -> None:
    example = Example(
        "Which 3 lines opened before 2005?", "SELECT name_en FROM transmission_lines WHERE length_km < 2005 LIMIT 3"
    )
    (sql, *_) = adapted(demo, "Which 5 lines opened before 1999?", example)
    assert sql.endswith("< 1999 LIMIT 5")


def test_both_ends_of_a_range_are_replaced(demo: ReadOnlyDatabase) -> None:
    example = Example(
        "长度在10到20公里的线路", "SELECT name_zh FROM transmission_lines WHERE length_km BETWEEN 10 AND 20"
    )
    (sql, *_) = adapted(demo, "长度在30到45公里的线路", example)
    assert "BETWEEN 30 AND 45" in sql


def test_chinese_values_take_each_others_place(demo: ReadOnlyDatabase) -> None:
    values = demo.values().of("regions", "name_zh")[:2]
    example = Example(
        f"{values[0]}真正在用的变电站有几座",
        "SELECT COUNT(*) FROM substations AS s JOIN regions AS r ON s.region_id = r.region_id "
        f"WHERE r.name_zh = '{values[0]}' AND s.built_year > 1951",
    )
    answer = ask(demo, f"{values[1]}真正在用的变电站有几座", [example])
    assert answer is not None
    assert f"'{values[1]}'" in answer.query
    assert "1951" in answer.query


def test_an_unlike_example_changes_nothing(demo: ReadOnlyDatabase) -> None:
    question = "How many substations are in Riverside?"
    plain, taught = ask(demo, question), ask(demo, question, [Example("List all tariffs.", "SELECT * FROM tariffs")])
    assert plain is not None
    assert taught is not None
    assert taught.query == plain.query


def test_another_extreme_is_another_question(demo: ReadOnlyDatabase) -> None:
    example = Example(
        "Which transmission line is the longest?",
        "SELECT name_en FROM transmission_lines ORDER BY length_km DESC LIMIT 1",
    )
    answer = ask(demo, "Which transmission line is the shortest?", [example])
    assert answer is not None
    assert "DESC" not in answer.query


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT FROM WHERE",
        "DELETE FROM regions",
        "SELECT * FROM gone WHERE x = 'Riverside'",
        "",
        "SELECT * FROM regions WHERE name_en = 'Riverside'; DROP TABLE regions",
        "SELECT ((((((",
        "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT * FROM r) SELECT * FROM r",
    ],
)
def test_a_broken_example_never_breaks_or_writes(demo: ReadOnlyDatabase, sql: str) -> None:
    question = "How many substations are in Riverside?"
    answer = ask(demo, question, [Example(question, sql), Example("How many substations are in East Harbor?", sql)])
    assert answer is not None
    assert answer.rows


def test_the_most_alike_come_first() -> None:
    examples = [Example(q, "SELECT 1") for q in ("List staff.", "How many plants are in Rome?", "哪个电厂最大？")]
    assert nearest("How many plants are in Oslo?", examples, None, 1) == [examples[1]]
    assert nearest("哪个电厂最小？", examples, None, 1) == [examples[2]]


def test_no_examples_cost_nothing(demo: ReadOnlyDatabase) -> None:
    linked = link_question("How many substations are there?", demo, None, None, None)
    assert consult(linked, [], demo.values(), demo.dialect) == Solved()
