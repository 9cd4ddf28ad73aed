"""Texts that try to become syntax, in every place of every function that a query may call, read and then run."""

import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.tools.conftest import MYSQL, POSTGRES
from tools.catalog import Catalog
from tools.databases import ReadOnlyDatabase
from tools.errors import QueryError, QueryTimeout, SqlRejected
from tools.limits import QueryLimits
from tools.sql_functions import FUNCTIONS, UNITS
from tools.sql_guard import check

TABLES = {"plants": ["plant_id", "name", "capacity_mw", "opened", "region_id"]}
LOCK = 724_190
BREAKS = [
    "{0} -- '\n/*! , {1} */ -- '\n", "{0} /*/*/ FROM opened), {1} -- */ */", "{0} -- {1}", "{0} #{1}", "{0} /*{1}",
    "{0} */ {1} /*", "{0}' {1}", "{0}\\' {1}", "{0}\\", '{0}" {1}', "{0}` {1}", "{0}$$ {1}", "{0}\n{1}", "{0}\u2028{1}",
    "{0}\u00a0{1}", "{0}; {1}", "{0}) {1}", "{0} FROM opened), {1}", "{0}, {1}", "{1}",
]  # fmt: skip
"""How a text may try to end where it stands; {0} is a unit, which a text may stand for, and {1} what is to run."""
SENTINELS = {
    "postgresql": f"pg_sleep(30), pg_advisory_lock({LOCK}), hidden FROM secrets",
    "mysql": f"SLEEP(30), GET_LOCK('{LOCK}', 0), LOAD_FILE('/etc/passwd'), hidden FROM secrets",
    "sqlite": "randomblob(99), hidden FROM secrets",
}
FORBIDDEN = re.compile(
    r"--|/\*|#|\b(?:pg_sleep|pg_advisory_lock|sleep|get_lock|load_file|randomblob|hidden|secrets)\b", re.I
)
OUTSIDE = {
    "postgresql": re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\""""),
    "mysql": re.compile(r"'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`", re.DOTALL),
    "sqlite": re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\""""),
}


def quoted(text: str, dialect: str) -> str:
    escaped = text.replace("\\", "\\\\") if dialect == "mysql" else text
    return "'" + escaped.replace("'", "''") + "'"


def calls(dialect: str, breaks: list[str], unit: str = "DAY") -> Iterator[str]:
    """Every function with one to three arguments, a hostile text or the same without quotes in each place."""
    words = sorted(FUNCTIONS[dialect] | {"timestampdiff", "date_part", "date_trunc", "date_diff", "date_add"})
    for name, count, breaking in itertools.product(words, (1, 2, 3), breaks):
        payload = breaking.format(unit, SENTINELS[dialect])
        for place in range(count):
            arguments = ["opened", "name", "capacity_mw"][:count]
            arguments[place] = quoted(payload, dialect)
            yield f"SELECT {name.upper()}({', '.join(arguments)}) FROM plants"


def special_forms(dialect: str, breaks: list[str]) -> Iterator[str]:
    """The places that have a grammar of their own, with the text bare and in each kind of quotes."""
    forms = [
        "EXTRACT({} FROM opened)", "opened + INTERVAL {}", "opened + INTERVAL '1' {}", "INTERVAL {} DAY",
        "CAST(name AS {})", "CAST(name AS VARCHAR({}))", "CAST(name AS TEXT FORMAT {})", "name COLLATE {}",
        "opened AT TIME ZONE {}", "CONVERT(name USING {})", "CONVERT(name, {})", "TRIM({} FROM name)",
        "GROUP_CONCAT(name SEPARATOR {})", "name LIKE 'x' ESCAPE {}", "name -> {}", "name ->> {}", "name::{}",
        "DATE_ADD(opened, INTERVAL 1 {})", "POSITION({} IN name)", "SUBSTRING(name FROM {})", "CHAR(65 USING {})",
        "{}", "E{}", "N{}", "x{}", "U&{}", "_utf8mb4{}", "$a${}$a$", "JSON_VALUE(name, {})",
    ]  # fmt: skip
    for form, breaking in itertools.product(forms, breaks):
        payload = breaking.format("DAY", SENTINELS[dialect])
        double = '"' + payload.replace('"', '""') + '"'
        for written in (payload, quoted(payload, dialect), double, "`" + payload.replace("`", "``") + "`"):
            yield f"SELECT {form.format(written)} FROM plants"


def accepted(statement: str, dialect: str) -> str | None:
    try:
        return check(statement, Catalog.named(dialect, TABLES))
    except SqlRejected:
        return None


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_no_text_in_any_function_becomes_syntax(dialect: str) -> None:
    tried = passed = 0
    for statement in itertools.chain(calls(dialect, BREAKS[:3]), special_forms(dialect, BREAKS[::2])):
        tried += 1
        written = accepted(statement, dialect)
        if written is not None:
            passed += 1
            assert not FORBIDDEN.search(OUTSIDE[dialect].sub("''", written)), (statement, written)
    assert 0 < passed < tried


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_unit_is_a_bare_word_and_nothing_more(unit: str) -> None:
    assert accepted(f"SELECT EXTRACT({unit} FROM opened) FROM plants", "postgresql")
    assert accepted(f"SELECT EXTRACT('{unit} FROM opened), (SELECT 1' FROM opened) FROM plants", "postgresql") is None


@pytest.fixture
def postgres_with_secret(postgres_database: ReadOnlyDatabase) -> Iterator[ReadOnlyDatabase]:
    yield from with_secret(postgres_database, "postgresql+psycopg", POSTGRES)


@pytest.fixture
def mysql_with_secret(mysql_database: ReadOnlyDatabase) -> Iterator[ReadOnlyDatabase]:
    yield from with_secret(mysql_database, "mysql+pymysql", MYSQL)


def with_secret(database: ReadOnlyDatabase, driver: str, url: str) -> Iterator[ReadOnlyDatabase]:
    database.metadata()  # what comes now is not known to it
    writer = sa.create_engine(sa.make_url(url).set(drivername=driver, database=database._url.database))
    with writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE secrets (hidden VARCHAR(40))")
        connection.exec_driver_sql("INSERT INTO secrets VALUES ('swordfish')")
    writer.dispose()
    yield database


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_what_passes_does_nothing_else_on_a_live_server(dialect: str, request: pytest.FixtureRequest) -> None:
    database = request.getfixturevalue("postgres_with_secret" if dialect == "postgresql" else "mysql_with_secret")
    tried = itertools.chain(calls(dialect, BREAKS[:1]), special_forms(dialect, BREAKS[:12]))
    statements = [statement for statement in tried if accepted(statement, dialect)]
    limits = QueryLimits(seconds=20.0, rows=5)
    answered = 0
    for statement in statements:
        began = time.monotonic()
        try:
            rows = database.query(statement, limits=limits).rows
        except QueryTimeout:
            pytest.fail(f"it slept: {statement}")
        except QueryError:
            continue  # the server's own refusal of a strange text
        answered += 1
        assert time.monotonic() - began < limits.seconds
        assert "swordfish" not in str(rows)
        assert "root:" not in str(rows)
    assert answered
    if dialect == "postgresql":
        locks = database._run(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {LOCK}", limits)
        assert locks.rows == [[0]]
    else:
        assert database._run(f"SELECT IS_FREE_LOCK('{LOCK}')", limits).rows == [[1]]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT set_config('role', 'none', true)",
        "SELECT query_to_xml('SELECT 1', true, true, '')",
        "SELECT DATE_PART('day FROM opened), set_config(''role'', ''none'', true), EXTRACT(day', opened) FROM plants",
        "SELECT DATE_PART('day /*/*/ FROM opened), pg_sleep(9) -- */ */', opened) FROM plants",
        "SELECT DATE_TRUNC('day'', opened), pg_sleep(9) --', opened) FROM plants",
    ],
)
def test_settings_and_statements_in_texts_are_out_of_reach_on_postgresql(statement: str) -> None:
    written = accepted(statement, "postgresql")
    assert written is None or not FORBIDDEN.search(OUTSIDE["postgresql"].sub("''", written))


def test_a_server_that_starts_in_other_quoting_modes_reads_as_the_guard_does(mysql_database: ReadOnlyDatabase) -> None:
    database = mysql_database
    owner = sa.create_engine(sa.make_url(MYSQL).set(drivername="mysql+pymysql"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        before = connection.exec_driver_sql("SELECT @@GLOBAL.sql_mode").scalar()
        try:
            connection.exec_driver_sql("SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'")
            rows = database.query(r"""SELECT "a\\'b", '\\', 'it\'s' FROM plants LIMIT 1""").rows
        finally:
            connection.exec_driver_sql(f"SET GLOBAL sql_mode = '{before}'")
    owner.dispose()
    assert rows == [["a\\'b", "\\", "it's"]]


def test_a_session_with_backslashes_in_plain_texts_reads_as_the_guard_does(
    postgres_database: ReadOnlyDatabase,
) -> None:
    name = postgres_database._url.database
    owner = sa.create_engine(sa.make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET standard_conforming_strings = off")
    owner.dispose()
    assert postgres_database.query(r"SELECT '\', ' -- ', E'\'' FROM plants LIMIT 1").rows == [["\\", " -- ", "'"]]


def test_a_file_of_the_server_is_neither_read_nor_written(mysql_database: ReadOnlyDatabase, tmp_path: Path) -> None:
    target = tmp_path / "stolen"
    for text in (
        f"DAY -- '\n/*! , opened, opened) FROM plants INTO OUTFILE \"{target}\" */ -- '\n",
        "DAY, opened, opened), LOAD_FILE('/etc/passwd'), TIMESTAMPDIFF(DAY",
    ):
        with pytest.raises(QueryError):
            mysql_database.query(f"SELECT TIMESTAMPDIFF({quoted(text, 'mysql')}, opened, opened) FROM plants")
    assert not target.exists()
