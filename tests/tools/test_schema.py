import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tools.databases import ReadOnlyDatabase


def _made(path: Path, script: str) -> ReadOnlyDatabase:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return ReadOnlyDatabase("garden", f"sqlite:///{path}")


def _write(database: ReadOnlyDatabase, *statements: str) -> None:
    owner = sa.create_engine(database._reader.engine.url)
    with owner.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    owner.dispose()
    database.refresh()


def test_a_broken_view_does_not_keep_its_database_from_being_asked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = _made(
        tmp_path / "garden.db",
        """
        CREATE TABLE beds (bed_id INTEGER PRIMARY KEY, name TEXT); INSERT INTO beds VALUES (1, 'Rose bed');
        CREATE TABLE tools_lent (name TEXT);
        CREATE VIEW "lent [""now]" AS SELECT name FROM tools_lent;
        CREATE VIEW bed_names AS SELECT name FROM beds;
        DROP TABLE tools_lent;
        """,
    )
    assert set(database.metadata().tables) == {"beds", "bed_names"}
    assert database.query("SELECT name FROM bed_names").rows == [["Rose bed"]]
    assert len(database.values()) > 0
    assert 'lent ["now]' in caplog.text


def test_a_broken_view_of_mysql_is_left_out_too(mysql_database: ReadOnlyDatabase) -> None:
    _write(
        mysql_database,
        "CREATE TABLE lent (name VARCHAR(20))",
        "CREATE VIEW lent_now AS SELECT name FROM lent",
        "DROP TABLE lent",
    )
    assert set(mysql_database.metadata().tables) == {"plants", "regions"}
    assert mysql_database.query("SELECT COUNT(*) FROM plants").rows == [[3]]


def test_a_column_of_a_domain_has_the_type_that_it_is_made_of(postgres_database: ReadOnlyDatabase) -> None:
    _write(
        postgres_database,
        "CREATE DOMAIN weight_kg AS numeric(12,3) CHECK (VALUE > 0)",
        "CREATE DOMAIN net_weight AS weight_kg",
        "CREATE DOMAIN nickname AS varchar(20)",
        "CREATE DOMAIN birthday AS date",
        "CREATE TABLE animals (gross weight_kg, net net_weight, called nickname, born birthday)",
        "INSERT INTO animals VALUES (2.5, 2.25, 'Mia', '2021-02-03')",
    )
    columns = postgres_database.metadata().tables["animals"].columns
    kinds = [sa.Numeric, sa.Numeric, sa.String, sa.Date]
    assert [isinstance(column.type, kind) for column, kind in zip(columns, kinds, strict=True)] == [True] * 4
    assert postgres_database.values().of("animals", "called") == ["Mia"]
    assert postgres_database.query("SELECT SUM(gross) FROM animals WHERE born > '2021-01-01'").rows == [[2.5]]


def test_a_long_comment_is_kept_to_its_beginning(postgres_database: ReadOnlyDatabase) -> None:
    long = "what it is called, " * 3_000
    _write(postgres_database, f"COMMENT ON COLUMN plants.name IS '{long}'")
    comment = postgres_database.metadata().tables["plants"].columns["name"].comment
    assert comment is not None
    assert long.startswith(comment)
    assert len(comment) == 2_000


def test_only_the_engines_own_tables_are_hidden(
    mysql_database: ReadOnlyDatabase, postgres_database: ReadOnlyDatabase, tmp_path: Path
) -> None:
    _write(mysql_database, "CREATE TABLE pg_rated_films (n INTEGER)", "CREATE TABLE sqlite_notes (n INTEGER)")
    assert {"pg_rated_films", "sqlite_notes"} <= set(mysql_database.metadata().tables)
    _write(postgres_database, "CREATE TABLE sqlite_notes (n INTEGER)", "CREATE TABLE alembic_version (n INTEGER)")
    assert set(postgres_database.metadata().tables) == {"plants", "regions", "sqlite_notes"}
    counted = "CREATE TABLE pg_rated_films (n INTEGER PRIMARY KEY AUTOINCREMENT)"
    assert set(_made(tmp_path / "films.db", counted).metadata().tables) == {"pg_rated_films"}
