"""The demo database: the same rows every time, whole, and explained."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.demo.database import build
from tools.ddl_comments import comments_in


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("demo") / "grid.sqlite"
    build(path)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def tables(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return dict(found.fetchall())


def dump_hash(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def test_two_builds_hold_the_same_rows(tmp_path: Path) -> None:
    started = time.thread_time()
    build(tmp_path / "one.sqlite")
    assert time.thread_time() - started < 10  # of the processor; it takes one
    build(tmp_path / "deeper" / "two.sqlite")
    assert dump_hash(tmp_path / "one.sqlite") == dump_hash(tmp_path / "deeper" / "two.sqlite")


def test_a_build_replaces_an_older_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "grid.sqlite"
    path.write_text("not a database")
    build(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["grid.sqlite"]
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_build_that_fails_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "grid.sqlite"
    path.write_text("older")
    monkeypatch.setattr("server.demo.database._SCHEMA", tmp_path / "missing.sql")
    with pytest.raises(FileNotFoundError):
        build(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["grid.sqlite"]
    assert path.read_text() == "older"


def test_it_has_about_fifty_thousand_rows_in_about_ten_tables(grid: sqlite3.Connection) -> None:
    counts = {name: grid.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables(grid)}
    assert 10 <= len(counts) <= 14
    assert all(counts.values())
    assert 45_000 <= sum(counts.values()) <= 55_000


def test_every_foreign_key_leads_to_a_row(grid: sqlite3.Connection) -> None:
    assert grid.execute("PRAGMA foreign_key_check").fetchall() == []
    with_keys = [name for name in tables(grid) if grid.execute(f"PRAGMA foreign_key_list({name})").fetchall()]
    assert len(with_keys) >= 8


def test_every_foreign_key_has_an_index(grid: sqlite3.Connection) -> None:
    for name in tables(grid):
        if grid.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] < 100:
            continue
        indexes = [row[1] for row in grid.execute(f"PRAGMA index_list({name})")]
        leading = {grid.execute(f"PRAGMA index_info({index})").fetchone()[2] for index in indexes}
        keys = {row[3] for row in grid.execute(f"PRAGMA foreign_key_list({name})")} - {"line_id"}
        assert keys <= leading, name


def test_every_table_and_column_is_explained_in_both_languages(grid: sqlite3.Connection) -> None:
    for name, ddl in tables(grid).items():
        comments = comments_in(ddl)
        columns = {row[1] for row in grid.execute(f"PRAGMA table_info({name})")}
        assert comments.columns.keys() == columns
        for comment in (comments.table, *comments.columns.values()):
            chinese, _, english = str(comment).partition(" / ")
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
            assert english.isascii()
            assert english


def test_generation_covers_the_load_and_the_losses(grid: sqlite3.Connection) -> None:
    generated = grid.execute("SELECT SUM(generation_mwh) FROM daily_generation").fetchone()[0]
    supplied = grid.execute("SELECT SUM(energy_mwh) FROM daily_load").fetchone()[0]
    assert 1.03 < generated / supplied < 1.06


def test_no_plant_gives_more_than_its_capacity(grid: sqlite3.Connection) -> None:
    above = grid.execute(
        "SELECT COUNT(*) FROM daily_generation JOIN power_plants USING (plant_id) "
        "WHERE peak_output_mw > capacity_mw OR generation_mwh > capacity_mw * 24 "
        "OR peak_output_mw * 24 < generation_mwh"
    )
    assert above.fetchone()[0] == 0


def test_every_year_has_readings_and_events(grid: sqlite3.Connection) -> None:
    for table, column in {
        "daily_load": "reading_date",
        "daily_generation": "reading_date",
        "outages": "started_at",
        "maintenance_orders": "planned_on",
        "dispatch_orders": "issued_at",
        "monthly_bills": "year",
    }.items():
        years = {row[0] for row in grid.execute(f"SELECT DISTINCT substr({column}, 1, 4) FROM {table}")}
        assert years == {"2023", "2024", "2025"}, table
