import pytest

from tools.errors import SqlRejected
from tools.sql_tokens import tokens, verify


def texts(sql: str, engine: str) -> list[str]:
    return [token.text for token in tokens(sql, engine)]


@pytest.mark.parametrize(
    ("engine", "sql", "expected"),
    [
        ("postgresql", r"SELECT 'a\' , 'b''c'", ["SELECT", r"'a\'", ",", "'b''c'"]),
        ("mysql", r"SELECT 'a\' , ''b', `x``y`", ["SELECT", r"'a\' , ''b'", ",", "`x``y`"]),
        ("sqlite", 'SELECT "a""b" || 1.5e3', ["SELECT", '"a""b"', "||", "1.5e3"]),
        ("postgresql", "SELECT a::int[1] <> -2", ["SELECT", "a", "::", "int", "[", "1", "]", "<>", "-", "2"]),
        ("postgresql", "SELECT \"--\", '/*'", ["SELECT", '"--"', ",", "'/*'"]),
    ],
)
def test_a_statement_is_cut_as_the_engine_cuts_it(engine: str, sql: str, expected: list[str]) -> None:
    assert texts(sql, engine) == expected


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize(
    "sql",
    ["SELECT 1 -- x", "SELECT 1 /* x */", "SELECT 1 --", "SELECT 1 +-- x\n2", "SELECT 1 */* x", "SELECT 'open",
     "SELECT \u2028 1", "SELECT 1;", "SELECT @a", "SELECT x'41'", "SELECT n'a'",
     "SELECT 1a", "SELECT \x0b1", "SELECT \\N", "SELECT $1"],
)  # fmt: skip
def test_comments_and_strange_signs_are_refused(engine: str, sql: str) -> None:
    with pytest.raises(SqlRejected):
        verify(sql, engine, [])


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize(
    "sql",
    ["SELECT a INTO b", "SELECT a FOR UPDATE", "SELECT sleep(1)", "SELECT x(1)", "SELECT count(1) x(1)", "TABLE a"],
)
def test_words_that_the_tree_does_not_hold_are_refused(engine: str, sql: str) -> None:
    with pytest.raises(SqlRejected):
        verify(sql, engine, ["a", "x", "b"])


def test_a_word_may_stand_as_often_as_in_the_tree_and_no_more() -> None:
    verify("SELECT a, b FROM t", "postgresql", ["a", "b", "t"])
    for names in (["a", "b"], ["a", "b", "t", "t"], ["a", "t", "t"]):
        with pytest.raises(SqlRejected):
            verify("SELECT a, b FROM t", "postgresql", names)


@pytest.mark.parametrize("name", ['"pg_sleep"(9)', '"a"("b")', '"a"()', "'a'(1)"])
def test_a_quoted_name_is_not_called(name: str) -> None:
    with pytest.raises(SqlRejected):
        verify(f"SELECT {name}", "postgresql", [])


def test_columns_may_be_named_behind_a_with_and_an_alias() -> None:
    verify('WITH "x"("a", b) AS (SELECT 1, 2), y(c) AS MATERIALIZED (SELECT 3) SELECT * FROM "x" AS z(d)',
           "postgresql", ["b", "y", "c", "z", "d"])  # fmt: skip
