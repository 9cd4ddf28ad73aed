"""Questions go first: work in the background steps aside while somebody waits for an answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST_WAIT = 1.0


class QueryPriority:
    """Counts the queries that are being answered. Background work calls `give_way` between its steps, each a few
    hundredths of a second long, so that a query shares the processor with at most one of them."""

    def __init__(self, longest_wait: float = _LONGEST_WAIT) -> None:
        self._longest_wait = longest_wait
        self._idle = threading.Condition()
        self._queries = 0

    @contextmanager
    def query(self) -> Iterator[None]:
        """Surrounds the answering of one query."""
        with self._idle:
            self._queries += 1
        try:
            yield
        finally:
            with self._idle:
                self._queries -= 1
                if not self._queries:
                    self._idle.notify_all()

    def give_way(self) -> None:
        """Return when no query is being answered; after a second at the latest, so that queries without end slow
        the work down but do not stop it."""
        if self._queries:
            with self._idle:
                self._idle.wait_for(lambda: not self._queries, self._longest_wait)
