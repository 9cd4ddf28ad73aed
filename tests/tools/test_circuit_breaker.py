import contextvars
import threading
import time

import pytest

from tools.circuit_breaker import CircuitBreaker
from tools.errors import DatabaseUnreachable, QueryFailed

asker = contextvars.ContextVar("asker", default="nobody")


def _breaker(rest: float = 60.0) -> tuple[CircuitBreaker, list[str]]:
    given_up: list[str] = []
    return CircuitBreaker("harbour", lambda: given_up.append("given up"), rest), given_up


def test_a_call_gives_what_the_server_says_in_the_askers_context() -> None:
    breaker, given_up = _breaker()
    asker.set("Ada")
    assert breaker.call(asker.get, 60.0) == "Ada"
    assert given_up == []


def test_an_error_of_the_call_is_its_callers() -> None:
    breaker, _ = _breaker()

    def refuse() -> None:
        raise QueryFailed("no such column")

    for _ in range(2):
        with pytest.raises(QueryFailed, match="no such column"):
            breaker.call(refuse, 60.0)


def test_after_a_stall_no_call_is_made_for_a_while() -> None:
    breaker, given_up = _breaker()
    answered = threading.Event()
    with pytest.raises(DatabaseUnreachable, match="'harbour' stopped answering"):
        breaker.call(answered.wait, 0.05)
    assert given_up == ["given up"]
    with pytest.raises(DatabaseUnreachable, match="stopped answering"):
        breaker.call(lambda: pytest.fail("it was called"), 60.0)
    answered.set()


def test_without_a_rest_every_call_is_made() -> None:
    breaker, _ = _breaker(rest=0.0)
    answered = threading.Event()
    with pytest.raises(DatabaseUnreachable, match="stopped answering"):
        breaker.call(answered.wait, 0.05)
    answered.set()
    assert breaker.call(lambda: 7, 60.0) == 7


def test_only_one_tries_a_server_that_stalled(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker, _ = _breaker()
    answered = threading.Event()
    with pytest.raises(DatabaseUnreachable):
        breaker.call(answered.wait, 0.05)
    monkeypatch.setattr(breaker, "_rests_until", time.monotonic())

    def try_it() -> str:
        with pytest.raises(DatabaseUnreachable):
            breaker.call(lambda: pytest.fail("a second one tried"), 60.0)
        return "it answers"

    assert breaker.call(try_it, 60.0) == "it answers"
    assert breaker.call(lambda: 7, 60.0) == 7
    answered.set()


def test_a_failure_that_took_long_is_not_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.circuit_breaker._SLOW_FAILURE", 0.0)
    breaker, _ = _breaker()

    def fail() -> None:
        raise DatabaseUnreachable("no answer within 5 seconds")

    for work in (fail, lambda: pytest.fail("it was called")):
        with pytest.raises(DatabaseUnreachable, match="no answer within 5 seconds"):
            breaker.call(work, 60.0)


def test_a_failure_at_once_is_no_stall() -> None:
    breaker, _ = _breaker()

    def fail() -> None:
        raise DatabaseUnreachable("connection refused")

    with pytest.raises(DatabaseUnreachable):
        breaker.call(fail, 60.0)
    assert breaker.call(lambda: 7, 60.0) == 7


def test_a_call_of_many_statements_goes_on_while_the_server_answers() -> None:
    breaker, _ = _breaker()

    def many() -> str:
        for _ in range(20):
            time.sleep(0.05)
            breaker.heard()
        return "read"

    assert breaker.call(many, 0.5, while_heard=True) == "read"
