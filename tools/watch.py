"""Stops a query on a server from outside when its asker goes away or its time is up.

The server's own limit is the first to act; this thread is there for cancelling, and for a server that does not
keep its limit.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tools.limits import Deadline

_INTERVAL_SECONDS = 0.05
_GRACE_SECONDS = 0.5
_AGAIN_SECONDS = 0.25


@contextmanager
def watched(deadline: Deadline, stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` from another thread if the deadline passes or the asker cancels while the body runs.

    It is called again until the body ends: a stop that comes between two statements stops neither.
    """
    done = threading.Event()

    def keep_watch() -> None:
        pause = _INTERVAL_SECONDS
        while not done.wait(pause):
            is_overdue = deadline.remaining() < -_GRACE_SECONDS
            if (is_overdue or deadline.reason() == "cancelled") and not done.is_set():
                stop()
                pause = _AGAIN_SECONDS

    thread = threading.Thread(target=keep_watch, name="query-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
