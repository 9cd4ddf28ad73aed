from __future__ import annotations

import pytest

from chains.text2sql.analysis.question import read_question
from chains.text2sql.linking.lexical import link
from chains.text2sql.linking.schema_match import coverage
from chains.text2sql.schema.graph import schema_of
from tools.databases import ReadOnlyDatabase


def covered(question: str, database: ReadOnlyDatabase) -> float:
    read, schema = read_question(question), schema_of(database)
    return coverage(read, link(read, schema, None), database.values().match(question))


@pytest.mark.parametrize(
    ("speaks_of_it", "speaks_of_other_things"),
    [
        ("How many substations are there?", "How many prime ministers are there?"),
        ("What is the average length of the lines?", "What is the average price of used cars?"),
    ],
)
def test_a_question_about_the_tables_is_covered_and_another_is_not(
    demo: ReadOnlyDatabase, speaks_of_it: str, speaks_of_other_things: str
) -> None:
    assert covered(speaks_of_it, demo) > 0.6
    assert covered(speaks_of_other_things, demo) < 0.4


def test_the_cues_of_a_query_are_not_what_it_is_about(demo: ReadOnlyDatabase) -> None:
    plain = covered("substations", demo)
    assert covered("How many substations are there in 2024?", demo) == pytest.approx(plain, abs=0.05)
    assert covered("How many in 2024?", demo) == 0.0
    assert covered("", demo) == 0.0
