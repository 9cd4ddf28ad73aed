"""Running the job of one document: read the file, choose the index, embed, publish."""

import logging

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.errors import JobCancelled
from knowledge.ingestion.auto_embedding import AutoEmbedding
from knowledge.ingestion.filling import Filling
from knowledge.ingestion.index_versions import current_version, missing_documents, unfinished_rebuild, version_beside
from knowledge.ingestion.indexing import DocumentGone
from knowledge.ingestion.joint import JointIngestion, SmallDocument
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.publishing import Ingested, Publication
from knowledge.ingestion.reading import Reader
from knowledge.ingestion.reading_slots import ReadingSlot, ReadingSlots
from knowledge.ingestion.tracking import JobTracker
from knowledge.loading.document import ParsedDocument
from knowledge.records import AUTO, BaseRecord, DocumentRecord, JobRecord, VersionRecord
from knowledge.text.splitter import SplitSizes

logger = logging.getLogger(__name__)

_READ_AT_ONCE = 2
"""More would only share the processor, and each may take a parser's memory."""


class Ingestion:
    """Brings documents into the version that is searched. Several of one base may be under way at the same time,
    unless one of them moves the base to another version."""

    def __init__(
        self,
        engine: Engine,
        reader: Reader,
        filling: Filling,
        joint: JointIngestion,
        publication: Publication,
        locks: BaseLocks,
        auto: AutoEmbedding,
    ) -> None:
        self._engine = engine
        self._reader = reader
        self._filling = filling
        self._joint = joint
        self._publication = publication
        self._locks = locks
        self._auto = auto
        self._slots = ReadingSlots(_READ_AT_ONCE)

    def run(self, job: JobRecord, tracker: JobTracker) -> None:
        """Bring the job to ready. Raises what stands in the way; JobCancelled when its document is gone."""
        # a small document gives its slot back as soon as it is read; a long one keeps its text, and so its slot
        with self._slots.hold(tracker.pause) as slot:
            with Session(self._engine, expire_on_commit=False) as session:
                document = session.get(DocumentRecord, job.document_id)
            if document is None:
                raise JobCancelled
            try:
                parsed = self._reader.stored(document.id)
                if parsed is None:
                    tracker.enter(Status.PARSING)
                    parsed = self._reader.read(document, tracker, job.password)
                else:
                    tracker.enter(Status.EMBEDDING)
                if not self._into_current(document, parsed, tracker, job, slot):
                    self._into_another(document, parsed, tracker, job)
            except DocumentGone:
                raise JobCancelled from None

    def _into_current(
        self, document: DocumentRecord, parsed: ParsedDocument, tracker: JobTracker, job: JobRecord, slot: ReadingSlot
    ) -> bool:
        """Index into the version that is searched; false when there is none yet or the language asks for another."""
        with self._locks.indexing(document.base_id, tracker.check, shared=True):
            with Session(self._engine, expire_on_commit=False) as session:
                base = self._base(session, document)
                version = current_version(session, base)
                if version is None or self._wanted(session, base, version, parsed.text) != version.embedder_id:
                    return False
            split = self._filling.split(version, document, parsed, tracker)
            if split.windows <= self._filling.group_windows(version):
                slot.release()
                self._joint.run(version, SmallDocument(split, parsed.skipped, job, tracker))
            else:
                self._filling.index(version, split, tracker, tracker.chunks)
                self._publish(version, Ingested(document, job, split.chunks, parsed.skipped), tracker)
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
            split = self._filling.split(version, document, parsed, tracker)
            self._filling.index(version, split, tracker, lambda chunks, of: tracker.chunks(done + chunks, done + of))
            self._publish(version, Ingested(document, job, split.chunks, parsed.skipped), tracker)

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

    def _publish(self, version: VersionRecord, ingested: Ingested, tracker: JobTracker) -> None:
        tracker.check()
        tracker.flush()
        with self._locks.writing(version.base_id):
            if not self._publication.awaited([ingested.job.id]):
                raise JobCancelled
            with Session(self._engine) as session, session.begin():
                self._publication.publish(session, version, [ingested])
            self._publication.tidy_up(version.base_id, [ingested])
