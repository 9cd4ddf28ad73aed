"""A database of 300 tables: the right ones are found, and what a larger model is shown stays short."""

from collections.abc import Iterator

import pytest

from chains.text2sql import Example
from chains.text2sql.decoding.constants import EXAMPLE_TOKENS, SCHEMA_TOKENS
from chains.text2sql.decoding.writer import SqlWriter, schema_for_writer
from chains.text2sql.linking.linked import link_question
from tests.bench.bench_sql import WANTED
from tests.bench.wide_database import QUESTIONS, build
from tests.chains.text2sql.test_pipeline import Scripted
from tools.choice import Note
from tools.databases import ReadOnlyDatabase

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadOnlyDatabase]:
    path = tmp_path_factory.mktemp("wide") / "wide.db"
    assert build(path) == 300
    database = ReadOnlyDatabase("wide", f"sqlite:///{path}")
    database.values()
    yield database
    database.close()


def shown(database: ReadOnlyDatabase, question: str) -> str:
    linked = link_question(question, database, None, None, None)
    values = database.values()
    samples = {c.id: values.samples(c.table, c.name) for c in linked.schema.columns if c.kind == "text"}
    return schema_for_writer(database.metadata(), linked.schema, linked.links, samples)


@pytest.mark.parametrize(("question", "table"), list(zip(QUESTIONS, WANTED, strict=True)))
def test_the_table_that_is_asked_about_is_shown_within_the_bound(
    wide: ReadOnlyDatabase, question: str, table: str
) -> None:
    text = shown(wide, question)
    assert f"TABLE {table} " in text
    assert len(text.encode()) <= 3 * SCHEMA_TOKENS + 2 * 12


async def test_a_prompt_stays_under_four_thousand_tokens_with_long_examples(wide: ReadOnlyDatabase) -> None:
    model = Scripted(responses=["SELECT 1"])
    examples = [Example(f"Question {i}?", f"SELECT {i}, " + "x" * 700) for i in range(9)]
    writer = SqlWriter(model, "sqlite", "en")
    await writer.write(writer.task(QUESTIONS[0], shown(wide, QUESTIONS[0]), (), examples))
    assert len(model._asked[0].encode()) / 3 < 4_000
    assert "Question 0?" in model._asked[0]
    assert "Question 8?" not in model._asked[0]
    assert EXAMPLE_TOKENS + SCHEMA_TOKENS < 4_000


def test_a_synonym_of_the_curator_leads_to_its_table_and_column(wide: ReadOnlyDatabase) -> None:
    question = "How much dough money came in from the boulangerie?"
    before = link_question(question, wide, None, None, None).links
    assert before.table_score("bakery_order") < 0.5
    wide.annotate(
        {"bakery_order": Note("", ("boulangerie",)), "bakery_order.amount": Note("", ("dough money", "流水"))}
    )
    after = link_question(question, wide, None, None, None).links
    assert after.table_score("bakery_order") > 0.9
    assert after.column_score(("bakery_order", "amount")) > 0.9
    chinese = link_question("流水是多少", wide, None, None, None).links
    assert chinese.column_score(("bakery_order", "amount")) > 0.9
    wide.annotate({})
    assert link_question(question, wide, None, None, None).links.table_score("bakery_order") < 0.5
