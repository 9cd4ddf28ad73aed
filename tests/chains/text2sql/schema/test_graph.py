"""How tables join: by their keys, by what their cells say, by telling names; whatever was asked before."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from chains.text2sql import answer_question, asks_for_figures, resolve_followup, schema_match
from chains.text2sql.schema.graph import Edge, build_schema, schema_of
from tests.chains.text2sql.small_databases import made_of
from tools.databases import ReadOnlyDatabase

# no keys between the tables, as in many exports
BAKERY = (
    "CREATE TABLE bakers (id INTEGER PRIMARY KEY, name TEXT, town TEXT)",
    "CREATE TABLE loaves (id INTEGER PRIMARY KEY, baker_id INTEGER, weight INTEGER)",
    "INSERT INTO bakers VALUES (1, 'Ada', 'Elm'), (2, 'Bo', 'Oak'), (3, 'Cy', 'Oak')",
    "INSERT INTO loaves VALUES (1, 1, 400), (2, 2, 500), (3, 3, 700), (4, 2, 900)",
)
QUESTION = "What is the total weight of the loaves of bakers in Oak?"


@pytest.fixture
def bakery(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    database = made_of(tmp_path / "bakery.db", BAKERY)
    yield database
    database.close()


async def _query(database: ReadOnlyDatabase) -> str:
    answer = await answer_question(QUESTION, database)
    assert answer is not None
    return answer.query


async def test_the_first_answer_of_a_fresh_database_without_keys_is_the_second(bakery: ReadOnlyDatabase) -> None:
    first = await _query(bakery)
    assert "JOIN" in first
    assert bakery.query(first).rows == [[2100]]
    assert await _query(bakery) == first


@pytest.mark.parametrize(
    "before",
    [
        lambda database: schema_match(QUESTION, database),
        lambda database: asks_for_figures("and in Elm?", database),
        lambda database: resolve_followup("and in Elm?", QUESTION, database),
        lambda database: database.metadata(),
        lambda database: database.values(),
    ],
)
async def test_what_was_done_before_does_not_change_the_answer(
    bakery: ReadOnlyDatabase, tmp_path: Path, before: Callable[[ReadOnlyDatabase], object]
) -> None:
    before(bakery)
    fresh = made_of(tmp_path / "fresh.db", BAKERY)
    assert await _query(bakery) == await _query(fresh)
    fresh.close()


def test_a_graph_is_built_once_for_each_state_of_the_schema(bakery: ReadOnlyDatabase) -> None:
    graph = schema_of(bakery)
    assert schema_of(bakery) is graph
    bakery.refresh()
    assert schema_of(bakery) is not graph
    assert schema_of(bakery) == graph


def _two_tables(*columns: sa.Column[str]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("state", metadata, sa.Column("state_name", sa.Text, primary_key=True))
    sa.Table("city", metadata, sa.Column("city_name", sa.Text, primary_key=True), *columns)
    return metadata


def test_a_key_is_no_guess_and_keeps_names_from_being_guessed_by() -> None:
    key = sa.Column("state_name", sa.Text, sa.ForeignKey("state.state_name"))
    assert build_schema(_two_tables(key)).edges == [Edge(("city", "state_name"), ("state", "state_name"))]


def test_without_a_key_a_telling_name_ties_tables() -> None:
    edges = build_schema(_two_tables(sa.Column("state_name", sa.Text))).edges
    assert edges == [Edge(("city", "state_name"), ("state", "state_name"), is_guess=True)]


def test_what_the_cells_say_comes_before_what_names_say() -> None:
    metadata = _two_tables(sa.Column("state_name", sa.Text), sa.Column("home", sa.Text))
    told = (("city", "home"), ("state", "state_name"))
    assert build_schema(metadata, [told]).edges == [Edge(*told, is_guess=True)]


def test_a_join_of_a_column_that_is_gone_is_left_out() -> None:
    gone = (("city", "county"), ("state", "state_name"))
    assert build_schema(_two_tables(), [gone]).edges == []
