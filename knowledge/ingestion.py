"""Running one job: read the file, choose the index, embed, publish."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from knowledge.auto_embedding import AutoEmbedding
from knowledge.catalogue import UNFINISHED, Status
from knowledge.embedders import Embedder
from knowledge.errors import EmbedderUnavailable, JobCancelled, UnknownJob, UnreadableDocument, UnsupportedFileType
from knowledge.files import FileStore
from knowledge.indexing import DocumentGone, Indexer
from knowledge.loading.document import ParsedDocument
from knowledge.loading.file_types import HEAD_BYTES, file_type
from knowledge.locks import BaseLocks
from knowledge.parsing import ParsingLimits, parse
from knowledge.records import (
    AUTO,
    BaseRecord,
    DocumentRecord,
    JobRecord,
    ParsedTextRecord,
    VersionRecord,
)
from knowledge.removal import Removal
from knowledge.tracking import JobTracker, Paused

logger = logging.getLogger(__name__)


class Ingestion:
    """Runs jobs. One document of a base is embedded at a time; different bases go on side by side."""

    def __init__(
        self,
        engine: Engine,
        files: FileStore,
        indexer: Indexer,
        removal: Removal,
        locks: BaseLocks,
        embedders: Callable[[str], Embedder],
        auto: AutoEmbedding,
        limits: ParsingLimits,
    ) -> None:
        self._engine = engine
        self._files = files
        self._indexer = indexer
        self._removal = removal
        self._locks = locks
        self._embedders = embedders
        self._auto = auto
        self._limits = limits
        self._running: set[str] = set()
        self._running_lock = threading.Lock()

    def run(self, job_id: str, should_stop: Callable[[], bool]) -> None:
        """Bring a job to its end: ready or failed. Does nothing when it is there already or is being run.

        `should_stop` returning true leaves the job unfinished, to be run again. Raises UnknownJob.
        """
        with self._claim(job_id) as claimed:
            if not claimed:
                return
            with Session(self._engine, expire_on_commit=False) as session:
                job = session.get(JobRecord, job_id)
                if job is None:
                    raise UnknownJob(job_id)
                document = session.get(DocumentRecord, job.document_id)
            if job.status in (Status.READY, Status.FAILED):
                return
            if document is None or job.cancel_requested:
                self._cancelled(job)
                return
            tracker = JobTracker(self._engine, job.id, document.id, should_stop)
            try:
                self._embed(document, self._read(document, tracker), tracker, job.id)
            except Paused:
                return
            except (JobCancelled, DocumentGone):
                self._cancelled(job)
            except (UnreadableDocument, UnsupportedFileType, EmbedderUnavailable) as error:
                self._failed(job, document, str(error))
            except Exception:
                self._failed(job, document, "An internal error stopped the ingestion: look into the server's log.")
                raise

    def _read(self, document: DocumentRecord, tracker: JobTracker) -> ParsedDocument:
        with Session(self._engine) as session:
            known = session.get(ParsedTextRecord, document.id)
            if known is not None:
                return _parsed(known)
        tracker.enter(Status.PARSING)
        path = self._files.path(document.base_id, document.sha256)
        with path.open("rb") as stream:
            kind = file_type(document.name, stream.read(HEAD_BYTES))
        parsed = parse(path, kind, self._limits, tracker.pages, tracker.check)
        structure = parsed.to_json()
        del structure["text"]
        with self._locks.writing(document.base_id), Session(self._engine) as session, session.begin():
            row = session.get(DocumentRecord, document.id)
            if row is None:
                raise DocumentGone
            row.pages = len(parsed.pages) or None
            session.add(ParsedTextRecord(document_id=document.id, text=parsed.text, structure=structure))
        return parsed

    def _embed(self, document: DocumentRecord, parsed: ParsedDocument, tracker: JobTracker, job_id: str) -> None:
        tracker.enter(Status.EMBEDDING)
        with self._locks.embedding(document.base_id, tracker.check):
            version = self._version_for(document, parsed.text)
            embedder = self._embedders(version.embedder_id)
            done, total = 0, 0

            def progress(chunks: int, of: int) -> None:
                tracker.chunks(done + chunks, max(total, done + of))
                tracker.check()

            for sibling in self._siblings_to_move(document, version):
                with Session(self._engine) as session:
                    text = session.get(ParsedTextRecord, sibling.id)
                    if text is None:
                        continue
                    moved = _parsed(text)
                try:
                    done += self._index(version, sibling, moved, embedder, progress)
                except DocumentGone:
                    continue
            count = self._index(version, document, parsed, embedder, progress)
            tracker.chunks(done + count, done + count)
            self._publish(document, version, count, tracker, job_id)

    def _index(
        self,
        version: VersionRecord,
        document: DocumentRecord,
        parsed: ParsedDocument,
        embedder: Embedder,
        progress: Callable[[int, int], None],
    ) -> int:
        return self._indexer.index(
            version.id,
            document.id,
            document.name,
            parsed,
            embedder,
            lambda: self._locks.writing(document.base_id),
            progress,
        )

    def _version_for(self, document: DocumentRecord, text: str) -> VersionRecord:
        """The version this document goes to: the one searched, or, when its language asks for another model, a new
        one beside it (or the one that an interrupted job began)."""
        with (
            self._locks.writing(document.base_id),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            base = session.get(BaseRecord, document.base_id)
            if base is None:
                raise DocumentGone
            versions = session.scalars(select(VersionRecord).where(VersionRecord.base_id == base.id)).all()
            current = next((version for version in versions if version.id == base.version_id), None)
            if base.embedding != AUTO:
                wanted = base.embedding
            else:
                wanted = self._auto.joined(current.embedder_id if current else None, self._auto.for_text(text))
            for version in versions:
                if version.embedder_id == wanted:
                    return version
            created = VersionRecord(id=uuid.uuid4().hex, base_id=base.id, embedder_id=wanted)
            session.add(created)
            return created

    def _siblings_to_move(self, document: DocumentRecord, version: VersionRecord) -> list[DocumentRecord]:
        with Session(self._engine, expire_on_commit=False) as session:
            base = session.get(BaseRecord, document.base_id)
            if base is None or base.version_id in (None, version.id):
                return []
            logger.info("base moves to another embedder base=%s embedder=%s", base.name, version.embedder_id)
            return list(
                session.scalars(
                    select(DocumentRecord).where(
                        DocumentRecord.base_id == base.id,
                        DocumentRecord.status == Status.READY,
                        DocumentRecord.id != document.id,
                    )
                )
            )

    def _publish(
        self, document: DocumentRecord, version: VersionRecord, count: int, tracker: JobTracker, job_id: str
    ) -> None:
        """Make the document searchable, swap versions if it came with a new one, drop what both replace."""
        tracker.check()
        with self._locks.writing(document.base_id):
            with Session(self._engine) as session, session.begin():
                row = session.get(DocumentRecord, document.id)
                base = session.get(BaseRecord, document.base_id)
                job = session.get(JobRecord, job_id)
                if row is None or base is None or job is None:
                    raise DocumentGone
                if job.cancel_requested:
                    raise JobCancelled
                row.status, row.reason, row.chunks = Status.READY, None, count
                base.version_id = version.id
                job.status, job.reason = Status.READY, None
                job.chunks_done = job.chunks_total
            self._removal.other_versions(document.base_id, version.id)

    def _cancelled(self, job: JobRecord) -> None:
        """Remove what the job has stored so far, and its document with it, unless it was uploaded again meanwhile."""
        with self._locks.writing(job.base_id):
            if not self._has_other_job(job):
                self._removal.document(job.base_id, job.document_id)
            with Session(self._engine) as session, session.begin():
                session.execute(
                    update(JobRecord).where(JobRecord.id == job.id).values(status=Status.FAILED, reason="Cancelled.")
                )

    def _has_other_job(self, job: JobRecord) -> bool:
        with Session(self._engine) as session:
            others = select(JobRecord.id).where(
                JobRecord.document_id == job.document_id,
                JobRecord.id != job.id,
                JobRecord.status.in_(UNFINISHED),
                ~JobRecord.cancel_requested,
            )
            return session.scalar(others.limit(1)) is not None

    def _failed(self, job: JobRecord, document: DocumentRecord, reason: str) -> None:
        """Keep the document's row, which tells the reason, and nothing else of it."""
        logger.warning("ingestion failed job=%s document=%s", job.id, document.id)
        with self._locks.writing(document.base_id):
            self._removal.content(document.base_id, document.id)
            self._files.remove(document.base_id, document.sha256)
            with Session(self._engine) as session, session.begin():
                failed = {"status": Status.FAILED, "reason": reason}
                session.execute(update(JobRecord).where(JobRecord.id == job.id).values(**failed))
                session.execute(update(DocumentRecord).where(DocumentRecord.id == document.id).values(**failed))

    @contextmanager
    def _claim(self, job_id: str) -> Iterator[bool]:
        with self._running_lock:
            claimed = job_id not in self._running
            self._running.add(job_id)
        try:
            yield claimed
        finally:
            if claimed:
                with self._running_lock:
                    self._running.discard(job_id)


def _parsed(record: ParsedTextRecord) -> ParsedDocument:
    return ParsedDocument.from_json({"text": record.text, **record.structure})
