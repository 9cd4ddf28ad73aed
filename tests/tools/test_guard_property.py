"""Statements made from sqlglot's own node classes: whatever the guard lets through only reads."""

import sqlite3
from pathlib import Path

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tools.catalog import Catalog
from tools.databases import ReadOnlyDatabase
from tools.errors import QueryError, SqlRejected
from tools.limits import QueryLimits
from tools.sql_functions import SYNTAX
from tools.sql_guard import check

TABLES = {"plants": ["name", "capacity_mw"], "regions": ["name", "x"]}
DIALECTS = ["sqlite", "postgresql", "mysql"]
GRAMMARS = {"postgresql": "postgres"}


EVERY_CLASS: list[type[exp.Expr]] = sorted(
    # the others are traits, of which no tree is made
    {kind for kind in vars(exp).values() if isinstance(kind, type) and issubclass(kind, exp.Expression)},
    key=lambda kind: kind.__name__,
)
WRITERS = (
    exp.DML, exp.DDL, exp.Command, exp.Set, exp.Use, exp.Pragma, exp.Attach, exp.Detach, exp.Drop, exp.Alter, exp.Copy,
    exp.Kill, exp.Transaction, exp.Commit, exp.Rollback, exp.Into, exp.Lock, exp.TruncateTable, exp.Comment, exp.Merge,
    exp.LoadData, exp.Grant, exp.Analyze, exp.Describe, exp.Show,
)  # fmt: skip
NAMES = st.sampled_from(["plants", "regions", "name", "capacity_mw", "sqlite_master", "pg_sleep", "load_file", "x"])


def leaf() -> st.SearchStrategy[exp.Expr]:
    return st.one_of(
        st.builds(lambda n: exp.column(n), NAMES),
        st.builds(lambda n: exp.to_table(n), NAMES),
        st.builds(lambda n: exp.Literal.number(n), st.integers(0, 9)),
        st.builds(lambda n: exp.Literal.string(n), st.text("a'\\;-/*\"` ", max_size=5)),
        st.builds(lambda n: exp.Anonymous(this=n, expressions=[]), NAMES),
        st.just(exp.Star()),
    )


def made_of(parts: st.SearchStrategy[exp.Expr]) -> st.SearchStrategy[exp.Expr]:
    @st.composite
    def node(draw: st.DrawFn) -> exp.Expr:
        kind = draw(st.sampled_from(EVERY_CLASS))
        made = kind()
        for name in kind.arg_types:
            chosen = draw(st.integers(0, 3))
            if name in ("expressions", "joins", "locks", "laterals", "hint") and chosen:
                made.set(name, [draw(parts) for _ in range(draw(st.integers(1, 2)))])
            elif chosen > 1:
                made.set(name, draw(parts))
        return made

    @st.composite
    def around(draw: st.DrawFn) -> exp.Expr:
        """A SELECT that holds the part wherever a SELECT may hold anything."""
        part = draw(parts)
        select = exp.select("name").from_("plants")
        place = draw(
            st.sampled_from(["expressions", "where", "with", "from_", "into", "limit", "union", "order", "locks"])
        )
        match place:
            case "expressions":
                select.set("expressions", [part])
            case "where":
                select.set("where", exp.Where(this=part))
            case "with":
                definition = exp.CTE(this=part, alias=exp.TableAlias(this=exp.to_identifier("x")))
                select.set("with_", exp.With(expressions=[definition]))
            case "from_":
                select.set("from_", exp.From(this=part))
            case "union":
                return exp.Union(this=select, expression=part)
            case "locks":
                select.set("locks", [part])
            case _:
                select.set(place, part)
        return select

    return st.one_of(node(), around())


STATEMENTS = st.recursive(leaf(), made_of, max_leaves=8)


def text_of(tree: exp.Expr, dialect: str) -> str | None:
    try:
        return tree.sql(dialect=GRAMMARS.get(dialect, dialect))
    except (
        SqlglotError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NameError,
        RuntimeError,
        TypeError,
        ValueError,
    ):
        return None  # a tree that no parser would give


def reads_only(sql: str, dialect: str) -> bool:
    (tree,) = sqlglot.parse(sql, dialect=GRAMMARS.get(dialect, dialect))
    assert tree is not None
    return not isinstance(tree, WRITERS) and all(
        (type(node) in SYNTAX or isinstance(node, exp.Func)) and not isinstance(node, WRITERS) for node in tree.walk()
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=STATEMENTS)
def test_what_passes_the_guard_only_reads(dialect: str, tree: exp.Expr) -> None:
    sql = text_of(tree, dialect)
    if sql is None:
        return
    try:
        written = check(sql, Catalog.named(dialect, TABLES))
    except SqlRejected:
        return
    assert reads_only(written, dialect), written


@pytest.mark.parametrize("kind", [k for k in EVERY_CLASS if issubclass(k, WRITERS)], ids=lambda k: k.__name__)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_kind_of_writer_passes_by_itself_or_inside(dialect: str, kind: type[exp.Expr]) -> None:
    bare = kind(this=exp.to_table("plants"))
    inside = exp.select("name").from_("plants")
    inside.set("with_", exp.With(expressions=[exp.CTE(this=bare, alias=exp.TableAlias(this=exp.to_identifier("x")))]))
    for tree in (bare, inside, exp.Union(this=exp.select("1"), expression=bare.copy())):
        sql = text_of(tree, dialect)
        if sql is None:
            continue
        try:
            written = check(sql, Catalog.named(dialect, TABLES))
        except SqlRejected:
            continue
        assert reads_only(written, dialect), written


@pytest.fixture
def plants(tmp_path: Path) -> Path:
    path = tmp_path / "plants.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE plants (name TEXT, capacity_mw INTEGER); CREATE TABLE regions (name TEXT, x TEXT);"
            "INSERT INTO plants VALUES ('Old Mill', 120); INSERT INTO regions VALUES ('North', 'x');"
        )
    connection.close()
    return path


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=STATEMENTS)
def test_the_connection_without_the_guard_leaves_the_file_as_it_is(plants: Path, tree: exp.Expr) -> None:
    sql = text_of(tree, "sqlite")
    if sql is None or "\x00" in sql:
        return
    before, beside = plants.read_bytes(), set(plants.parent.iterdir())
    database = ReadOnlyDatabase("plants", f"sqlite:///{plants}", QueryLimits(seconds=0.5))
    try:
        database._run(sql, database.limits)
    except QueryError:
        pass
    finally:
        database.close()
    assert plants.read_bytes() == before
    assert set(plants.parent.iterdir()) == beside
