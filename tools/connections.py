"""The open connections of an engine, so that those to a server that stalls can be cut."""

import os
import socket
import threading
import weakref
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine


class OpenConnections:
    """Knows every connection that the engine made and that is still there."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._made: weakref.WeakSet[Any] = weakref.WeakSet()
        sa.event.listen(engine, "connect", lambda connection, _: self._add(connection))

    def cut(self) -> None:
        """Shut the sockets: whatever waits for the server gets its driver's error at once."""
        with self._lock:
            made = list(self._made)
        for connection in made:
            with suppress(OSError):
                _shut(connection)

    def _add(self, connection: Any) -> None:
        with self._lock:
            self._made.add(connection)


def _shut(connection: Any) -> None:
    """Shut the socket of a psycopg or PyMySQL connection, which keeps its own handle of it."""
    if hasattr(connection, "pgconn"):
        number = -1 if connection.closed else connection.fileno()
    else:
        number = connection._sock.fileno() if connection._sock is not None else -1
    if number >= 0:
        with socket.socket(fileno=os.dup(number)) as handle:
            handle.shutdown(socket.SHUT_RDWR)
