"""A server that accepts every packet and answers none."""

import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.tools.conftest import LIMITS
from tests.tools.stalling_proxy import StallingProxy
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseUnreachable
from tools.limits import QueryLimits

COUNT = "SELECT COUNT(*) FROM plants"
SECOND = QueryLimits(seconds=1.0)


@pytest.fixture(params=["postgres", "mysql"])
def behind(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[ReadOnlyDatabase, StallingProxy]]:
    monkeypatch.setattr("tools.databases._SCHEMA_CHECK_SECONDS", 0.0)
    monkeypatch.setattr("tools.databases._REST_SECONDS", 60.0)
    # what ends a thread that PyMySQL holds while it greets the server
    monkeypatch.setattr("tools.server_readers._SILENT_SECONDS", 4)
    direct: ReadOnlyDatabase = request.getfixturevalue(f"{request.param}_database")
    url: sa.URL = direct._reader.engine.url
    with StallingProxy(url.host or "127.0.0.1", int(url.port or 0)) as proxy:
        database = ReadOnlyDatabase("harbour", url.set(host="127.0.0.1", port=proxy.port), LIMITS)
        assert database.query(COUNT).rows == [[3]]
        monkeypatch.setattr("tools.databases._SILENCE_SECONDS", 2.0)
        yield database, proxy
        database.close()


def test_a_server_that_stalls_is_given_up_and_said(behind: tuple[ReadOnlyDatabase, StallingProxy]) -> None:
    database, proxy = behind
    proxy.stall()
    started = time.monotonic()
    with pytest.raises(DatabaseUnreachable, match="'harbour' stopped answering"):
        database.query(COUNT)
    assert time.monotonic() - started < 30, "the drivers' own limits are a minute and more"


def test_one_that_stalls_in_the_middle_of_a_query_is_given_up(behind: tuple[ReadOnlyDatabase, StallingProxy]) -> None:
    database, proxy = behind
    checked = database.check(COUNT)
    proxy.stall()
    with pytest.raises(DatabaseUnreachable, match="stopped answering"):
        database._run(checked, SECOND)


def test_who_comes_after_does_not_wait_for_it(behind: tuple[ReadOnlyDatabase, StallingProxy]) -> None:
    database, proxy = behind
    proxy.stall()
    with pytest.raises(DatabaseUnreachable):
        database.query(COUNT)
    came = proxy.connections
    for _ in range(20):
        with pytest.raises(DatabaseUnreachable, match="stopped answering"):
            database.query(COUNT)
    assert proxy.connections == came, "nothing was asked of the server"


def test_no_thread_waits_for_ever_on_what_was_given_up(behind: tuple[ReadOnlyDatabase, StallingProxy]) -> None:
    database, proxy = behind
    proxy.stall()
    with pytest.raises(DatabaseUnreachable):
        database.query(COUNT)
    until = time.monotonic() + 60
    while any(thread.name == "database-harbour" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_it_is_asked_again_when_it_answers_again(
    behind: tuple[ReadOnlyDatabase, StallingProxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, proxy = behind
    proxy.stall()
    with pytest.raises(DatabaseUnreachable):
        database.query(COUNT)
    proxy.flow()
    monkeypatch.setattr("tools.databases._SILENCE_SECONDS", 60.0)
    monkeypatch.setattr(database._breaker, "_rests_until", time.monotonic())
    assert database.query(COUNT).rows == [[3]]


def test_another_database_answers_meanwhile(
    behind: tuple[ReadOnlyDatabase, StallingProxy], sqlite_database: ReadOnlyDatabase
) -> None:
    database, proxy = behind
    proxy.stall()

    def ask() -> None:
        with pytest.raises(DatabaseUnreachable):
            database.query(COUNT)

    asked = [threading.Thread(target=ask) for _ in range(12)]
    for thread in asked:
        thread.start()
    assert sqlite_database.query(COUNT).rows == [[3]]
    assert any(thread.is_alive() for thread in asked)
    for thread in asked:
        thread.join()
