"""Bringing documents that were read before into a version: when a base is rebuilt or moves to another embedder."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.embedders import Embedder
from knowledge.errors import UnreadableDocument, UnsupportedFileType
from knowledge.ingestion.indexing import DocumentGone, Indexer
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.reading import Reader
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker
from knowledge.loading.document import ParsedDocument
from knowledge.records import DocumentRecord, IndexedRecord, VersionRecord

logger = logging.getLogger(__name__)


class Filling:
    """Indexes documents into a version, one after the other."""

    def __init__(
        self,
        engine: Engine,
        indexer: Indexer,
        reader: Reader,
        removal: Removal,
        locks: BaseLocks,
        embedders: Callable[[str], Embedder],
    ) -> None:
        self._engine = engine
        self._indexer = indexer
        self._reader = reader
        self._removal = removal
        self._locks = locks
        self._embedders = embedders

    def index(
        self,
        version: VersionRecord,
        document: DocumentRecord,
        parsed: ParsedDocument,
        tracker: JobTracker,
        progress: Callable[[int, int], None],
    ) -> int:
        """Return the number of chunks. Raises DocumentGone, and what the tracker raises."""
        return self._indexer.index(
            version,
            document,
            parsed,
            self._embedders(version.embedder_id),
            lambda: self._locks.writing(document.base_id),
            tracker,
            progress,
        )

    def fill(self, version: VersionRecord, documents: Sequence[DocumentRecord], tracker: JobTracker) -> int:
        """Index documents and return how many chunks the version holds by then; counts on the tracker.

        One that cannot be read any more fails with its reason and stops nobody; one deleted meanwhile is left out.
        """
        whole, chunks = self._held(version)
        remaining = sum(document.chunks for document in documents)
        for number, document in enumerate(documents):
            tracker.documents(whole + number, whole + len(documents))
            remaining -= document.chunks
            try:
                parsed = self._reader.stored(document.id) or self._reader.read(document, tracker)
                count = self.index(version, document, parsed, tracker, partial(_progress, tracker, chunks, remaining))
            except DocumentGone:
                continue
            except (UnreadableDocument, UnsupportedFileType) as error:
                self._failed(document, str(error))
                continue
            self._mark(version, document, count)
            chunks += count
        tracker.documents(whole + len(documents), whole + len(documents))
        return chunks

    def _held(self, version: VersionRecord) -> tuple[int, int]:
        """How many documents the version holds whole, and how many chunks they have."""
        with Session(self._engine) as session:
            counts = select(func.count(), func.coalesce(func.sum(IndexedRecord.chunks), 0))
            documents, chunks = session.execute(counts.where(IndexedRecord.version_id == version.id)).one()
        return documents, chunks

    def _mark(self, version: VersionRecord, document: DocumentRecord, chunks: int) -> None:
        with self._locks.writing(document.base_id), Session(self._engine) as session, session.begin():
            if session.get(DocumentRecord, document.id) and session.get(VersionRecord, version.id):
                session.merge(IndexedRecord(version_id=version.id, document_id=document.id, chunks=chunks))

    def _failed(self, document: DocumentRecord, reason: str) -> None:
        logger.warning("document can no longer be read document=%s", document.id)
        with self._locks.writing(document.base_id):
            with Session(self._engine) as session, session.begin():
                row = session.get(DocumentRecord, document.id)
                if row is not None:
                    row.status, row.reason, row.chunks = Status.FAILED, reason, 0
                    self._removal.content(session, row)
            self._removal.carry_out(document.base_id)


def _progress(tracker: JobTracker, before: int, after: int, done: int, of: int) -> None:
    tracker.chunks(before + done, before + of + after)
