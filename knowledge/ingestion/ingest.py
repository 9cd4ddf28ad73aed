"""Running the job of one document: read the file, choose the index, embed, publish."""

import logging
from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import SUPERSEDED, Status
from knowledge.errors import JobCancelled
from knowledge.ingestion.auto_embedding import AutoEmbedding
from knowledge.ingestion.files import FileStore
from knowledge.ingestion.filling import Filling
from knowledge.ingestion.index_versions import (
    current_version,
    make_current,
    missing_documents,
    unfinished_rebuild,
    version_beside,
)
from knowledge.ingestion.indexing import DocumentGone
from knowledge.ingestion.known_vectors import KnownVectors
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.reading import Reader
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker
from knowledge.loading.document import ParsedDocument
from knowledge.records import (
    AUTO,
    BaseRecord,
    DocumentRecord,
    IndexedRecord,
    JobRecord,
    VersionRecord,
    now,
)
from knowledge.text.splitter import SplitSizes

logger = logging.getLogger(__name__)

_TOLD = 3


class Ingestion:
    """Brings documents into the version that is searched. Several of one base may be under way at the same time,
    unless one of them moves the base to another version."""

    def __init__(
        self,
        engine: Engine,
        files: FileStore,
        reader: Reader,
        filling: Filling,
        known: KnownVectors,
        removal: Removal,
        locks: BaseLocks,
        auto: AutoEmbedding,
    ) -> None:
        self._engine = engine
        self._files = files
        self._reader = reader
        self._filling = filling
        self._known = known
        self._removal = removal
        self._locks = locks
        self._auto = auto

    def run(self, job: JobRecord, tracker: JobTracker) -> None:
        """Bring the job to ready. Raises what stands in the way; JobCancelled when its document is gone."""
        with Session(self._engine, expire_on_commit=False) as session:
            document = session.get(DocumentRecord, job.document_id)
        if document is None:
            raise JobCancelled
        parsed = self._reader.stored(document.id)
        if parsed is None:
            tracker.enter(Status.PARSING)
            parsed = self._reader.read(document, tracker, job.password)
        tracker.enter(Status.EMBEDDING)
        try:
            if not self._into_current(document, parsed, tracker, job):
                self._into_another(document, parsed, tracker, job)
        except DocumentGone:
            raise JobCancelled from None

    def _into_current(
        self, document: DocumentRecord, parsed: ParsedDocument, tracker: JobTracker, job: JobRecord
    ) -> bool:
        """Index into the version that is searched; false when there is none yet or the language asks for another."""
        with self._locks.indexing(document.base_id, tracker.check, shared=True):
            with Session(self._engine, expire_on_commit=False) as session:
                base = self._base(session, document)
                version = current_version(session, base)
                if version is None or self._wanted(session, base, version, parsed.text) != version.embedder_id:
                    return False
            count = self._filling.index(version, document, parsed, tracker, tracker.chunks)
            self._publish(document, version, count, parsed.skipped, tracker, job)
        return True

    def _into_another(
        self, document: DocumentRecord, parsed: ParsedDocument, tracker: JobTracker, job: JobRecord
    ) -> None:
        """Index into a version beside the one that is searched, all other documents first, and swap."""
        with self._locks.indexing(document.base_id, tracker.check, shared=False):
            with self._locks.writing(document.base_id), Session(self._engine, expire_on_commit=False) as session:
                with session.begin():
                    base = self._base(session, document)
                    version = current_version(session, base)
                    wanted = self._wanted(session, base, version, parsed.text)
                    if version is None or version.embedder_id != wanted:
                        # it may have been right all the time: another document moved the base while this one waited
                        sizes = SplitSizes(base.chunk_tokens, base.window_tokens)
                        version = version_beside(session, base, wanted, sizes)
                        logger.info("base moves to an embedder base=%s embedder=%s", base.name, wanted)
                siblings = missing_documents(session, version)
            done = self._filling.fill(version, siblings, tracker)
            count = self._filling.index(
                version, document, parsed, tracker, lambda chunks, of: tracker.chunks(done + chunks, done + of)
            )
            self._publish(document, version, count, parsed.skipped, tracker, job)

    def _base(self, session: Session, document: DocumentRecord) -> BaseRecord:
        base = session.get(BaseRecord, document.base_id)
        if base is None:
            raise DocumentGone
        return base

    def _wanted(self, session: Session, base: BaseRecord, current: VersionRecord | None, text: str) -> str:
        if base.embedding != AUTO:
            return base.embedding
        if current is not None and unfinished_rebuild(session, base.id) is not None:
            # the rebuild will meet this document and choose for all of them
            return current.embedder_id
        return self._auto.joined(current.embedder_id if current else None, self._auto.for_text(text))

    def _publish(
        self,
        document: DocumentRecord,
        version: VersionRecord,
        count: int,
        skipped: Sequence[str],
        tracker: JobTracker,
        job: JobRecord,
    ) -> None:
        """In one transaction: make the document searchable, and its earlier editions and the version before unknown."""
        tracker.check()
        tracker.flush()
        with self._locks.writing(document.base_id):
            with Session(self._engine) as session, session.begin():
                row = session.get(DocumentRecord, document.id)
                base = session.get(BaseRecord, document.base_id)
                running = session.get(JobRecord, job.id)
                stored_version = session.get(VersionRecord, version.id)
                if row is None or base is None or running is None or stored_version is None:
                    raise DocumentGone
                if running.status == Status.FAILED:
                    raise JobCancelled
                row.status, row.reason, row.chunks = Status.READY, told(skipped), count
                session.merge(IndexedRecord(version_id=version.id, document_id=document.id, chunks=count))
                running.status, running.reason, running.finished_at = Status.READY, None, now()
                running.password = None
                running.chunks_done = running.chunks_total = max(running.chunks_total, count)
                editions = select(DocumentRecord).where(
                    DocumentRecord.base_id == base.id, DocumentRecord.name == row.name, DocumentRecord.id != row.id
                )
                for edition in session.scalars(editions).all():
                    self._removal.document(session, edition, SUPERSEDED)
                session.flush()
                make_current(session, base, stored_version, self._removal)
                twins = select(DocumentRecord.id).where(
                    DocumentRecord.base_id == base.id,
                    DocumentRecord.sha256 == row.sha256,
                    DocumentRecord.status != Status.READY,
                )
                needed = session.scalar(twins.limit(1)) is not None
            self._removal.carry_out(document.base_id)
            if not needed:
                self._files.remove_brought(document.base_id, document.sha256)
            self._known.forget()


def told(skipped: Sequence[str]) -> str | None:
    """What of a readable file could not be read, in at most three sentences; None when all of it was."""
    if not skipped:
        return None
    more = len(skipped) - _TOLD
    return " ".join(skipped[:_TOLD]) + (f" ({more} more parts could not be read.)" if more > 0 else "")
