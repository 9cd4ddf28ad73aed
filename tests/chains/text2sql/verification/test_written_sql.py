"""What a larger model writes is read against the question: one fault is corrected or said, right SQL passes."""

import tomllib
from typing import Any

import pytest

from chains.text2sql import answer_question
from chains.text2sql.execution.outcome import SqlAnswer
from tests.chains.text2sql.verification.conftest import FOLDER, Endpoint
from tools.databases import ReadOnlyDatabase

SCRIPTS = tomllib.loads((FOLDER / "scripts.toml").read_text(encoding="utf-8"))
RIGHT = [(q, sql) for q in SCRIPTS["questions"] for sql in q["right"]]
WRONG = [(q, fault) for q in SCRIPTS["questions"] for fault in q["wrong"]]
Databases = dict[str, ReadOnlyDatabase]
Talk = tuple[Endpoint, Any]


async def asked(question: dict[str, Any], databases: Databases, endpoint: Talk, *script: str) -> SqlAnswer:
    endpoint[0].told(*script)
    answer = await answer_question(
        question["ask"], databases[question["database"]], model=endpoint[1], today=SCRIPTS["today"]
    )
    assert isinstance(answer, SqlAnswer)
    return answer


def test_there_are_scripts_of_each_kind_in_both_languages() -> None:
    assert len(RIGHT) >= 30
    for kind in ("missing", "invented", "inverted"):
        of_kind = [q["database"] for q, fault in WRONG if fault["kind"] == kind]
        assert len(of_kind) >= 10
        assert set(of_kind) == {"pottery", "tea"}


@pytest.mark.parametrize(("question", "sql"), RIGHT, ids=[sql for _, sql in RIGHT])
async def test_right_sql_passes_without_a_word(
    question: dict[str, Any], sql: str, databases: Databases, endpoint: Talk
) -> None:
    answer = await asked(question, databases, endpoint, sql)
    assert answer.notice == ""
    assert len(endpoint[0].asked) == 1
    assert answer.rows == databases[question["database"]].query(sql).rows


@pytest.mark.parametrize(("question", "fault"), WRONG, ids=[fault["sql"] for _, fault in WRONG])
async def test_a_fault_is_named_to_the_model_and_the_corrected_statement_answers(
    question: dict[str, Any], fault: dict[str, str], databases: Databases, endpoint: Talk
) -> None:
    right = question["right"][0]
    answer = await asked(question, databases, endpoint, fault["sql"], right)
    assert answer.rows == databases[question["database"]].query(right).rows
    assert answer.notice == ""
    assert [a.query for a in answer.attempts] == [fault["sql"]]
    assert len(endpoint[0].asked) == 2
    assert fault["says"] in endpoint[0].asked[1].split(fault["sql"], 1)[1]


@pytest.mark.parametrize(("question", "fault"), WRONG, ids=[fault["sql"] for _, fault in WRONG])
async def test_a_fault_that_stays_is_said_beside_the_answer(
    question: dict[str, Any], fault: dict[str, str], databases: Databases, endpoint: Talk
) -> None:
    answer = await asked(question, databases, endpoint, fault["sql"])
    assert answer.rows == databases[question["database"]].query(fault["sql"]).rows
    assert fault["says"] in answer.notice
    assert answer.confidence < 0.5


async def test_a_correction_that_does_not_run_leaves_the_first_statement_with_its_fault(
    databases: Databases, endpoint: Talk
) -> None:
    question = SCRIPTS["questions"][0]
    answer = await asked(
        question,
        databases,
        endpoint,
        "SELECT COUNT(*) FROM pieces",
        "SELECT COUNT(*) FROM kilns WHERE glaze = 'celadon'",
    )
    assert answer.rows == [[8]]
    assert "celadon" in answer.notice
