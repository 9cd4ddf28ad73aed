"""Holding the application database in PostgreSQL: one Sancha at a time works on it.

The hold is an advisory lock of one connection. Whoever loses the connection has lost the hold, refuses all work on the
database, and takes the hold again as soon as it can.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import Engine, event

from server.errors import DatabaseInUse
from server.persistence.postgresql import open_connection, place_of, unavailable
from server.persistence.unavailable import DatabaseUnavailable

logger = logging.getLogger(__name__)

_KEY = int.from_bytes(b"sancha", "big")
_PATIENCE_SECONDS = 3.0
"""How long the server may take to notice that an earlier holder was killed."""
_LOOK_SECONDS = 5.0
_RETRY_SECONDS = 0.5
_CLOSING_SECONDS = 10.0
# the server itself drops a holder whose machine has vanished, within half a minute
_SERVER_SIDE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


class DatabaseHold:
    """Taken when made, until `release`. Raises `DatabaseInUse`, `DatabaseUnavailable`."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._connection = self._take(_PATIENCE_SECONDS)
        self._lost: str | None = None
        self._regained: list[Callable[[], object]] = []
        self._stopping = threading.Event()
        self._wake, self._waker = os.pipe()
        self._watcher = threading.Thread(target=self._watch, name="database-hold", daemon=True)
        self._watcher.start()

    def require(self) -> None:
        """Raises `DatabaseUnavailable` while the hold is lost."""
        if self._lost is not None:
            raise DatabaseUnavailable(self._lost)

    def guard(self, engine: Engine) -> None:
        """Lets no connection of the engine be used while the hold is lost."""

        @event.listens_for(engine, "checkout")
        def _checked(_connection: Any, _record: object, _proxy: object) -> None:
            self.require()

    def when_regained(self, action: Callable[[], object]) -> None:
        """Has `action` called, in a thread, each time that a lost hold was taken again."""
        self._regained.append(action)

    def release(self) -> None:
        self._stopping.set()
        os.write(self._waker, b".")
        self._watcher.join(timeout=_CLOSING_SECONDS)
        with suppress(psycopg.Error):
            self._connection.close()
        os.close(self._waker)
        os.close(self._wake)

    def _take(self, patience: float) -> psycopg.Connection[Any]:
        connection = open_connection(self._url, options=_options(self._url))
        deadline = time.monotonic() + patience
        try:
            while not _locked(connection):
                self._require_patience(deadline)
                time.sleep(0.1)
        except psycopg.Error as error:
            connection.close()
            raise unavailable(error, self._url, connecting=False) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _require_patience(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise DatabaseInUse(
                f"Another Sancha is running on {place_of(self._url)}. "
                "Stop it, or give this one a database of its own (SANCHA_DATABASE_URL)."
            )

    def _watch(self) -> None:
        while not self._stopping.is_set():
            if self._lost is None:
                self._look()
            elif not self._stopping.wait(_RETRY_SECONDS):
                self._try_again()

    def _look(self) -> None:
        """Returns when the connection was closed, when it is time to look again, or when asked to stop."""
        try:
            closing = select.poll()
            closing.register(self._connection.fileno(), select.POLLIN)
            closing.register(self._wake, select.POLLIN)
            closing.poll(_LOOK_SECONDS * 1000)
            if not self._stopping.is_set():
                self._connection.execute("SELECT 1")
        except (psycopg.Error, OSError, ValueError) as error:
            self._lost = str(unavailable(error, self._url, connecting=False))
            logger.warning("application database lost reason=%s", error)
            with suppress(psycopg.Error):
                self._connection.close()

    def _try_again(self) -> None:
        try:
            self._connection = self._take(0)
        except (DatabaseUnavailable, DatabaseInUse) as error:
            self._lost = str(error)
            return
        self._lost = None
        logger.info("application database is back")
        for action in self._regained:
            try:
                action()
            except Exception:
                # what could not be done now is done at the next start
                logger.exception("tidying up after a lost connection failed")


def _locked(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_KEY,)).fetchone()
    return bool(row and row[0])


def _options(url: sa.URL) -> str:
    """The address's own options, which a parameter of that name would replace, and ours."""
    given = url.query.get("options", "")
    return " ".join([given if isinstance(given, str) else " ".join(given), _SERVER_SIDE]).strip()
