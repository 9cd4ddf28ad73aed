import logging
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.tools.conftest import MYSQL, POSTGRES
from tools.databases import ReadOnlyDatabase
from tools.date_formats import DateFormat, date_format_of
from tools.lists import items_of_array, list_of


def made(folder: Path, *statements: str) -> ReadOnlyDatabase:
    path = folder / "farm.db"
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return ReadOnlyDatabase("farm", f"sqlite:///{path}")


def insert(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "farm.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_profile_counts_what_a_column_holds(any_database: ReadOnlyDatabase) -> None:
    profile = any_database.profile("plants")
    assert set(profile) == {"plant_id", "name", "capacity_mw", "opened", "region_id"}
    assert set(profile["capacity_mw"].values) == {120, 300, 80}
    assert (profile["region_id"].distinct, profile["region_id"].nulls, profile["region_id"].rows) == (2, 0, 3)
    is_file = any_database.dialect == "sqlite"
    assert profile["opened"].date_format == ("iso_text" if is_file else "date")


def test_many_values_are_counted_and_not_listed(tmp_path: Path) -> None:
    database = made(tmp_path, "CREATE TABLE t (n INTEGER, photo BLOB)")
    for number in range(30):
        insert(tmp_path, f"INSERT INTO t VALUES ({number}, x'00')")
    profile = database.profile("t")
    assert (profile["n"].values, profile["n"].distinct) == ((), 30)
    assert "photo" not in profile


def test_an_unknown_table_has_no_profile(tmp_path: Path) -> None:
    assert made(tmp_path, "CREATE TABLE t (n INTEGER)").profile("other") == {}


def test_a_table_that_cannot_be_read_has_an_empty_profile(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = made(tmp_path, "CREATE TABLE t (n INTEGER)", "CREATE VIEW v AS SELECT n FROM t")
    database.metadata()
    insert(tmp_path, "DROP TABLE t")
    with caplog.at_level(logging.WARNING):
        assert database.profile("v") == {}
    assert "table not profiled" in caplog.text


def test_a_profile_is_kept_until_refreshed(tmp_path: Path) -> None:
    database = made(tmp_path, "CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (1)")
    assert database.profile("t")["n"].values == (1,)
    insert(tmp_path, "INSERT INTO t VALUES (2)")
    assert database.profile("t")["n"].values == (1,)
    database.refresh()
    assert database.profile("t")["n"].values == (1, 2)


def test_a_new_column_is_profiled_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = made(tmp_path, "CREATE TABLE t (n INTEGER)")
    database.profile("t")
    insert(tmp_path, "ALTER TABLE t ADD COLUMN m INTEGER")
    monkeypatch.setattr("tools.databases._SCHEMA_CHECK_SECONDS", 0.0)
    assert set(database.profile("t")) == {"n", "m"}


def _on_server(url: str, driver: str, statements: list[str]) -> ReadOnlyDatabase:
    owner = sa.create_engine(sa.make_url(url).set(drivername=driver))
    try:
        with owner.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    except sa.exc.OperationalError as error:
        pytest.skip(f"no server answers: {error.orig}")
    finally:
        owner.dispose()
    return ReadOnlyDatabase("types", url)


def test_types_of_postgresql_are_profiled() -> None:
    pytest.importorskip("psycopg")
    database = _on_server(
        POSTGRES,
        "postgresql+psycopg",
        [
            "DROP TABLE IF EXISTS sancha_profiled",
            "CREATE TABLE sancha_profiled (ok BOOLEAN, bit_flag BIT(1), tags TEXT[], colours JSONB, seen TIMESTAMPTZ, "
            "day DATE, span INTERVAL, price NUMERIC(8,2))",
            "INSERT INTO sancha_profiled VALUES (TRUE, B'1', '{oak,\"red pine\"}', '[\"a\",\"b\"]', now(), 'infinity', "
            "'1 mon', 1.50), (FALSE, B'0', NULL, '[\"b\"]', NULL, '0044-03-15 BC', NULL, 2.00)",
        ],
    )
    try:
        profile = database.profile("sancha_profiled")
    finally:
        database.close()
        owner = sa.create_engine(sa.make_url(POSTGRES).set(drivername="postgresql+psycopg"))
        with owner.begin() as connection:
            connection.exec_driver_sql("DROP TABLE sancha_profiled")
        owner.dispose()
    assert set(profile["ok"].values) == {True, False}
    assert set(profile["bit_flag"].values) == {"1", "0"}
    assert (profile["tags"].list_format, profile["tags"].members) == ("array", ("oak", "red pine"))
    assert (profile["colours"].list_format, profile["colours"].members) == ("json", ("a", "b"))
    assert (profile["seen"].date_format, profile["day"].date_format) == ("timestamptz", "date")
    assert profile["price"].values == (1.5, 2)


def test_types_of_mysql_are_profiled() -> None:
    pytest.importorskip("pymysql")
    database = _on_server(
        MYSQL,
        "mysql+pymysql",
        [
            "CREATE DATABASE IF NOT EXISTS test",
            "DROP TABLE IF EXISTS test.sancha_profiled",
            "CREATE TABLE test.sancha_profiled (ok TINYINT(1), bit_flag BIT(1), tags SET('oak','pine'), born YEAR, "
            "seen DATETIME)",
            "INSERT INTO test.sancha_profiled VALUES (1, b'1', 'oak,pine', 1990, '2024-01-02 03:04:05'), "
            "(0, b'0', '', NULL, NULL)",
        ],
    )
    try:
        profile = database.profile("sancha_profiled")
    finally:
        database.close()
        owner = sa.create_engine(sa.make_url(MYSQL).set(drivername="mysql+pymysql"))
        with owner.begin() as connection:
            connection.exec_driver_sql("DROP TABLE sancha_profiled")
        owner.dispose()
    assert set(profile["ok"].values) == {1, 0} == set(profile["bit_flag"].values)
    assert (profile["tags"].list_format, profile["tags"].members) == ("set", ("oak", "pine"))
    assert (profile["born"].date_format, profile["seen"].date_format) == ("year", "datetime")


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("born", ["1999-12-31", "2001-02-03"], "iso_text"),
        ("seen", ["2024-05-01 10:00:00", "2024-05-01T10:00:00Z", "2024-05-02"], "iso_datetime_text"),
        ("day", ["20240501", "20231231"], "compact_text"),
        ("day", [20240501, 20231231], "compact_int"),
        ("created_at", [1_714_550_400, 1_714_636_800], "epoch_s"),
        ("ts", [1_714_550_400_000], "epoch_ms"),
        ("创建时间", [1_714_550_400], "epoch_s"),
        ("month", ["2024-05", "2024-06"], "year_month_text"),
        ("period", [202405, 202406], "year_month_int"),
        ("release_year", [1999, 2005], "year"),
        ("年份", ["1999", "2005"], "year"),
        ("opens", ["09:00", "18:30:00"], "time"),
        # amounts and numbers that only look like times
        ("price", [1_714_550_400], None),
        ("seats", [1999, 2005], None),
        ("code", ["20241399", "12345678"], None),
        ("note", ["2024-05-01", "tomorrow", "later"], None),
        ("amount", [202405, 202499], None),
    ],
)
def test_formats_of_dates_are_told_from_cells(name: str, cells: list[object], expected: DateFormat | None) -> None:
    kind = sa.Integer() if isinstance(cells[0], int) else sa.Text()
    assert date_format_of(name, "", kind, cells, "sqlite") == expected


def test_an_empty_column_of_a_file_goes_by_its_declared_type() -> None:
    assert date_format_of("d", "", sa.Date(), [], "sqlite") == "iso_text"
    assert date_format_of("d", "", sa.DateTime(), [], "sqlite") == "iso_datetime_text"
    assert date_format_of("d", "", sa.Text(), [], "sqlite") is None


@pytest.mark.parametrize(
    ("name", "cells", "members"),
    [
        ("hobbies", ["sailing,chess", "chess", "golf, sailing"], ("sailing", "chess", "golf")),
        ("extras", ["wifi;pool", "pool", "sauna;wifi;pool"], ("wifi", "pool", "sauna")),
        ("爱好", ["游泳、跑步", "跑步"], ("游泳", "跑步")),
        ("kinds", ['["a", "b"]', '["b"]'], ("a", "b")),
    ],
)
def test_lists_in_texts_are_told_from_cells(name: str, cells: list[str], members: tuple[str, ...]) -> None:
    found = list_of(name, sa.Text(), cells)
    assert found is not None
    assert found.members == members


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("author", ["Lee, Ann", "Ray, Bob", "Kim, Ann"]),
        ("place", ["Lyon, France", "Paris, France", "Rome, Italy"]),
        ("note", ["Nice, but far too expensive for what it is", "Good"]),
        ("size", ["1,5", "2,5", "1,5"]),
        ("name", ["Oak", "Pine"]),
    ],
)
def test_commas_in_names_and_sentences_make_no_lists(name: str, cells: list[str]) -> None:
    assert list_of(name, sa.Text(), cells) is None


def test_elements_of_an_array_are_read_as_postgresql_prints_them() -> None:
    assert items_of_array('{red,"dark blue","a \\"b\\"",NULL}') == ["red", "dark blue", 'a "b"']
    assert items_of_array("{}") == []


def test_a_value_inserted_a_second_ago_is_found(tmp_path: Path) -> None:
    database = made(tmp_path, "CREATE TABLE farms (id INTEGER, name TEXT)", "INSERT INTO farms VALUES (1, 'Elm Yard')")
    values = database.values()
    insert(tmp_path, "INSERT INTO farms VALUES (2, 'Quince Hollow')")
    assert values.match("farms called Quince Hollow") == []
    found = database.find_value("quince hollow")
    assert [(m.table, m.column, m.value, m.variants) for m in found] == [
        ("farms", "name", "Quince Hollow", ("Quince Hollow",))
    ]


def test_a_value_is_looked_up_on_every_engine(any_database: ReadOnlyDatabase) -> None:
    assert [(m.table, m.value) for m in any_database.find_value("bay wind")] == [("plants", "Bay Wind")]
    assert any_database.find_value("O'Neill \\ 100%") == []
    assert any_database.find_value("  ") == []


def test_text_that_would_be_sql_is_only_text(any_database: ReadOnlyDatabase) -> None:
    assert any_database.find_value("' OR '1'='1") == []
    assert any_database.find_value("\\' OR 1=1 -- ") == []
