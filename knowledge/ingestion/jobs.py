"""Jobs: running one to its end, ending it from outside, and forgetting old ones."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from knowledge.catalogue import CANCELLED, UNFINISHED, JobKind, Status
from knowledge.errors import (
    EmbedderUnavailable,
    JobCancelled,
    RecordsUnavailable,
    UnknownJob,
    UnreadableDocument,
    UnsupportedFileType,
)
from knowledge.ingestion.ingest import Ingestion
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.rebuilding import Rebuilding
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker, Paused
from knowledge.records import DocumentRecord, JobRecord, now

logger = logging.getLogger(__name__)

_KEPT_FOR = timedelta(days=7)
_MOST_KEPT = 2000
_KEPT_ANYWAY = timedelta(hours=1)
_POLL_SECONDS = 0.2


class JobRunner:
    """A job ends once: whoever ends it (its run, a cancel, the deletion of its document) writes its last status, and a
    run that finds its job ended stops."""

    def __init__(
        self, engine: Engine, ingestion: Ingestion, rebuilding: Rebuilding, removal: Removal, locks: BaseLocks
    ) -> None:
        self._engine = engine
        self._ingestion = ingestion
        self._rebuilding = rebuilding
        self._removal = removal
        self._locks = locks
        self._running: set[str] = set()
        self._begun: set[str] = set()
        self._changed = threading.Condition()

    def run(self, job_id: str, should_stop: Callable[[], bool]) -> None:
        """Bring a job to its end: ready or failed. Does nothing when it is there already or is being run.

        `should_stop` returning true leaves the job unfinished, to be run again. Raises UnknownJob.
        """
        job = self._get(job_id)
        with self._claim(job_id, job.document_id, should_stop) as claimed:
            job = self._get(job_id)
            if not claimed or job.status in (Status.READY, Status.FAILED):
                return
            tracker = JobTracker(self._engine, job, should_stop, again=job_id in self._begun)
            self._begun.add(job_id)
            try:
                self._work(job, tracker)
            except Paused:
                tracker.put_down()
                return
            except JobCancelled:
                self._end(job, CANCELLED)
            except (UnreadableDocument, UnsupportedFileType, EmbedderUnavailable) as error:
                self._end(job, str(error))
            except RecordsUnavailable:
                raise  # to be run again: nobody could write down how it ended
            except Exception:
                self._end(job, "An internal error stopped the work: look into the server's log.")
                raise

    def cancel(self, job_id: str) -> None:
        """End a job that has not ended, with the document that it was to bring. Raises UnknownJob."""
        job = self._get(job_id)
        with self._locks.writing(job.base_id):
            with Session(self._engine) as session, session.begin():
                row = session.get(JobRecord, job_id)
                if row is None or row.status not in UNFINISHED:
                    return
                document = session.get(DocumentRecord, row.document_id)
                if document is not None:
                    self._removal.document(session, document, CANCELLED)
                self._fail(session, row, CANCELLED)
            self._removal.carry_out(job.base_id)

    def prune(self) -> None:
        """Forget jobs that ended a week ago, and beyond two thousand those that ended an hour ago."""
        with Session(self._engine) as session, session.begin():
            ended = JobRecord.finished_at.is_not(None)
            session.execute(delete(JobRecord).where(ended, JobRecord.finished_at < now() - _KEPT_FOR))
            kept = select(JobRecord.id).where(ended).order_by(JobRecord.finished_at.desc()).limit(_MOST_KEPT)
            session.execute(
                delete(JobRecord)
                .where(ended, JobRecord.finished_at < now() - _KEPT_ANYWAY, JobRecord.id.not_in(kept))
                .execution_options(synchronize_session=False)
            )

    def _work(self, job: JobRecord, tracker: JobTracker) -> None:
        if job.kind == JobKind.REBUILD:
            self._rebuilding.run(job, tracker)
        else:
            self._ingestion.run(job, tracker)

    def _end(self, job: JobRecord, reason: str) -> None:
        """Keep the document's row, which tells the reason, and its file, to try again; nothing made of it."""
        with self._locks.writing(job.base_id):
            with Session(self._engine) as session, session.begin():
                row = session.get(JobRecord, job.id)
                if row is None or row.status not in UNFINISHED:
                    return
                logger.warning("job failed job=%s document=%s", job.id, job.document_id)
                document = session.get(DocumentRecord, job.document_id)
                if document is not None:
                    document.status, document.reason, document.chunks = Status.FAILED, reason, 0
                    self._removal.content(session, document)
                self._fail(session, row, reason)
            self._removal.carry_out(job.base_id)

    def _fail(self, session: Session, job: JobRecord, reason: str) -> None:
        job.status, job.reason, job.password, job.finished_at = Status.FAILED, reason, None, now()
        if job.kind == JobKind.REBUILD:
            self._rebuilding.abandon(session, job)

    def _get(self, job_id: str) -> JobRecord:
        with Session(self._engine, expire_on_commit=False) as session:
            job = session.get(JobRecord, job_id)
        if job is None:
            raise UnknownJob(job_id)
        return job

    @contextmanager
    def _claim(self, job_id: str, document_id: str, should_stop: Callable[[], bool]) -> Iterator[bool]:
        """False when the job is being run. Jobs of one document (it was cancelled and uploaded again, say) wait for
        each other."""
        stopped = False
        with self._changed:
            claimed = job_id not in self._running
            if claimed:
                self._running.add(job_id)
                while document_id and document_id in self._running and not should_stop():
                    self._changed.wait(_POLL_SECONDS)
                stopped = document_id != "" and document_id in self._running
                if not stopped:
                    self._running.add(document_id)
        try:
            yield claimed and not stopped
        finally:
            if claimed:
                with self._changed:
                    self._running.discard(job_id)
                    if not stopped:
                        self._running.discard(document_id)
                    self._changed.notify_all()
