"""Who may do what to a knowledge base at the same time. Searching takes no lock."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_POLL_SECONDS = 0.2


class Turns:
    """A lock that is shared by some holders and exclusive to others, granted in the order of asking."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._shared = 0
        self._exclusive = False

    @contextmanager
    def hold(self, check: Callable[[], None] = lambda: None, *, shared: bool = False) -> Iterator[None]:
        """Wait for one's turn, calling `check`, which may raise, several times a second."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        try:
            while not self._granted(ticket, shared):
                check()
        except BaseException:
            self._leave(ticket)
            raise
        try:
            yield
        finally:
            with self._changed:
                if shared:
                    self._shared -= 1
                else:
                    self._exclusive = False
                self._changed.notify_all()

    def _granted(self, ticket: object, shared: bool) -> bool:
        def mine() -> bool:
            return self._waiting[0] is ticket and not self._exclusive and (shared or not self._shared)

        with self._changed:
            if not self._changed.wait_for(mine, _POLL_SECONDS):
                return False
            self._waiting.popleft()
            if shared:
                self._shared += 1
            else:
                self._exclusive = True
            self._changed.notify_all()
            return True

    def _leave(self, ticket: object) -> None:
        with self._changed:
            self._waiting.remove(ticket)
            self._changed.notify_all()


@dataclass(slots=True)
class _Pair:
    writing: threading.RLock = field(default_factory=threading.RLock)
    indexing: Turns = field(default_factory=Turns)


class BaseLocks:
    """Two locks for each base: one held for a moment around writes, and one around the indexing of a document, shared
    by documents that go into the version that is searched and exclusive to whoever is about to change that version."""

    def __init__(self) -> None:
        self._pairs: dict[str, _Pair] = {}
        self._lock = threading.Lock()

    @contextmanager
    def writing(self, base_id: str) -> Iterator[None]:
        with self._pair(base_id).writing:
            yield

    @contextmanager
    def indexing(self, base_id: str, check: Callable[[], None], *, shared: bool) -> Iterator[None]:
        """Wait for one's turn, calling `check`, which may raise, several times a second."""
        with self._pair(base_id).indexing.hold(check, shared=shared):
            yield

    def _pair(self, base_id: str) -> _Pair:
        with self._lock:
            return self._pairs.setdefault(base_id, _Pair())
