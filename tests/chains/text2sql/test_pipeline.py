import time
from collections.abc import Sequence

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from pydantic import PrivateAttr

from chains.text2sql import Example, answer_question, candidates, schema_match
from chains.text2sql.decoding.writer import sql_in
from chains.text2sql.presentation.answer import words_of
from chains.text2sql.schema.graph import schema_of
from tools.databases import ReadOnlyDatabase
from tools.errors import QueryError


class Scripted(FakeListChatModel):
    """Answers from a list, and keeps what it was asked."""

    _asked: list[str] = PrivateAttr(default_factory=list)

    def _call(self, messages: Sequence[BaseMessage], *args: object, **kwargs: object) -> str:
        self._asked.append("\n".join(m.text for m in messages))
        return super()._call(list(messages), *args, **kwargs)


async def test_an_answer_has_the_shape_that_clients_see(demo: ReadOnlyDatabase) -> None:
    answer = await answer_question("各部门员工的平均月薪是多少？", demo)
    assert answer is not None
    shown = answer.as_dict()
    assert set(shown) == {"query", "columns", "rows", "row_count", "truncated", "chart", "attempts", "readings"}
    assert shown["row_count"] == len(shown["rows"]) == 10
    assert shown["chart"]["mark"]["type"] == "bar"
    assert answer.sentence.startswith("共10行")
    assert 0 < answer.confidence <= 1
    assert answer.reading


@pytest.mark.parametrize(
    "question", ["What is the meaning of life?", "写一首关于春天的诗", "hello", "", "!!!", "x" * 5000]
)
async def test_what_the_database_cannot_answer_is_left_alone(demo: ReadOnlyDatabase, question: str) -> None:
    assert await answer_question(question, demo) is None


async def test_a_model_writes_the_query_from_schema_values_and_examples(demo: ReadOnlyDatabase) -> None:
    model = Scripted(responses=["```sql\nSELECT COUNT(*) FROM substations;\n```"])
    example = Example("How many lines are there?", "SELECT COUNT(*) FROM transmission_lines")
    answer = await answer_question("How many substations are in Riverside?", demo, model=model, examples=[example])
    assert answer is not None
    assert answer.rows == [[24]]
    assert answer.attempts == []
    asked = model._asked[0]
    assert "TABLE substations  -- 变电站 / substations" in asked
    assert "regions.name_en = 'Riverside'" in asked
    assert example.sql in asked


async def test_a_query_that_fails_is_repaired_by_the_databases_message(demo: ReadOnlyDatabase) -> None:
    model = Scripted(responses=["SELECT colour FROM substations", "SELECT COUNT(*) FROM substations"])
    answer = await answer_question("有多少座变电站？", demo, model=model)
    assert answer is not None
    assert answer.rows == [[24]]
    assert [a.query for a in answer.attempts] == ["SELECT colour FROM substations"]
    assert "colour" in model._asked[1]


async def test_after_two_repairs_the_candidates_stand_in(demo: ReadOnlyDatabase) -> None:
    model = Scripted(responses=["SELECT a FROM nowhere", "SELECT pg_sleep(9)", "SELECT b FROM substations"])
    answer = await answer_question("How many substations are there?", demo, model=model)
    assert answer is not None
    assert answer.rows == [[24]]
    assert len(answer.attempts) == 3


async def test_a_model_that_says_nothing_useful_does_no_harm(demo: ReadOnlyDatabase) -> None:
    answer = await answer_question(
        "How many substations are there?", demo, model=Scripted(responses=["I am not sure."])
    )
    assert answer is not None
    assert answer.rows == [[24]]


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("SELECT 1;", "SELECT 1"),
        ("```sql\nSELECT 1\n\nFROM t;\n```\nThis counts.", "SELECT 1\n\nFROM t"),
        (
            "<think>select nothing?</think>SQL: WITH a AS (SELECT 1) SELECT * FROM a",
            "WITH a AS (SELECT 1) SELECT * FROM a",
        ),
        ("SELECT 1\n\nThis is the query.", "SELECT 1"),
        ("no idea", ""),
    ],
)
def test_the_statement_is_taken_out_of_a_models_answer(text: str, sql: str) -> None:
    assert sql_in(text) == sql


def test_candidates_come_best_first_in_the_databases_dialect(demo: ReadOnlyDatabase) -> None:
    question = "List the names of power plants commissioned before 2005."
    found = candidates(question, demo, dialect="mysql")
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert "`power_plants`" in found[0].sql
    assert "2004" in words_of(found[0], schema_of(demo), "en")


def test_every_candidate_is_a_query_that_runs(demo: ReadOnlyDatabase) -> None:
    for question in (
        "Which region has the most customers?",
        "2024年每个月的停电次数是多少？",
        "regions without power plants",
    ):
        for candidate in candidates(question, demo, limit=40):
            try:
                demo.query(candidate.sql)
            except QueryError as error:
                pytest.fail(f"{candidate.sql}: {error}")


def test_a_question_takes_under_half_a_second_without_an_embedder(demo: ReadOnlyDatabase) -> None:
    question = "Which substations in Riverside have a voltage level of 220 kV, ordered by built year?"
    took = []
    for _ in range(4):
        started = time.thread_time()
        candidates(question, demo)
        took.append(time.thread_time() - started)
    assert min(took) < 1.0  # of the processor, doubled for a slow one


def test_a_fitting_question_matches_far_better_than_another(demo: ReadOnlyDatabase) -> None:
    def match(question: str) -> float:
        return schema_match(question, demo)

    assert min(match("装机容量最大的电厂是哪一座？"), match("How many outages were there in 2024?")) > 0.7
    assert max(match("讲个笑话"), match("How do I reset my password?"), match("你好")) < 0.1
