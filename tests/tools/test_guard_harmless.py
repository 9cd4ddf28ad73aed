"""What people write in queries of their own runs; what is refused is named in SQL's own words."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.tools.conftest import POSTGRES
from tools.catalog import Catalog
from tools.choice import TableChoice
from tools.databases import ReadOnlyDatabase
from tools.errors import SqlRejected
from tools.sql_guard import check

POSTGRES_QUERIES = {
    """SELECT '{"a": {"b": 2}}'::jsonb -> 'a' ->> 'b'""": "2",
    """SELECT '{"a": {"b": 2}}'::jsonb #>> '{a,b}'""": "2",
    """SELECT '{"a": 1}'::jsonb @> '{"a": 1}' AND '{"a": 1}'::jsonb ? 'a'""": True,
    """SELECT '{"a": 1}'::jsonb ?| ARRAY['b', 'a'] AND NOT '{"a": 1}'::jsonb ?& ARRAY['b', 'a']""": True,
    "SELECT ARRAY[1] <@ ARRAY[1, 2] AND ARRAY[1] && ARRAY[1] AND ARRAY[2, 1] @> ARRAY[1]": True,
    "SELECT 'Bay Wind' ~ '^Bay' AND 'Bay' ~* 'bay' AND 'Bay' !~ 'x' AND 'Bay' !~* 'X'": True,
    "SELECT (ARRAY[4, 5, 6])[2]": 5,
    "SELECT 5 = ANY(ARRAY[4, 5]) AND 'Bay' LIKE ANY (ARRAY['B%'])": True,
    "SELECT sum(u.x) FROM unnest(ARRAY[1, 2]) AS u(x)": 3,
    "SELECT sum(g.g) FROM generate_series(1, 3) g": 6,
    "SELECT count(*) FROM generate_series('2024-01-01'::date, '2024-01-31'::date, interval '1 day') d": 31,
    "SELECT array_to_string(array_agg(plant_id ORDER BY name), '; ') FROM plants": "3; 2; 1",
    "SELECT string_agg(name, '; ' ORDER BY plant_id DESC) FROM plants": "Bay Solar; Bay Wind; Old Mill",
    "SELECT q.c FROM regions r, LATERAL (SELECT count(*) c FROM plants p WHERE p.region_id = r.region_id) q "
    "ORDER BY 1 DESC": 2,
    "SELECT e.value FROM jsonb_each_text('{\"a\": 7}') e": "7",
    "SELECT v.b FROM (VALUES (1, 'x')) AS v(a, b)": "x",
    "VALUES (1, 'a'), (2, 'b')": 1,
    r"SELECT E'a\tb'": "a\tb",
    "SELECT $$it's$$": "it's",
    r"SELECT 'C:\temp'": r"C:\temp",
    "SELECT DISTINCT ON (region_id) name FROM plants ORDER BY region_id, capacity_mw DESC": "Old Mill",
    "SELECT count(*) FROM (SELECT region_id FROM plants GROUP BY GROUPING SETS ((region_id), ())) q": 3,
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY capacity_mw) FROM plants": 120.0,
    "SELECT count(*) FILTER (WHERE capacity_mw > 100) FROM plants": 2,
    "SELECT sum(capacity_mw) OVER w FROM plants WINDOW w AS (PARTITION BY region_id) ORDER BY 1": 120,
    "SELECT json_build_object('a', 1) ->> 'a'": "1",
    "SELECT timezone('Asia/Shanghai', '2024-01-01 00:00+00'::timestamptz)::text": "2024-01-01 08:00:00",
    "SELECT '24:00'::time::text": "24:00:00",
    "SELECT date_trunc('month', opened)::date::text FROM plants WHERE plant_id = 1": "1998-05-01",
    "SELECT lpad(capacity_mw::text, 5, '0') FROM plants WHERE plant_id = 3": "00080",
    "SELECT 3 <@ '[1,5]'::int4range": True,
    "SELECT regexp_replace(name, '[aeiou]', '', 'g') FROM plants WHERE plant_id = 1": "Old Mll",
    "SELECT name FROM plants ORDER BY plant_id FETCH FIRST 1 ROWS ONLY -- the oldest": "Old Mill",
}
MYSQL_QUERIES = {
    "SELECT JSON_EXTRACT('{\"a\": 1}', '$.a')": "1",
    "SELECT j ->> '$.a' FROM (SELECT '{\"a\": \"x\"}' AS j) t": "x",
    "SELECT 'Bay' REGEXP '^B' AND 'Bay' NOT RLIKE 'x'": 1,
    "SELECT GROUP_CONCAT(DISTINCT name ORDER BY name SEPARATOR '; ') FROM plants": "Bay Solar; Bay Wind; Old Mill",
    "SELECT TIMESTAMPDIFF(DAY, '2024-01-01', '2024-01-31')": 30,
    "SELECT DATE_FORMAT(opened + INTERVAL 1 MONTH, '%Y-%m') FROM plants WHERE plant_id = 1": "1998-06",
    "SELECT LPAD(capacity_mw, 5, '0') FROM plants WHERE plant_id = 3": "00080",
    r"SELECT 'a\tb', 'C:\\temp'": "a\tb",
    "SELECT CAST('7' AS UNSIGNED) + CONVERT('1', SIGNED)": 8,
    "SELECT SUM(capacity_mw) OVER (ORDER BY opened ROWS UNBOUNDED PRECEDING) FROM plants ORDER BY 1": 120,
    "SELECT COUNT(*) FROM (SELECT region_id FROM plants GROUP BY region_id WITH ROLLUP) q": 3,
    "SELECT JSON_LENGTH(JSON_ARRAY(1, 2))": 2,
}
SQLITE_QUERIES = {
    "SELECT '{\"a\": 1}' -> '$.a'": "1",
    "SELECT '{\"a\": \"x\"}' ->> 'a'": "x",
    "SELECT sum(e.value) FROM json_each('[1, 2]') AS e": 3,
    "SELECT json_group_array(name) FROM plants WHERE plant_id = 1": '["Old Mill"]',
    "SELECT group_concat(name, '; ') FROM plants WHERE plant_id = 1": "Old Mill",
    "SELECT printf('%05d', capacity_mw) FROM plants WHERE plant_id = 3": "00080",
    "SELECT CAST('3' AS NUMERIC)": 3,
    "SELECT count(*) FILTER (WHERE capacity_mw > 100) FROM plants": 2,
    "VALUES (1, 'a'), (2, 'b')": 1,
    "SELECT name FROM plants WHERE name GLOB 'Bay*' ORDER BY name COLLATE NOCASE LIMIT 1": "Bay Solar",
}


def first_cell(database: ReadOnlyDatabase, sql: str) -> object:
    return database.query(sql).rows[0][0]


@pytest.mark.parametrize("sql", POSTGRES_QUERIES)
def test_postgresql_answers_what_people_write(sql: str, shared_postgres: ReadOnlyDatabase) -> None:
    assert first_cell(shared_postgres, sql) == POSTGRES_QUERIES[sql]


@pytest.mark.parametrize("sql", MYSQL_QUERIES)
def test_mysql_answers_what_people_write(sql: str, shared_mysql: ReadOnlyDatabase) -> None:
    assert first_cell(shared_mysql, sql) == MYSQL_QUERIES[sql]


@pytest.mark.parametrize("sql", SQLITE_QUERIES)
def test_sqlite_answers_what_people_write(sql: str, sqlite_database: ReadOnlyDatabase) -> None:
    assert first_cell(sqlite_database, sql) == SQLITE_QUERIES[sql]


@pytest.mark.parametrize(
    ("dialect", "sql", "words"),
    [
        ("postgresql", "SELECT 'plants'::regclass", "The type REGCLASS is not allowed"),
        ("postgresql", "SELECT * FROM generate_series(1, 1000000000)", "nearer bounds"),
        ("postgresql", "SELECT * FROM pg_ls_dir('/')", "The function pg_ls_dir cannot be used as a table"),
        ("postgresql", "SELECT lpad(name, 900000000) FROM plants", "a number up to 1000"),
        ("postgresql", "SELECT repeat(name, capacity_mw) FROM plants", "a number up to 1000"),
        ("postgresql", "SELECT name FROM plants WHERE", "look at WHERE in line 1"),
        ("postgresql", "SELECT 'open", "a quote may be missing"),
        ("postgresql", "SELECT name FROM plants FOR UPDATE", "Remove INTO, FOR UPDATE and hints"),
        ("postgresql", "SELECT (p).name FROM plants p", "(p).name is not allowed"),
        ("postgresql", "SELECT $1", "$1 is not allowed"),
        ("mysql", "SELECT @@version", "@@version is not allowed"),
        ("mysql", "SELECT name COLLATE klingon FROM plants", "The collation klingon"),
        (
            "mysql",
            "SELECT a FROM plants, JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$')) j",
            "COLUMNS(a INT PATH '$')",
        ),
        ("sqlite", "SELECT printf('%999999999d', 1)", "widths below 1000"),
        ("sqlite", "SELECT printf('%*d', 999999999, 1)", "widths below 1000"),
        ("sqlite", "SELECT printf(name) FROM plants", "widths below 1000"),
        ("sqlite", "SELECT load_extension('x')", "The function LOAD_EXTENSION is not allowed"),
    ],
)
def test_a_refusal_names_what_is_refused_in_words_of_sql(dialect: str, sql: str, words: str) -> None:
    with pytest.raises(SqlRejected) as refusal:
        check(sql, Catalog.named(dialect, {"plants": ["name", "capacity_mw"]}))
    assert words in str(refusal.value)
    assert "sqlglot" not in str(refusal.value)
    assert "<class" not in str(refusal.value)


@pytest.fixture
def postgres_of_several_schemas(postgres_database: ReadOnlyDatabase) -> Iterator[ReadOnlyDatabase]:
    own = postgres_database._url
    writer = sa.create_engine(sa.make_url(POSTGRES).set(drivername="postgresql+psycopg", database=own.database))
    with writer.begin() as connection:
        for statement in (
            "CREATE SCHEMA east", "CREATE SCHEMA west", "CREATE TABLE east.mines (id int, name text)",
            "CREATE TABLE west.mines (id int, name text)", "INSERT INTO west.mines VALUES (4, 'Copper Hill')",
            "CREATE TABLE west.trucks (id int)", "INSERT INTO west.trucks VALUES (7)",
            "CREATE MATERIALIZED VIEW west.truck_count AS SELECT count(*) AS trucks FROM west.trucks",
            "CREATE TABLE west.trips (id int, day date) PARTITION BY RANGE (day)",
            "CREATE TABLE west.trips_2020 PARTITION OF west.trips FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
            "INSERT INTO west.trips VALUES (1, '2020-02-02')",
            "CREATE TABLE public.pg_payments (id int)", "INSERT INTO public.pg_payments VALUES (3)",
            "CREATE TABLE public.sqlite_notes (id int)", "CREATE TABLE public.alembic_version (v text)",
        ):  # fmt: skip
            connection.exec_driver_sql(statement)
    writer.dispose()
    database = ReadOnlyDatabase("mines", own, choice=TableChoice(schemas=("public", "east", "west", "pg_catalog")))
    yield database
    database.close()


def test_schemas_views_and_partitions_of_postgresql_are_read_as_people_name_them(
    postgres_of_several_schemas: ReadOnlyDatabase,
) -> None:
    database = postgres_of_several_schemas
    assert set(database.metadata().tables) == {
        "plants", "regions", "pg_payments", "sqlite_notes", "east.mines", "west.mines", "west.trucks",
        "west.truck_count", "west.trips",
    }  # fmt: skip
    assert database.query("SELECT trucks.id FROM trucks").rows == [[7]]
    assert database.query("SELECT trucks FROM truck_count").rows == [[1]]
    assert database.query("SELECT id FROM trips").rows == [[1]]
    assert database.query("SELECT pg_payments.id FROM pg_payments").rows == [[3]]
    assert database.query("SELECT west.mines.name FROM east.mines RIGHT JOIN west.mines ON TRUE").rows == [
        ["Copper Hill"]
    ]
    with pytest.raises(SqlRejected, match=r"several tables called mines\. Write east\.mines or west\.mines"):
        database.query("SELECT * FROM mines")
    for hidden in ("west.trips_2020", "trips_2020", "alembic_version", "pg_class", "pg_catalog.pg_class"):
        with pytest.raises(SqlRejected, match="There is no table"):
            database.query(f"SELECT * FROM {hidden}")


def test_a_table_that_begins_like_an_engines_own_is_a_table(mysql_database: ReadOnlyDatabase) -> None:
    writer = sa.create_engine(mysql_database._url.set(drivername="mysql+pymysql"))
    with writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE pg_payments (id int)")
        connection.exec_driver_sql("CREATE TABLE sqlite_notes (id int)")
    writer.dispose()
    assert {"pg_payments", "sqlite_notes"} <= set(mysql_database.metadata().tables)
    assert mysql_database.query("SELECT COUNT(*) FROM pg_payments, sqlite_notes").rows == [[0]]
