"""One small library on every engine: flags, events, gaps, codes and lists as each of them keeps them."""

import datetime as dt
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from chains.text2sql.analysis.question import read_question
from chains.text2sql.linking.filter_options import filter_options
from chains.text2sql.linking.filters import FilterOption
from chains.text2sql.schema.graph import schema_of
from tools.databases import ReadOnlyDatabase

POSTGRES = os.environ.get("SANCHA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
MYSQL = os.environ.get("SANCHA_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test")
TODAY = dt.date(2026, 5, 4)

_TYPES = {
    "sqlite": {"flag": "BOOLEAN", "bit": "INTEGER", "small": "INTEGER", "moment": "DATETIME", "list": "TEXT"},
    "postgresql": {"flag": "BOOLEAN", "bit": "BIT(1)", "small": "SMALLINT", "moment": "TIMESTAMP", "list": "TEXT[]"},
    "mysql": {
        "flag": "TINYINT(1)", "bit": "BIT(1)", "small": "TINYINT", "moment": "DATETIME",
        "list": "SET('poetry','crime','science fiction','history')",
    },
}  # fmt: skip
_VALUES = {
    "sqlite": {"yes": "1", "no": "0", "one": "1", "zero": "0",
               "lists": ("'poetry,crime'", "'crime'", "'history,crime'")},
    "postgresql": {
        "yes": "TRUE", "no": "FALSE", "one": "B'1'", "zero": "B'0'",
        "lists": ("'{poetry,crime}'", "'{crime}'", "'{\"science fiction\",crime}'"),
    },
    "mysql": {"yes": "1", "no": "0", "one": "b'1'", "zero": "b'0'",
              "lists": ("'poetry,crime'", "'crime'", "'science fiction,crime'")},
}  # fmt: skip
_COMMENTS = {
    "loans.loan_state": "0=reserved, 1=handed out, 2=brought back",
    "loans.channel": "借阅渠道：C柜台 A自助机 W网站",
    "readers.is_staff": "是否馆员 1是 0否",
    "readers.email": "电子邮箱",
    "librarians.mentor_id": "导师编号",
}


def statements(engine: str) -> list[str]:
    """Return the statements that make the library."""
    types, cells = _TYPES[engine], _VALUES[engine]
    first, second, third = cells["lists"]

    def comment(column: str) -> str:
        return f" COMMENT '{_COMMENTS[column]}'" if engine == "mysql" else ""

    def remark(column: str) -> str:
        return f" /* {_COMMENTS[column]} */" if engine == "sqlite" else ""

    made = [
        "CREATE TABLE librarians (id INTEGER PRIMARY KEY, name VARCHAR(40), "
        f"mentor_id INTEGER{comment('librarians.mentor_id')},{remark('librarians.mentor_id')}\n left_on DATE)",
        f"CREATE TABLE readers (id INTEGER PRIMARY KEY, name VARCHAR(40), active {types['flag']}, "
        f"is_blocked {types['bit']}, wants_letters CHAR(1), "
        f"is_staff {types['small']}{comment('readers.is_staff')},{remark('readers.is_staff')}\n sex CHAR(1), "
        f"mobile VARCHAR(20), email VARCHAR(40){comment('readers.email')},{remark('readers.email')}\n "
        f"town VARCHAR(30), "
        f"interests {types['list']}, deleted_at {types['moment']}, has_locker {types['flag']})",
        f"CREATE TABLE loans (id INTEGER PRIMARY KEY, reader_id INTEGER, librarian_id INTEGER, "
        f"loan_state {types['small']}{comment('loans.loan_state')},{remark('loans.loan_state')}\n "
        f"channel CHAR(1){comment('loans.channel')},{remark('loans.channel')}\n progress VARCHAR(20), "
        f"returned_on DATE, fine_paid_at {types['moment']})",
        "INSERT INTO librarians VALUES (1, 'Zoë Marsh', NULL, NULL), (2, 'Ivo Brandt', 1, '2020-03-01')",
        f"INSERT INTO readers VALUES "
        f"(1, 'Ida Holm', {cells['yes']}, {cells['zero']}, 'Y', 1, 'F', '0151', 'ida@x', 'Malmö', {first}, NULL, "
        f"{cells['yes']}), "
        f"(2, 'Ida Kurz', {cells['no']}, {cells['one']}, 'N', 0, 'F', NULL, '', 'malmö', {second}, "
        f"'2024-01-02 10:00:00', {cells['no']}), "
        f"(3, 'Per Lund', {cells['yes']}, {cells['zero']}, 'N', 0, 'M', '', NULL, ' Malmö ', {third}, NULL, "
        f"{cells['no']})",
        "INSERT INTO loans VALUES (1, 1, 1, 0, 'C', 'NOT_PICKED_UP', NULL, NULL), "
        "(2, 2, NULL, 1, 'A', 'on-the-way', NULL, '2024-02-01 09:00:00'), "
        "(3, 3, 2, 2, 'W', 'inRepair', '2024-03-01', NULL), (4, 3, 2, 2, 'W', 'CANCELED', '2024-03-02', NULL)",
    ]
    if engine == "postgresql":
        made.extend(f"COMMENT ON COLUMN {column} IS '{text}'" for column, text in _COMMENTS.items())
    return made


def made_on(engine: str, folder: Path, made: list[str]) -> Iterator[ReadOnlyDatabase]:
    """Yield a database of its own in which the statements were run; skips where no server answers."""
    if engine == "sqlite":
        path = folder / "library.db"
        connection = sqlite3.connect(path)
        for statement in made:
            connection.execute(statement)
        connection.commit()
        connection.close()
        database = ReadOnlyDatabase("library", f"sqlite:///{path}")
        yield database
        database.close()
        return
    url, driver = (POSTGRES, "postgresql+psycopg") if engine == "postgresql" else (MYSQL, "mysql+pymysql")
    pytest.importorskip(driver.rpartition("+")[2], reason="its driver is not installed")
    owner = sa.create_engine(sa.make_url(url).set(drivername=driver))
    name = f"sancha_linking_{os.getpid()}"
    try:
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as error:
        pytest.skip(f"no server answers at {owner.url.host}:{owner.url.port}: {error.orig}")
    own = sa.make_url(url).set(database=name)
    writer = sa.create_engine(own.set(drivername=driver))
    with writer.begin() as connection:
        for statement in made:
            connection.exec_driver_sql(statement)
    writer.dispose()
    database = ReadOnlyDatabase("library", own)
    try:
        yield database
    finally:
        database.close()
        by_force = " WITH (FORCE)" if engine == "postgresql" else ""
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{by_force}")
        owner.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mysql"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadOnlyDatabase]:
    yield from made_on(request.param, tmp_path_factory.mktemp("library"), statements(request.param))


Read = Callable[[str], list[FilterOption]]


def reader_of(database: ReadOnlyDatabase) -> Read:
    """Return what reads a question on the database as filters."""

    def read(text: str) -> list[FilterOption]:
        question = read_question(text, today=TODAY)
        schema = schema_of(database)
        return filter_options(question, schema, database.profile, database.values(), database.find_value)

    return read


@pytest.fixture
def read(library: ReadOnlyDatabase) -> Read:
    return reader_of(library)
