"""A member of a list is found however the list is kept: an array, a SET, JSON, a text with separators."""

from collections.abc import Iterator
from typing import Any

import pytest

from chains.text2sql.generation.plan import Attribute, Filter, Plan
from chains.text2sql.generation.plan_sql import plan_to_sql
from chains.text2sql.linking import filters
from tests.chains.text2sql.linking.conftest import made_on
from tools.databases import ReadOnlyDatabase


def member(value: str, *, negated: bool = False) -> Plan:
    operator: filters.Operator = "not member" if negated else "member"
    test = Filter((), filters.Test(("pupils", "clubs"), operator, (value,)))
    return Plan("pupils", (Attribute((), ("pupils", "name")),), (test,))


@pytest.fixture(scope="module")
def pupils(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadOnlyDatabase]:
    kind, first, second, third = {
        "array": ("TEXT[]", "'{chess,go}'", "'{chess club}'", "NULL"),
        "set": ("SET('chess','go','chess club')", "'chess,go'", "'chess club'", "NULL"),
        "json": ("JSON", """'["chess", "go"]'""", """'["chess club"]'""", "NULL"),
    }.get(request.param, ("TEXT", "'chess, go'", "'chess club'", "NULL"))
    made = [
        f"CREATE TABLE pupils (name VARCHAR(20), clubs {kind})",
        f"INSERT INTO pupils VALUES ('Ana', {first}), ('Bo', {second}), ('Cy', {third})",
    ]
    engine = {"array": "postgresql", "set": "mysql"}.get(request.param, request.param.partition(" ")[2])
    yield from made_on(engine, tmp_path_factory.mktemp("pupils"), made)


@pytest.mark.parametrize(
    ("pupils", "stored"),
    [("array", "array"), ("set", "set"), ("text sqlite", ","), ("text postgresql", ","), ("text mysql", ",")],
    indirect=["pupils"],
)
def test_a_member_of_a_list_is_not_one_that_begins_like_it(pupils: ReadOnlyDatabase, stored: str) -> None:
    def rows(plan: Plan) -> list[Any]:
        sql = plan_to_sql(plan, pupils.dialect, lambda _: None, lists=lambda _: stored)
        return sorted(row[0] for row in pupils.query(sql).rows)

    assert rows(member("chess")) == ["Ana"]
    assert rows(member("chess club")) == ["Bo"]
    assert rows(member("go")) == ["Ana"]
    assert rows(member("chess", negated=True)) == ["Bo", "Cy"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_a_member_of_a_json_list_stands_between_its_quotes(dialect: str) -> None:
    sql = plan_to_sql(member("go"), dialect, lambda _: None, lists=lambda _: "json")
    assert """LIKE '%"go"%'""" in sql
    assert "CAST(" in sql
