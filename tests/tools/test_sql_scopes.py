"""Names are compared as the engine compares them, and a WITH is seen where the engine sees it."""

import pytest

from tools.catalog import Catalog, Relation
from tools.databases import ReadOnlyDatabase
from tools.errors import SqlRejected
from tools.sql_guard import check

PLANTS = ("plant_id", "name", "region_id", "order")
REGIONS = ("region_id", "name")


def catalog(dialect: str, home: str | None = None, is_exact: bool = True) -> Catalog:
    tables = [Relation("plants", None, PLANTS), Relation("regions", None, REGIONS), Relation("Odd Name", None, ("a",))]
    return Catalog(dialect, tables, home or ("public" if dialect == "postgresql" else None), is_exact)


def refused(sql: str, dialect: str) -> str:
    with pytest.raises(SqlRejected) as refusal:
        check(sql, catalog(dialect))
    return str(refusal.value)


@pytest.mark.parametrize("name", ["PG_AUTHID", "Pg_AuthId", "pg_auth\u0131d"])
def test_a_quoted_with_of_another_case_does_not_open_the_real_table(name: str) -> None:
    sql = f'WITH "{name}" AS (SELECT 1 AS x) SELECT rolpassword FROM pg_authid'
    assert "pg_authid" in refused(sql, "postgresql")


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize("name", ["plant\u017f", "region\u017f", "\uff50lants", "plant\u0455"])
def test_letters_that_only_look_alike_are_other_names(dialect: str, name: str) -> None:
    quote = "`" if dialect == "mysql" else '"'
    for written in (name, f"{quote}{name}{quote}"):
        assert "There is no table" in refused(f"SELECT * FROM {written}", dialect)
        assert "There is no table" in refused(f"WITH {written} AS (SELECT 1) SELECT * FROM secret", dialect)
        sql = f"WITH {written} AS (SELECT 1 AS x) SELECT * FROM {written}"
        assert check(sql, catalog(dialect))


def test_unquoted_names_are_folded_and_quoted_ones_kept_on_postgresql() -> None:
    assert check('SELECT "plants".NAME FROM PLANTS', catalog("postgresql"))
    assert "There is no table PLANTS" in refused('SELECT * FROM "PLANTS"', "postgresql")
    assert check('SELECT * FROM "Odd Name"', catalog("postgresql"))
    assert "There is no table odd name" in refused('SELECT * FROM "odd name"', "postgresql")


def test_letter_case_does_not_count_on_sqlite() -> None:
    assert check('SELECT * FROM "PLANTS", [odd NAME]', catalog("sqlite"))


def test_letter_case_counts_on_mysql_as_the_server_is_set() -> None:
    assert check("SELECT * FROM PLANTS", catalog("mysql", is_exact=False))
    assert "There is no table PLANTS" in refused("SELECT * FROM PLANTS", "mysql")
    assert "There is no table top" in refused("WITH Top AS (SELECT 1) SELECT * FROM top", "mysql")


def test_long_names_are_cut_as_postgresql_cuts_them() -> None:
    long = "a" * 70
    assert check(f"WITH {long} AS (SELECT 1 AS x) SELECT * FROM {long[:63]}", catalog("postgresql"))


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM secret, (WITH secret AS (SELECT 1 AS x) SELECT x FROM secret) AS t",
        "SELECT * FROM (WITH secret AS (SELECT 1 AS x) SELECT x FROM secret) AS t, secret",
        "WITH a AS (SELECT * FROM secret), secret AS (SELECT 1) SELECT * FROM a",
        "WITH a AS (WITH secret AS (SELECT 1 AS x) SELECT * FROM secret) SELECT * FROM secret",
        "WITH secret AS (SELECT * FROM secret) SELECT * FROM secret",
        "WITH RECURSIVE a AS (SELECT * FROM secret), secret AS (SELECT 1) SELECT * FROM a",
        "WITH secret AS (SELECT 1 AS x) SELECT * FROM main.secret",
        "SELECT (WITH secret AS (SELECT 1 AS x) SELECT x FROM secret), (SELECT x FROM secret)",
        "SELECT 1 FROM plants WHERE EXISTS (WITH secret AS (SELECT 1 AS x) SELECT * FROM secret) "
        "UNION SELECT x FROM secret",
        "SELECT name FROM plants WHERE name IN secret",
        "SELECT secret.x FROM plants JOIN secret ON TRUE",
        "SELECT 1 FROM (plants CROSS JOIN secret)",
    ],
)
def test_a_with_opens_nothing_where_it_is_not_in_scope(sql: str, dialect: str) -> None:
    assert refused(sql, dialect)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (SELECT * FROM plants), b AS (SELECT a.name FROM a) SELECT b.name FROM b JOIN a ON a.name = b.name",
        "WITH a (x, y) AS (SELECT region_id, name FROM regions) SELECT a.x, t.y FROM a, (SELECT y FROM a) AS t",
        "WITH RECURSIVE t AS (SELECT * FROM plants WHERE region_id = 1 UNION ALL SELECT p.* FROM plants p JOIN t "
        "ON p.region_id = t.plant_id) SELECT t.name FROM t",
        "SELECT p.name, (SELECT COUNT(*) FROM regions r WHERE r.region_id = p.region_id) FROM plants p",
        "SELECT name FROM plants p WHERE EXISTS "
        "(SELECT 1 FROM (SELECT region_id AS i FROM regions) q WHERE q.i = p.region_id)",
        "WITH plants AS (SELECT 1 AS only_here) SELECT plants.only_here FROM plants",
        "SELECT s.max FROM (SELECT MAX(plant_id) FROM plants) AS s",
        "(SELECT name FROM plants) UNION (SELECT name FROM regions) ORDER BY name LIMIT 2",
        "SELECT u.name FROM (SELECT name FROM plants UNION ALL SELECT name FROM regions) u",
    ],
)
def test_names_in_scope_are_found(sql: str, dialect: str) -> None:
    assert check(sql, catalog(dialect))


@pytest.mark.parametrize("function", ["pg_typeof", "row_to_json", "text", "record_out", "version", "any_function"])
def test_a_function_written_as_an_attribute_is_refused_on_postgresql(function: str) -> None:
    for sql in (
        f"SELECT p.{function} FROM plants p",
        f'SELECT p."{function}" FROM plants p',
        f"SELECT plants.{function} FROM plants",
        f"SELECT s.{function} FROM (SELECT name FROM plants) s",
        f"WITH s AS (SELECT * FROM plants) SELECT s.{function} FROM s",
        f"SELECT 1 FROM plants p WHERE EXISTS (SELECT 1 FROM regions r WHERE p.{function} IS NULL)",
        f"SELECT name FROM plants p ORDER BY p.{function}",
        f"SELECT name FROM plants p JOIN regions r ON r.{function} = 1",
        f"SELECT public.plants.{function} FROM plants",
    ):
        assert "no column" in refused(sql, "postgresql")
    assert check("SELECT public.plants.name FROM plants", catalog("postgresql"))
    for sql in (f"SELECT (p).{function} FROM plants p", f"SELECT (p.name).{function} FROM plants p"):
        assert refused(sql, "postgresql")


@pytest.mark.parametrize(
    "word",
    [
        "user",
        "USER",
        "current_user",
        "session_user",
        "current_role",
        "current_catalog",
        "current_schema",
        "system_user",
    ],
)
def test_bare_words_that_tell_who_is_connected_are_refused_on_postgresql(word: str) -> None:
    assert refused(f"SELECT {word}", "postgresql")
    assert refused(f"SELECT name FROM plants WHERE name = {word}", "postgresql")
    assert refused(f"SELECT {word} AS x FROM plants UNION SELECT name FROM regions", "postgresql")


def test_user_is_a_column_like_any_other_elsewhere() -> None:
    for dialect in ("sqlite", "mysql"):
        assert check("SELECT user FROM plants", catalog(dialect))
    assert check('SELECT "user" FROM plants', catalog("postgresql"))


def test_a_table_that_is_left_out_stays_closed_whatever_a_with_is_called(any_database: ReadOnlyDatabase) -> None:
    quote = "`" if any_database.dialect == "mysql" else '"'
    for name in ("REGIONS", "region\u017f"):
        rows = any_database.query(
            f"WITH {quote}{name}{quote} AS (SELECT 5 AS x) SELECT x FROM {quote}{name}{quote}"
        ).rows
        assert rows == [[5]]
