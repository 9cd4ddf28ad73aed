"""A deadline of our own for a server that stalls, after which it is left alone for a while (the circuit breaker of M.
Nygard, Release It!).

A driver's limits do not end a wait while the server's kernel still acknowledges: so that each call has a thread of its
own, whoever waits for it can go away.
"""

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from tools.errors import DatabaseUnreachable

T = TypeVar("T")

_SLOW_FAILURE = 2.0
"""Seconds after which a failure to connect is as good as a stall: the next caller need not wait for it too."""


class CircuitBreaker:
    """Makes the calls to one server. Safe to use from several threads."""

    def __init__(self, name: str, on_stall: Callable[[], None], rest: float = 30.0) -> None:
        """`on_stall` lets go of what a stalled call holds; no call is made in the `rest` seconds after it.

        With a `rest` of 0 every call is made.
        """
        self._name = name
        self._on_stall = on_stall
        self._rest = rest
        self._lock = threading.Lock()
        self._rests_until: float | None = None
        self._failure = DatabaseUnreachable()
        self._heard = time.monotonic()

    def heard(self) -> None:
        """Note that the server answered something: a call of many statements stalls only where none ends."""
        self._heard = time.monotonic()

    def call(self, work: Callable[[], T], seconds: float, *, while_heard: bool = False) -> T:
        """Return what `work` returns in so many seconds, counted from the server's last answer with `while_heard`.

        Raises DatabaseUnreachable when it takes longer and in the time after that, else what `work` raises.
        """
        self._come_in(seconds)
        started = time.monotonic()
        done = self._begin(work)
        left = seconds
        while left > 0:
            wait([done], left)
            if done.done():
                return self._ended(done, time.monotonic() - started)
            left = (max(started, self._heard) if while_heard else started) + seconds - time.monotonic()
        self._on_stall()
        failure = DatabaseUnreachable(
            f"The database {self._name!r} stopped answering and is left out. Try again in a minute."
        )
        self._open(failure)
        raise failure

    def _begin(self, work: Callable[[], T]) -> "Future[T]":
        done: Future[T] = Future()
        context = contextvars.copy_context()

        def run() -> None:
            try:
                done.set_result(context.run(work))
            except BaseException as error:  # noqa: BLE001 - raised again where the result is waited for
                done.set_exception(error)

        # a daemon: one that hangs in a driver must not keep the process from ending
        threading.Thread(target=run, name=f"database-{self._name}", daemon=True).start()
        return done

    def _ended(self, done: "Future[T]", took: float) -> T:
        error = done.exception()
        if isinstance(error, DatabaseUnreachable) and took >= _SLOW_FAILURE:
            self._open(error)
        else:
            self._close()
        return done.result()

    def _come_in(self, seconds: float) -> None:
        with self._lock:
            if self._rests_until is None:
                return
            if time.monotonic() < self._rests_until:
                raise self._failure.with_traceback(None)
            # this call tries the server; the others need not wait for the same
            self._rests_until = time.monotonic() + seconds

    def _open(self, failure: DatabaseUnreachable) -> None:
        with self._lock:
            self._failure = failure
            self._rests_until = time.monotonic() + self._rest if self._rest else None

    def _close(self) -> None:
        with self._lock:
            self._rests_until = None
