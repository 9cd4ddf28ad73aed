import hashlib
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tools.databases import ReadOnlyDatabase
from tools.errors import (
    DatabaseUnreachable,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryTimeout,
    SqlRejected,
    UnsupportedDatabase,
)
from tools.limits import Deadline, QueryLimits
from tools.sqlite_reader import SqliteReader

ENDLESS = "SELECT COUNT(*) FROM " + ", ".join(f"plants AS p{i}" for i in range(40))
ONE_SECOND, MINUTES = QueryLimits(seconds=1.0), QueryLimits(seconds=200.0)


def _rows(database: ReadOnlyDatabase) -> int:
    return int(database.query("SELECT COUNT(*) FROM plants").rows[0][0])


def watch_starts(database: ReadOnlyDatabase, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that each query still had when its turn came, filled as they start."""
    left: list[float] = []
    reading = database._reader.reading

    def watched(sql: str, deadline: Deadline, rows: int) -> Any:
        left.append(deadline.remaining())
        return reading(sql, deadline, rows)

    monkeypatch.setattr(database._reader, "reading", watched)
    return left


def test_rows_come_back_as_plain_values(any_database: ReadOnlyDatabase) -> None:
    result = any_database.query(
        "SELECT name, capacity_mw, opened FROM plants WHERE name LIKE '%Bay%' ORDER BY plant_id"
    )
    assert result.columns == ["name", "capacity_mw", "opened"]
    assert result.rows == [["Bay Wind", 300, "2021-06-30"], ["Bay Solar", 80, "2020-01-15"]]
    assert (result.row_count, result.truncated) == (2, False)


def test_more_rows_than_the_limit_are_cut_and_said_so(any_database: ReadOnlyDatabase) -> None:
    result = any_database.query("SELECT name FROM plants", limits=QueryLimits(rows=2))
    assert (result.row_count, result.truncated) == (2, True)
    assert _rows(any_database) == 3


def test_a_query_that_would_run_for_hours_is_gone_soon_after_its_limit(any_database: ReadOnlyDatabase) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeout, match="1 s"):
        any_database.query(ENDLESS, limits=ONE_SECOND)
    assert time.monotonic() - started < 60
    assert _rows(any_database) == 3


@pytest.mark.parametrize("kind", ["postgres", "mysql"])
def test_a_query_over_its_limit_no_longer_runs_on_the_server(kind: str, request: pytest.FixtureRequest) -> None:
    database: ReadOnlyDatabase = request.getfixturevalue(f"{kind}_database")
    with pytest.raises(QueryTimeout):
        database.query(ENDLESS, limits=ONE_SECOND)
    gave_up = time.monotonic()
    while running_statements(database):
        assert time.monotonic() - gave_up < 60
        time.sleep(0.1)
    assert _rows(database) == 3


def running_statements(database: ReadOnlyDatabase) -> int:
    """How many statements other than this one the server runs in the database."""
    sql = {
        "postgresql": "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
        "mysql": "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND command = 'Query' "
        "AND id <> CONNECTION_ID()",
    }[database.dialect]
    owner = sa.create_engine(database._reader.engine.url)
    try:
        with owner.connect() as connection:
            return int(connection.exec_driver_sql(sql).scalar_one())
    finally:
        owner.dispose()


def test_a_cancelled_query_stops_at_once(any_database: ReadOnlyDatabase) -> None:
    started = time.monotonic()
    with pytest.raises(QueryCancelled):
        any_database.query(ENDLESS, cancelled=lambda: time.monotonic() - started > 0.2, limits=MINUTES)
    assert time.monotonic() - started < 60
    assert _rows(any_database) == 3


def test_fifty_at_once_all_get_their_rows(any_database: ReadOnlyDatabase) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(_rows(any_database))) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 50


def test_fifty_that_would_run_for_hours_leave_every_connection_healthy(
    any_database: ReadOnlyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[None] = []
    left = watch_starts(any_database, monkeypatch)
    together = threading.Barrier(50, timeout=60)

    def endless() -> None:
        together.wait()
        with pytest.raises(QueryTimeout):
            any_database.query(ENDLESS, limits=ONE_SECOND)
        ended.append(None)

    threads = [threading.Thread(target=endless) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 50
    assert sum(seconds > 0.5 for seconds in left) < 40, "the wait for a turn is a part of the second that each one has"
    assert _rows(any_database) == 3
    found: list[int] = []
    again = [threading.Thread(target=lambda: found.append(_rows(any_database))) for _ in range(12)]
    for thread in again:
        thread.start()
    for thread in again:
        thread.join()
    assert found == [3] * 12


def test_one_that_waits_for_its_turn_can_be_cancelled(
    any_database: ReadOnlyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = watch_starts(any_database, monkeypatch)
    enough = threading.Event()

    def endless() -> None:
        with pytest.raises(QueryCancelled):
            any_database.query(ENDLESS, cancelled=enough.is_set, limits=MINUTES)

    busy = [threading.Thread(target=endless) for _ in range(6)]
    for thread in busy:
        thread.start()
    while len(left) < len(busy):
        time.sleep(0.01)
    try:
        with pytest.raises(QueryCancelled):
            any_database.query("SELECT 1", cancelled=lambda: True, limits=MINUTES)
        assert len(left) == len(busy), "it never had a turn"
        assert all(thread.is_alive() for thread in busy)
    finally:
        enough.set()
        for thread in busy:
            thread.join()


def test_rows_can_be_skipped(any_database: ReadOnlyDatabase) -> None:
    sql = "SELECT plant_id FROM plants ORDER BY plant_id"
    page = any_database.query(sql, limits=QueryLimits(rows=1), skip=1)
    assert (page.rows, page.truncated) == ([[2]], True)
    assert any_database.query(sql, skip=5).rows == []


def test_the_guard_alone_stops_a_writer(any_database: ReadOnlyDatabase) -> None:
    with pytest.raises(SqlRejected):
        any_database.query("DELETE FROM plants")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM plants",
        "UPDATE plants SET name = 'x'",
        "INSERT INTO plants (plant_id) VALUES (9)",
        "DROP TABLE plants",
        "CREATE TABLE t (a INTEGER)",
        "CREATE TEMPORARY TABLE t (a INTEGER)",
        "COMMIT",
        "SELECT * FROM plants FOR UPDATE",
    ],
)
def test_the_connection_alone_stops_a_writer(any_database: ReadOnlyDatabase, sql: str) -> None:
    with pytest.raises(QueryError):
        any_database._run(sql, any_database.limits)
    assert _rows(any_database) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "WITH gone AS (DELETE FROM plants RETURNING *) SELECT * FROM gone",
        "COPY (SELECT 1) TO PROGRAM 'touch /tmp/sancha-was-here'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT 1; DELETE FROM plants",
        "SELECT pg_sleep(120)",
        "SELECT set_config('statement_timeout', '0', false), pg_sleep(120)",
    ],
)
def test_postgresql_alone_stops_what_reads_files_sleeps_or_writes(
    postgres_database: ReadOnlyDatabase, sql: str
) -> None:
    with pytest.raises(QueryError):
        postgres_database._run(sql, ONE_SECOND)
    assert _rows(postgres_database) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT LOAD_FILE('/etc/passwd')",
        "SELECT 1 INTO OUTFILE '/tmp/sancha-was-here'",
        "SELECT SLEEP(120)",
        "SELECT 1; DELETE FROM plants",
        "SELECT /*!50000 SLEEP(120) */ 1",
        "SET GLOBAL max_connections = 10",
        "SHUTDOWN",
    ],
)
def test_mariadb_alone_stops_what_reads_files_sleeps_or_writes(mysql_database: ReadOnlyDatabase, sql: str) -> None:
    with pytest.raises(QueryError):
        mysql_database._run(sql, ONE_SECOND)
    assert _rows(mysql_database) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '/tmp/sancha-was-here.db' AS x",
        "PRAGMA writable_schema = 1",
        "PRAGMA query_only = OFF",
        "VACUUM INTO '/tmp/sancha-was-here.db'",
        "SELECT load_extension('/tmp/x.so')",
        "SELECT sql FROM sqlite_master",
        "SELECT * FROM pragma_table_info('plants')",
        "SELECT randomblob(1000000000)",
        "SELECT 1; DELETE FROM plants",
    ],
)
def test_sqlite_alone_stops_what_leaves_the_file_or_looks_behind_it(
    sqlite_database: ReadOnlyDatabase, sql: str
) -> None:
    with pytest.raises(QueryError):
        sqlite_database._run(sql, sqlite_database.limits)
    assert not Path("/tmp/sancha-was-here.db").exists()


def test_sqlite_read_only_mode_holds_without_the_authorizer(sqlite_path: Path) -> None:
    connection = SqliteReader(sqlite_path)._open()
    before = hashlib.sha256(sqlite_path.read_bytes()).hexdigest()
    connection.execute("PRAGMA query_only = OFF")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM plants")
    connection.close()
    assert hashlib.sha256(sqlite_path.read_bytes()).hexdigest() == before


def test_the_database_says_what_is_wrong_with_a_query(any_database: ReadOnlyDatabase) -> None:
    with pytest.raises(QueryFailed, match="colour"):
        any_database.query("SELECT colour FROM plants")


def test_a_table_made_later_is_seen(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.databases._SCHEMA_CHECK_SECONDS", 0.0)
    database = ReadOnlyDatabase("plants", f"sqlite:///{sqlite_path}")
    assert set(database.metadata().tables) == {"plants", "regions"}
    writer = sqlite3.connect(sqlite_path)
    writer.execute("CREATE TABLE lines (line_id INTEGER)")
    writer.close()
    assert "lines" in database.metadata().tables
    assert database.query("SELECT * FROM lines").rows == []


def test_keys_are_reflected(any_database: ReadOnlyDatabase) -> None:
    plants = any_database.metadata().tables["plants"]
    assert [column.name for column in plants.primary_key] == ["plant_id"]
    if any_database.dialect != "mysql":  # MySQL reads column-level REFERENCES and forgets them before version 9
        assert [key.target_fullname for key in plants.foreign_keys] == ["regions.region_id"]


def test_long_cells_and_heavy_results_are_cut(sqlite_database: ReadOnlyDatabase) -> None:
    result = sqlite_database.query(
        "SELECT REPLACE('aaaaaaaaaa', 'a', 'bbbbbbbbbb') FROM plants", limits=QueryLimits(cell_characters=20)
    )
    assert [len(row[0]) for row in result.rows] == [20, 20, 20]
    assert result.truncated
    heavy = sqlite_database.query(
        ENDLESS.replace("COUNT(*)", "p1.name"), limits=QueryLimits(rows=10**6, result_bytes=1000)
    )
    assert heavy.truncated
    assert heavy.row_count < 300


def test_values_are_found_in_both_languages(any_database: ReadOnlyDatabase) -> None:
    found = any_database.values().match("临江区有几座电厂，比 North Ridge 多吗")
    assert {(match.column, match.value) for match in found} == {("name", "临江区"), ("name", "North Ridge")}


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("not a url", UnsupportedDatabase),
        ("oracle://x/y", UnsupportedDatabase),
        ("sqlite://", UnsupportedDatabase),
        ("sqlite:///:memory:", UnsupportedDatabase),
        ("sqlite:////nowhere/at/all.db", DatabaseUnreachable),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_with_a_sentence(url: str, error: type[Exception]) -> None:
    with pytest.raises(error) as refusal:
        ReadOnlyDatabase("x", url)
    assert str(refusal.value).endswith((".", "db."))


def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    database = ReadOnlyDatabase("far", "postgresql://someone:s3cret@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnreachable) as refusal:
        database.ping()
    assert "s3cret" not in str(refusal.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("just some notes, nothing more")
    with pytest.raises(UnsupportedDatabase, match="not a SQLite database"):
        ReadOnlyDatabase("notes", f"sqlite:///{path}")


def test_a_file_name_cannot_smuggle_options_into_the_connection(tmp_path: Path) -> None:
    path = tmp_path / "odd?mode=rwc#x.db"
    sqlite3.connect(path).execute("CREATE TABLE plants (name TEXT)").connection.close()
    reader = SqliteReader(path)
    with pytest.raises(sqlite3.OperationalError):
        reader._open().execute("CREATE TABLE t (a)")
