"""How many documents are read, or held because they are long, at the same time: it bounds the memory."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_POLL_SECONDS = 0.2


class ReadingSlot:
    """A slot that its holder may give back early."""

    def __init__(self, slots: threading.Semaphore) -> None:
        self._slots = slots
        self._held = True

    def release(self) -> None:
        """Let another document be read; doing it again changes nothing."""
        if self._held:
            self._held = False
            self._slots.release()


class ReadingSlots:
    def __init__(self, number: int) -> None:
        self._slots = threading.Semaphore(number)

    @contextmanager
    def hold(self, check: Callable[[], None]) -> Iterator[ReadingSlot]:
        """Wait for a slot, calling `check`, which may raise, several times a second."""
        while not self._slots.acquire(timeout=_POLL_SECONDS):
            check()
        slot = ReadingSlot(self._slots)
        try:
            yield slot
        finally:
            slot.release()
