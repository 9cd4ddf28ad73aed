"""How far a download has come."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

__all__ = ["Progress", "ProgressCallback", "Stage", "watched"]

Stage: TypeAlias = Literal["waiting", "downloading", "checking", "converting", "ready", "unreachable"]

POLL_S = 0.25


@dataclass(frozen=True)
class Progress:
    """One moment of a download. `total` is None where nobody knows it; counts are bytes."""

    model: str
    stage: Stage
    source: str = ""
    done: int = 0
    total: int | None = None
    note: str = ""


ProgressCallback: TypeAlias = Callable[[Progress], None]
"""Called from any thread; it must return quickly."""


@contextmanager
def watched(folder: Path, report: Callable[[int], None]) -> Iterator[None]:
    """Report the bytes below `folder` a few times a second while the block runs.

    The size of what is on disk is the one measure that every downloader has in common: pip and npm print nothing
    that a program could read, and hub libraries count in their own ways.
    """
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(POLL_S):
            report(_size_of(folder))

    thread = threading.Thread(target=poll, name="download-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _size_of(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                total += path.stat().st_size
        except OSError:  # renamed or removed by the downloader meanwhile
            continue
    return total
