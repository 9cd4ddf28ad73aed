"""A running job's link to its row: progress goes out, the wish to stop comes in."""

import time
from collections.abc import Callable

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.errors import JobCancelled
from knowledge.records import DocumentRecord, JobRecord

_WRITE_SECONDS = 0.5


class Paused(Exception):
    """Raised inside a job when its runner wants to stop; the job stays unfinished and can be run again."""


class JobTracker:
    """Counts in memory and writes at most twice a second, so that progress costs nothing."""

    def __init__(self, engine: Engine, job_id: str, document_id: str, should_stop: Callable[[], bool]) -> None:
        self._engine = engine
        self._job_id = job_id
        self._document_id = document_id
        self._should_stop = should_stop
        self._counts: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._last_write = 0.0

    def pages(self, done: int, total: int) -> None:
        self._counts |= {"pages_done": done, "pages_total": total}

    def chunks(self, done: int, total: int) -> None:
        self._counts |= {"chunks_done": done, "chunks_total": total}

    def enter(self, status: Status) -> None:
        """Put job and document into a state, at once."""
        self.check()
        with Session(self._engine) as session, session.begin():
            session.execute(update(JobRecord).where(JobRecord.id == self._job_id).values(status=status, reason=None))
            session.execute(
                update(DocumentRecord).where(DocumentRecord.id == self._document_id).values(status=status, reason=None)
            )
        self._flush()

    def check(self) -> None:
        """Write what was counted. Raises JobCancelled or Paused when the job must not go on."""
        if self._should_stop():
            raise Paused
        now = time.monotonic()
        if now - self._last_write < _WRITE_SECONDS:
            return
        self._last_write = now
        self._flush()
        with Session(self._engine) as session:
            job = session.get(JobRecord, self._job_id)
            if job is None or job.cancel_requested:
                raise JobCancelled

    def _flush(self) -> None:
        counts = dict(self._counts)
        if counts and counts != self._written:
            with Session(self._engine) as session, session.begin():
                session.execute(update(JobRecord).where(JobRecord.id == self._job_id).values(**counts))
            self._written = counts
