"""Odd values of real engines, read as the engine prints them."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tools.databases import ReadOnlyDatabase
from tools.engine_text import PostgresText


def _write(database: ReadOnlyDatabase, statements: Sequence[str]) -> None:
    # SQLite's engine for reading has no address of its own
    owner = sa.create_engine(database._url if database.dialect == "sqlite" else database._reader.engine.url)
    with owner.begin() as connection:
        if database.dialect == "mysql":
            # as servers before 5.7 did, and many that grew out of them still do
            connection.exec_driver_sql("SET SESSION sql_mode = ''")
        for statement in statements:
            connection.exec_driver_sql(statement)
    owner.dispose()
    database.refresh()


def _column(database: ReadOnlyDatabase, kind: str, literals: Sequence[str]) -> list[Any]:
    """What is read of a column of this type that holds these values."""
    rows = ", ".join(f"({number}, {literal})" for number, literal in enumerate(literals))
    _write(database, [f"CREATE TABLE odd (n INTEGER, x {kind})", f"INSERT INTO odd VALUES {rows}".replace("%", "%%")])
    return [row[0] for row in database.query("SELECT x FROM odd ORDER BY n").rows]


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("date", ["infinity", "-infinity", "0099-07-01 BC", "12024-01-01", "2023-05-06"]),
        ("timestamp", ["infinity", "0001-01-01 00:00:00 BC", "2023-05-06 07:08:09.25"]),
        ("timestamptz", ["-infinity", "2023-05-06 07:08:09+00"]),
        ("time", ["24:00:00", "07:08:09"]),
        ("timetz", ["24:00:00+02", "07:08:09-03:30"]),
        ("interval", ["1 year 2 mons 3 days 04:05:06", "-1 days +02:03:00", "100:00:00"]),
        ("numeric", ["NaN", "Infinity", "-Infinity"]),
        ("numeric(30,2)", ["98765432109876543210.12", "-98765432109876543210.10"]),
        ("double precision", ["NaN", "Infinity", "-Infinity"]),
        ("bit(3)", ["101", "000"]),
        ("varbit", ["10110"]),
        ("uuid", ["a1a2a3a4-b1b2-c1c2-d1d2-d3d4d5d6d7d8"]),
        ("inet", ["10.1.2.3", "10.1.2.0/24", "::1"]),
        ("macaddr", ["08:00:2b:01:02:03"]),
        ("point", ["(3,4.5)"]),
        ("json", ['{"b": 1,  "a": [true, null]}', "null"]),
        ("jsonb", ['{"a": [true, null], "b": 1}', "12345678901234567890.5"]),
        ("int4range", ["[2,7)", "empty", "(,3)"]),
        ("daterange", ["[2023-01-01,infinity)", "[2023-01-01,2023-02-01)"]),
        ("xml", ["<a>1</a>"]),
        ("bigint", ["9223372036854775807", "-9007199254740993"]),
    ],
)
def test_postgresql_cells_are_the_servers_own_text(
    postgres_database: ReadOnlyDatabase, kind: str, printed: list[str]
) -> None:
    assert _column(postgres_database, kind, [f"'{text}'" for text in printed]) == printed


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("text[]", ["{}", '{a,"b c",NULL}']),
        ("integer[]", ["{{1,2},{3,4}}"]),
        ("date[]", ["{infinity,2023-05-06}"]),
        ("numeric[]", ["{0.10,NaN}"]),
        ("boolean[]", ["{t,f}"]),
        ("int4range[]", ['{"[1,3)"}']),
    ],
)
def test_postgresql_arrays_are_printed_as_they_are_written(
    postgres_database: ReadOnlyDatabase, kind: str, printed: list[str]
) -> None:
    assert _column(postgres_database, kind, [f"'{text}'" for text in printed]) == printed


def test_postgresql_types_that_json_has_stay_what_they_are(postgres_database: ReadOnlyDatabase) -> None:
    assert _column(postgres_database, "boolean", ["true", "false", "null"]) == [True, False, None]
    _write(postgres_database, ["DROP TABLE odd"])
    assert _column(postgres_database, "numeric(12,2)", ["0.10", "300", "-2.50"]) == [0.1, 300, -2.5]
    _write(postgres_database, ["DROP TABLE odd"])
    assert _column(postgres_database, "real", ["0.1", "2"]) == [0.1, 2.0]
    _write(postgres_database, ["DROP TABLE odd"])
    assert _column(postgres_database, "bytea", [r"'\x0102ff'"]) == ["<3 bytes>"]


def test_postgresql_types_of_ones_own_are_read(postgres_database: ReadOnlyDatabase) -> None:
    _write(
        postgres_database,
        [
            "CREATE TYPE shade AS ENUM ('pale', 'deep')",
            "CREATE DOMAIN tonnes AS numeric(24,3)",
            "CREATE TYPE spot AS (x integer, label text)",
            "CREATE TABLE cargo (hue shade, hues shade[], load tonnes, place spot)",
            "INSERT INTO cargo VALUES ('deep', '{pale,deep}', 123456789012345678.125, (4, 'dock, east'))",
        ],
    )
    assert postgres_database.query("SELECT * FROM cargo").rows == [
        ["deep", "{pale,deep}", "123456789012345678.125", '(4,"dock, east")']
    ]


def test_a_sum_of_exact_numbers_is_exact(any_database: ReadOnlyDatabase) -> None:
    kind = "DECIMAL(24,2)"
    assert _column(any_database, kind, ["0.10", "0.20", "0.30"]) == [0.1, 0.2, 0.3]
    assert any_database.query("SELECT SUM(x) FROM odd").rows == [[0.6]]
    if any_database.dialect != "sqlite":  # which keeps no decimals, only doubles
        _write(any_database, ["INSERT INTO odd VALUES (9, 70000000000000001.15)"])
        assert any_database.query("SELECT SUM(x) FROM odd").rows == [["70000000000000001.75"]]


def test_dates_are_printed_in_one_way_whatever_the_servers_habit(postgres_database: ReadOnlyDatabase) -> None:
    name = postgres_database._reader.engine.url.database
    _write(
        postgres_database,
        [
            f"ALTER DATABASE {name} SET DateStyle = 'German'",
            f"ALTER DATABASE {name} SET IntervalStyle = 'sql_standard'",
            "CREATE TABLE visits (day date, spent interval)",
            "INSERT INTO visits VALUES (DATE '2023-05-06', INTERVAL '1 day 2 hours')",
        ],
    )
    postgres_database._reader.engine.dispose()
    assert postgres_database.query("SELECT day, spent FROM visits").rows == [["2023-05-06", "1 day 02:00:00"]]


def test_keys_of_several_columns_are_still_reflected_where_arrays_are_text(
    postgres_database: ReadOnlyDatabase,
) -> None:
    _write(
        postgres_database,
        [
            "CREATE TABLE berths (pier integer, slot integer, PRIMARY KEY (pier, slot))",
            "CREATE TABLE ships (pier integer, slot integer, FOREIGN KEY (pier, slot) REFERENCES berths (pier, slot))",
        ],
    )
    postgres_database.query("SELECT * FROM berths")
    tables = postgres_database.metadata().tables
    assert [column.name for column in tables["berths"].primary_key] == ["pier", "slot"]
    assert sorted(key.target_fullname for key in tables["ships"].foreign_keys) == ["berths.pier", "berths.slot"]


def test_bytes_that_are_no_text_do_not_fail_the_query() -> None:
    assert PostgresText(25).load(b"caf\xe9 \xe4\xb8\xad") == "caf\ufffd 中"


@pytest.mark.parametrize(
    ("kind", "literals", "read"),
    [
        ("TIME", ["'100:30:00'", "'-01:00:00'", "'838:59:59'", "'00:00:01'"], None),
        ("TIME(3)", ["'07:08:09.250'"], None),
        ("DATE", ["'0000-00-00'", "'2023-00-00'", "'2023-05-06'"], None),
        ("DATETIME", ["'0000-00-00 00:00:00'", "'2023-05-06 07:08:09'"], None),
        ("DATETIME(3)", ["'2023-05-06 07:08:09.250'"], None),
        ("BIT(1)", ["b'1'", "b'0'", "NULL"], [1, 0, None]),
        ("BIT(12)", ["b'101010101010'"], [2730]),
        ("BIT(64)", ["x'ffffffffffffffff'"], ["18446744073709551615"]),
        ("BIGINT UNSIGNED", ["18446744073709551615", "7"], ["18446744073709551615", 7]),
        (
            "DECIMAL(40,6)",
            ["1234567890123456789012.000001", "0.000001", "5"],
            ["1234567890123456789012.000001", 1e-6, 5],
        ),
        ("YEAR", ["1999", "0"], [1999, 0]),
        ("ENUM('low','high')", ["'high'"], ["high"]),
        ("SET('red','blue')", ["'blue,red'", "''"], ["red,blue", ""]),
        ("JSON", ["""'{"a": [true, null]}'"""], ['{"a": [true, null]}']),
        ("FLOAT", ["0.1"], [0.1]),
        ("BINARY(4)", ["x'01020304'"], ["<4 bytes>"]),
        ("TEXT", ["'50% 👍'"], ["50% 👍"]),
    ],
)
def test_mysql_cells_are_what_the_server_prints(
    mysql_database: ReadOnlyDatabase, kind: str, literals: list[str], read: list[Any] | None
) -> None:
    assert _column(mysql_database, kind, literals) == (
        read if read is not None else [literal.strip("'") for literal in literals]
    )


def test_sqlite_cells_of_any_type_stand_in_one_column(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE odd (n INTEGER PRIMARY KEY, x NUMERIC)")
    cells: list[Any] = [3, 0.1, "about 7", b"\x00\x01", None, 2**62, float("inf"), -float("inf"), 1e300]
    connection.executemany("INSERT INTO odd (x) VALUES (?)", [(cell,) for cell in cells])
    connection.execute("INSERT INTO odd (x) VALUES (CAST(x'636166e9' AS TEXT))")
    connection.commit()
    connection.close()
    database = ReadOnlyDatabase("odd", f"sqlite:///{path}")
    assert [row[0] for row in database.query("SELECT x FROM odd ORDER BY n").rows] == [
        3, 0.1, "about 7", "<2 bytes>", None, str(2**62), "Inf", "-Inf", 1e300, "caf\ufffd",
    ]  # fmt: skip
    database.close()


def test_sqlite_numbers_have_the_fifteen_digits_that_it_prints(tmp_path: Path) -> None:
    path = tmp_path / "sums.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE sums (x REAL)")
    connection.executemany("INSERT INTO sums VALUES (?)", [(0.1 + 0.2,), (4503599627370497.5,), (1234567.125,)])
    connection.commit()
    connection.close()
    database = ReadOnlyDatabase("sums", f"sqlite:///{path}")
    assert database.query("SELECT x FROM sums ORDER BY rowid").rows == [[0.3], [4503599627370497.5], [1234567.125]]
    database.close()
