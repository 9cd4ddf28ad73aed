"""Group commit: threads that each bring one document for the same index have it embedded and stored together.

A document alone is worked on at once. Those that come while the embedder is busy wait in a line, and the thread of the
first one does the work for as many of them as fit. (The write-ahead logs of databases do the same with transactions:
DeWitt et al., SIGMOD 1984.)
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from knowledge.errors import RecordsUnavailable
from knowledge.ingestion.tracking import Paused

logger = logging.getLogger(__name__)

Member = TypeVar("Member")

_POLL_SECONDS = 0.2


class Place(Generic[Member]):
    """A member's place in the line. Whoever works on the member calls `end`, with what went wrong if anything did."""

    def __init__(self, member: Member, size: int) -> None:
        self.member = member
        self.size = size
        self.taken = False
        self.over = False
        self.error: BaseException | None = None
        # set when the member stands first in the line, and when it is over
        self.called = threading.Event()

    def end(self, error: BaseException | None = None) -> None:
        self.error, self.over = error, True
        self.called.set()


Take = Callable[[int], list[Place[Member]]]
"""Takes members from the line: the first, and those after it while their sizes add up to no more than the limit."""


class Groups(Generic[Member]):
    """One line for each index. At most `most` members are taken at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lines: dict[str, deque[Place[Member]]] = {}
        self._lock = threading.Lock()

    def join(
        self, index: str, member: Member, size: int, work: Callable[[Take[Member]], None], check: Callable[[], None]
    ) -> None:
        """Return when the member is done, or raise what went wrong with it.

        `work` is called in the thread whose member stands first in the line; it takes members and ends every one. While
        the member waits, `check` is called several times a second and takes it out of the line by raising.
        """
        place = Place(member, size)
        with self._lock:
            line = self._lines.setdefault(index, deque())
            line.append(place)
            self._call_first(index)
        while not place.called.wait(_POLL_SECONDS):
            try:
                check()
            except BaseException:
                if self._left(index, place):
                    raise
        if not place.over:
            self._lead(index, place, work)
        if place.error is not None:
            raise place.error

    def _lead(self, index: str, place: Place[Member], work: Callable[[Take[Member]], None]) -> None:
        taken: list[Place[Member]] = []

        def take(limit: int) -> list[Place[Member]]:
            with self._lock:
                taken.extend(self._taken(index, limit))
            return list(taken)

        # what the others get that this thread leaves behind: their jobs are run again after a restart
        left: Exception = Paused()
        try:
            work(take)
        except Exception as error:
            left = error
            raise
        finally:
            self._left(index, place)
            for other in taken:
                if not other.over:
                    other.end(left)

    def _taken(self, index: str, limit: int) -> list[Place[Member]]:
        line = self._lines[index]
        taken: list[Place[Member]] = []
        size = 0
        while line and len(taken) < self._most and (not taken or size + line[0].size <= limit):
            taken.append(line.popleft())
            taken[-1].taken = True
            size += taken[-1].size
        self._call_first(index)
        return taken

    def _left(self, index: str, place: Place[Member]) -> bool:
        """Take the member out of the line; false when it has been taken already, so that its end must be awaited."""
        with self._lock:
            if place.taken:
                return False
            self._lines[index].remove(place)
            self._call_first(index)
            return True

    def _call_first(self, index: str) -> None:
        line = self._lines[index]
        if line:
            line[0].called.set()
        else:
            del self._lines[index]


def apart(places: list[Place[Member]], step: Callable[[list[Place[Member]]], None]) -> None:
    """Do a step of the work with all members; if it fails, with each alone, so that only those fail that must."""
    places = [place for place in places if not place.over]
    if not places:
        return
    try:
        step(places)
    except Paused:
        raise
    except RecordsUnavailable as error:
        for place in places:
            place.end(error)
    except Exception as error:
        if all(place.over for place in places):
            raise  # it happened after the work was done
        if len(places) == 1:
            places[0].end(error)
            return
        logger.warning("a group goes on one by one members=%d error=%s", len(places), type(error).__name__)
        for place in places:
            apart([place], step)
