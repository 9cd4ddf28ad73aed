"""Two locks per knowledge base: one held for a moment around writes, one for the whole embedding of a document."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_POLL_SECONDS = 0.2


@dataclass(slots=True)
class _Pair:
    writing: threading.RLock = field(default_factory=threading.RLock)
    embedding: threading.Lock = field(default_factory=threading.Lock)


class BaseLocks:
    """By base id. Searching takes none of them."""

    def __init__(self) -> None:
        self._pairs: dict[str, _Pair] = {}
        self._lock = threading.Lock()

    @contextmanager
    def writing(self, base_id: str) -> Iterator[None]:
        with self._pair(base_id).writing:
            yield

    @contextmanager
    def embedding(self, base_id: str, check: Callable[[], None]) -> Iterator[None]:
        """Wait for the base's turn, calling `check`, which may raise, several times a second."""
        lock = self._pair(base_id).embedding
        while not lock.acquire(timeout=_POLL_SECONDS):
            check()
        try:
            yield
        finally:
            lock.release()

    def _pair(self, base_id: str) -> _Pair:
        with self._lock:
            return self._pairs.setdefault(base_id, _Pair())
