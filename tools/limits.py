"""How much one query may take: its time, its rows, its bytes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class QueryLimits:
    """Caps on one query. Text longer than `cell_characters` is cut.

    Reading ends at `rows`, at `result_bytes` of what is kept, or at `read_bytes` of what came before it was cut.
    """

    seconds: float = 10.0
    rows: int = 1_000
    cell_characters: int = 4_000
    result_bytes: int = 4 * 1024 * 1024
    read_bytes: int = 64 * 1024 * 1024


@dataclass
class Deadline:
    """Says when a running query has to stop, and why."""

    seconds: float
    cancelled: Callable[[], bool] | None = None
    started: float = field(default_factory=time.monotonic)

    def reason(self) -> Literal["timeout", "cancelled"] | None:
        """Why the query must stop now, or None while it may go on."""
        if self.cancelled is not None and self.cancelled():
            return "cancelled"
        return "timeout" if self.remaining() <= 0 else None

    def remaining(self) -> float:
        """Seconds left, negative when they are used up."""
        return self.seconds - self.elapsed()

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started
