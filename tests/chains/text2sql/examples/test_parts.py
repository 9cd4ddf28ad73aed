import pytest
import sqlalchemy as sa

from chains.text2sql.examples.parts import likeness, parts_of_query, parts_of_tree
from chains.text2sql.examples.statement import constants, parse
from chains.text2sql.generation.ir import Condition, Item, Query
from chains.text2sql.schema.graph import build_schema

METADATA = sa.MetaData()
sa.Table(
    "plants", METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text),
    sa.Column("size", sa.Integer), sa.Column("Region", sa.Text),
)  # fmt: skip
sa.Table("regions", METADATA, sa.Column("name", sa.Text), sa.Column("area", sa.Integer))
SCHEMA = build_schema(METADATA)


def parts(sql: str) -> dict[tuple[str, ...], float]:
    tree = parse(sql, "sqlite", SCHEMA)
    assert tree is not None
    return parts_of_tree(tree, SCHEMA)


def test_our_own_query_has_the_parts_of_its_text() -> None:
    query = Query(
        select=(Item(("plants", "name")),),
        tables=("plants",),
        where=(Condition(("plants", "size"), ">", (3,)),),
        order=((Item(("plants", "size")), True),),
        limit=1,
    )
    sql = "SELECT p.name FROM plants AS p WHERE p.size > 10 ORDER BY p.size DESC LIMIT 5"
    assert parts_of_query(query) == parts(sql)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT name FROM plants WHERE size > 3", "select P.NAME from Plants p where p.size > 99"),
        ("SELECT COUNT(*) FROM plants", "SELECT COUNT(id) FROM plants"),
        ("SELECT name FROM plants WHERE Region = 'x'", 'SELECT name FROM plants WHERE Region = "some place"'),
    ],
)
def test_names_and_constants_make_no_difference(one: str, other: str) -> None:
    assert likeness(parts(one), parts(other)) == 1.0


def test_what_is_shown_weighs_more_than_nothing() -> None:
    asked = parts("SELECT name FROM plants WHERE Region = 'x'")
    near = parts("SELECT size FROM plants WHERE Region = 'y'")
    far = parts("SELECT AVG(area) FROM regions")
    assert 1 > likeness(asked, near) > likeness(asked, far) >= 0


def test_a_select_inside_is_a_part() -> None:
    nested = parts("SELECT name FROM plants WHERE size = (SELECT MAX(size) FROM plants WHERE Region = 'x')")
    assert ("nested",) in nested
    assert ("where", "plants", "region", "=") in nested


def test_constants_know_what_they_are_compared_with() -> None:
    tree = parse(
        "SELECT p.name FROM plants p JOIN regions r ON p.Region = r.name WHERE lower(r.name) = 'x' AND size IN (1, 2) "
        "AND p.name LIKE '%y%' LIMIT 4",
        "sqlite",
        SCHEMA,
    )
    assert tree is not None
    found = {(c.value, c.column, c.is_limit) for c in constants(tree, SCHEMA)}
    assert found == {
        ("x", ("regions", "name"), False), ("1", ("plants", "size"), False), ("2", ("plants", "size"), False),
        ("%y%", ("plants", "name"), False), ("4", None, True),
    }  # fmt: skip
