import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from tools.databases import ReadOnlyDatabase
from tools.errors import QueryFailed
from tools.sqlite_values import MOST_BYTES, longest_value, trimmed, trimmed_left, trimmed_right


@pytest.mark.parametrize(
    ("value", "characters"),
    [("  xxa bxx", "x "), ("临江区区", "区"), ("", "x"), ("xxx", "x"), ("abc", ""), (None, "x"), ("abc", None),
     (1.5, "5"), (100, "0"), (3.0, "0"), (1e300, "3"), ("ÄbÄ", "Ä"), (-0.25, "-")],
)  # fmt: skip
def test_trimming_gives_what_sqlite_gives(value: Any, characters: Any) -> None:
    connection = sqlite3.connect(":memory:")
    query = "SELECT trim(?1, ?2), ltrim(?1, ?2), rtrim(?1, ?2)"
    expected = connection.execute(query, (value, characters)).fetchone()
    ours = trimmed(value, characters), trimmed_left(value, characters), trimmed_right(value, characters)
    assert ours == expected


def test_values_may_be_large_where_nothing_makes_them_grow() -> None:
    plain, grown, searched = "SELECT photo FROM pets", "SELECT a || b FROM pets", "SELECT instr(a, b) FROM pets"
    assert longest_value(plain, 1) == MOST_BYTES
    assert longest_value(plain, 1) > longest_value(grown, 1) > longest_value(searched, 1)
    assert longest_value("SELECT REPLACE(a, 'x', 'y') || b FROM pets", 1) == longest_value(searched, 1)
    assert longest_value(plain, 200) * 200 <= longest_value(plain, 4) * 4


@pytest.fixture
def pets(tmp_path: Path) -> ReadOnlyDatabase:
    path = tmp_path / "pets.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE pets (name TEXT, photo BLOB)")
    connection.execute("INSERT INTO pets VALUES ('xxRexx', zeroblob(3000000)), ('Mia', NULL)")
    connection.commit()
    connection.close()
    return ReadOnlyDatabase("pets", f"sqlite:///{path}")


def test_a_photo_among_the_columns_does_not_fail_the_query(pets: ReadOnlyDatabase) -> None:
    assert pets.query("SELECT * FROM pets").rows == [["xxRexx", "<3000000 bytes>"], ["Mia", None]]


def test_characters_are_taken_off_by_the_database(pets: ReadOnlyDatabase) -> None:
    assert pets.query("SELECT TRIM(name, 'x') FROM pets").rows == [["Re"], ["Mia"]]


def grown(times: int) -> str:
    """A text of 10 to the power of `times` + 1 characters."""
    text = "'aaaaaaaaaa'"
    for _ in range(times):
        text = f"REPLACE({text}, 'a', 'aaaaaaaaaa')"
    return text


def test_a_value_grown_too_large_is_refused_with_what_to_do(pets: ReadOnlyDatabase) -> None:
    assert pets.query(f"SELECT LENGTH({grown(4)}) FROM pets").rows == [[100_000]] * 2
    with pytest.raises(QueryFailed, match="larger than the database may handle here"):
        pets.query(f"SELECT INSTR({grown(6)}, 'b') FROM pets")


def test_no_row_of_many_columns_fills_the_memory(pets: ReadOnlyDatabase) -> None:
    columns = ", ".join(f"CAST(photo AS TEXT) AS c{i}" for i in range(200))
    with pytest.raises(QueryFailed, match="larger than the database may handle here"):
        pets.query(f"SELECT {columns} FROM pets")


def test_slow_queries_of_one_database_keep_no_other_waiting(
    pets: ReadOnlyDatabase, sqlite_database: ReadOnlyDatabase
) -> None:
    enough = threading.Event()
    endless = "SELECT COUNT(*) FROM " + ", ".join(f"pets AS p{i}" for i in range(60))

    def ask() -> None:
        with pytest.raises(Exception, match="stopped"):
            pets.query(endless, cancelled=enough.is_set)

    busy = [threading.Thread(target=ask) for _ in range(8)]
    for thread in busy:
        thread.start()
    assert sqlite_database.query("SELECT COUNT(*) FROM plants").rows == [[3]]
    enough.set()
    for thread in busy:
        thread.join()
