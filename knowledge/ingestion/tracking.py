"""A running job's link to its row: progress goes out, the wish to stop comes in."""

import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, func, select, update

from knowledge.catalogue import JobKind, Status
from knowledge.errors import BroughtDown, JobCancelled
from knowledge.records import ChunkRecord, DocumentRecord, JobRecord

_WRITE_SECONDS = 0.5
_MOST_STARTS = 8
"""Of a job that came no further: what stops the server each time must not do so for ever."""


class Paused(Exception):
    """Raised inside a job when its runner wants to stop; the job stays unfinished and can be run again."""


class JobTracker:
    """Counts in memory and writes at most twice a second, so that progress costs nothing. A `patient` job lets others
    go first; `again` says that this process has begun the job before."""

    def __init__(self, engine: Engine, job: JobRecord, should_stop: Callable[[], bool], *, again: bool = False) -> None:
        self._engine = engine
        self._job_id = job.id
        self._document_id = job.document_id
        self._should_stop = should_stop
        self._counted = again
        self.patient: bool = job.kind == JobKind.REBUILD
        self._counts: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._last_write = 0.0

    def pages(self, done: int, total: int) -> None:
        self._counts |= {"pages_done": done, "pages_total": total}

    def chunks(self, done: int, total: int) -> None:
        self._counts |= {"chunks_done": done, "chunks_total": total}

    def documents(self, done: int, total: int) -> None:
        self._counts |= {"documents_done": done, "documents_total": total}

    def enter(self, status: Status) -> None:
        """Put job and document into a state, at once. Raises JobCancelled or Paused, and BroughtDown for a job that was
        begun again and again, and each time the process ended before it came any further."""
        self.pause()
        with self._engine.begin() as connection:
            starts = self._count_start(connection)
            self._enter(connection, status)
        if starts > _MOST_STARTS:
            raise BroughtDown(_MOST_STARTS)

    def put_down(self) -> None:
        """Note that the job was left unfinished in good order."""
        with self._engine.begin() as connection:
            self._write_starts(connection, 0, "")

    def _count_start(self, connection: Connection) -> int:
        if self._counted:
            return 0
        row = connection.execute(
            select(JobRecord.status, JobRecord.options).where(JobRecord.id == self._job_id)
        ).one_or_none()
        if row is None:
            raise JobCancelled
        stored = (
            ChunkRecord.document_id == self._document_id
            if self._document_id
            else ChunkRecord.version_id == row.options.get("version_id", "")
        )
        chunks = connection.scalar(select(func.count()).select_from(ChunkRecord).where(stored))
        place = f"{row.status} {chunks}"
        before = row.options.get("starts", {})
        starts = before["number"] + 1 if before.get("place") == place else 1
        self._write_starts(connection, starts, place)
        self._counted = True
        return starts

    def _write_starts(self, connection: Connection, number: int, place: str) -> None:
        this = JobRecord.id == self._job_id
        options = connection.scalar(select(JobRecord.options).where(this))
        if options is not None:
            changed = options | {"starts": {"number": number, "place": place}}
            connection.execute(update(JobRecord).where(this).values(options=changed))

    def has_read(self, connection: Connection) -> None:
        """Note in the caller's transaction that the file was read: embedding is next, and its password is dropped."""
        self._enter(connection, Status.EMBEDDING, password=None)

    def _enter(self, connection: Connection, status: Status, **values: None) -> None:
        counts = dict(self._counts)
        entered = connection.execute(
            update(JobRecord)
            .where(JobRecord.id == self._job_id, JobRecord.status != Status.FAILED)
            .values(status=status, reason=None, **counts, **values)
        )
        if not entered.rowcount:
            raise JobCancelled
        connection.execute(
            update(DocumentRecord).where(DocumentRecord.id == self._document_id).values(status=status, reason=None)
        )
        self._written = counts
        self._last_write = time.monotonic()

    @property
    def pausing(self) -> bool:
        """Whether the runner wants to stop."""
        return self._should_stop()

    def pause(self) -> None:
        """Raises Paused when the runner wants to stop."""
        if self._should_stop():
            raise Paused

    def check(self) -> None:
        """Write what was counted, now and then. Raises JobCancelled or Paused when the job must not go on."""
        self.pause()
        now = time.monotonic()
        if now - self._last_write >= _WRITE_SECONDS:
            self._last_write = now
            self.flush()
            self.require()

    def require(self) -> None:
        """Raise JobCancelled when the job has been ended from outside."""
        with self._engine.connect() as connection:
            status = connection.scalar(select(JobRecord.status).where(JobRecord.id == self._job_id))
        if status is None or status == Status.FAILED:
            raise JobCancelled

    def flush(self) -> None:
        """Write what was counted, at once."""
        counts = dict(self._counts)
        if counts and counts != self._written:
            with self._engine.begin() as connection:
                connection.execute(update(JobRecord).where(JobRecord.id == self._job_id).values(**counts))
            self._written = counts
