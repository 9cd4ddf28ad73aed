"""One Sancha at a time on a PostgreSQL database, also when connections are lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from server.errors import DatabaseInUse
from server.persistence.hold import DatabaseHold
from server.persistence.postgresql import open_postgresql
from server.persistence.unavailable import DatabaseUnavailable
from tests.server.conftest import execute


@pytest.fixture
def hold(postgresql_url: sa.URL) -> Iterator[DatabaseHold]:
    hold = DatabaseHold(postgresql_url)
    yield hold
    hold.release()


def cut_off(url: sa.URL, owner: sa.URL) -> None:
    """Ends every connection to the database, and lets no new one in."""
    execute(
        owner,
        f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'",
    )


def let_in(url: sa.URL, owner: sa.URL) -> None:
    execute(owner, f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")


def is_held(hold: DatabaseHold) -> bool:
    try:
        hold.require()
    except DatabaseUnavailable:
        return False
    return True


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_second_one_is_refused_until_the_first_lets_go(postgresql_url: sa.URL) -> None:
    first = DatabaseHold(postgresql_url)
    with pytest.raises(DatabaseInUse, match="Another Sancha is running on the PostgreSQL database"):
        DatabaseHold(postgresql_url)
    first.require()
    first.release()
    DatabaseHold(postgresql_url).release()


def test_a_lost_hold_refuses_work_and_is_taken_again(
    hold: DatabaseHold, postgresql_url: sa.URL, postgresql_owner: sa.URL
) -> None:
    engine = open_postgresql(postgresql_url)
    hold.guard(engine)
    regained = threading.Event()
    hold.when_regained(regained.set)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
        cut_off(postgresql_url, postgresql_owner)
        with pytest.raises(DatabaseUnavailable, match="was lost"):
            connection.execute(sa.text("SELECT 1"))
    wait_until(lambda: not is_held(hold))
    with pytest.raises(DatabaseUnavailable, match="PostgreSQL database"):
        engine.connect()
    let_in(postgresql_url, postgresql_owner)
    assert regained.wait(60)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
    engine.dispose()


def test_who_lost_the_hold_to_another_waits_for_it(
    hold: DatabaseHold, postgresql_url: sa.URL, postgresql_owner: sa.URL
) -> None:
    # a stranger takes the place of the one that is cut off
    cut_off(postgresql_url, postgresql_owner)
    wait_until(lambda: not is_held(hold))
    other: list[DatabaseHold] = []

    def take() -> bool:
        try:
            other.append(DatabaseHold(postgresql_url))
        except (DatabaseInUse, DatabaseUnavailable):
            return bool(is_held(hold))
        return True

    let_in(postgresql_url, postgresql_owner)
    wait_until(take)
    for one in other:
        assert not is_held(hold)
        one.release()
    wait_until(lambda: is_held(hold))


def test_a_host_that_does_not_answer_is_said_without_the_password() -> None:
    url = sa.make_url("postgresql+psycopg://someone:s3cret@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable, match=r"Nothing listens at 127\.0\.0\.1, port 1") as refused:
        DatabaseHold(url)
    assert "s3cret" not in str(refused.value)
    with pytest.raises(DatabaseUnavailable, match=r"Nothing listens at 127\.0\.0\.1, port 1"):
        open_postgresql(url).connect()
