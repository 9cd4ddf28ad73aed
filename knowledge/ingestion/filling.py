"""Bringing documents into a version: one by itself in parts, or those that were read before, when a base is rebuilt or
moves to another embedder."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.embedders import Embedder
from knowledge.errors import UnreadableDocument, UnsupportedFileType
from knowledge.ingestion.indexing import DocumentGone, Indexer, Part, SplitDocument, Vectors
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.reading import Reader
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker
from knowledge.loading.document import ParsedDocument
from knowledge.records import DocumentRecord, IndexedRecord, VersionRecord

logger = logging.getLogger(__name__)


class Filling:
    """Indexes documents into a version, one after the other, small ones together."""

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

    def split(
        self, version: VersionRecord, document: DocumentRecord, parsed: ParsedDocument, tracker: JobTracker
    ) -> SplitDocument:
        """Return the document's chunks. Raises SplittingTookTooLong, and what the tracker raises."""
        return self._indexer.split(version, document, parsed, self._embedders(version.embedder_id), tracker)

    def group_windows(self, version: VersionRecord) -> int:
        """Return how many windows the documents of a group may have together."""
        return self._indexer.group_windows(self._embedders(version.embedder_id))

    def index(
        self,
        version: VersionRecord,
        split: SplitDocument,
        tracker: JobTracker,
        progress: Callable[[int, int], None],
    ) -> None:
        """Store all that is missing of a document, part by part; `progress` gets (chunks done, chunks in all).

        Raises DocumentGone, and what the tracker raises.
        """
        done = split.chunks - len(split.missing)
        progress(done, split.chunks)
        for part in split.batches():
            vectors = self._embedded(version, [part], tracker)
            with self._locks.writing(version.base_id):
                tracker.require()
                if not self._remaining([split]):
                    raise DocumentGone
                self._indexer.store(version, [part], vectors)
            done += len(part.chunks)
            progress(done, split.chunks)

    def fill(self, version: VersionRecord, documents: Sequence[DocumentRecord], tracker: JobTracker) -> int:
        """Index documents and return how many chunks the version holds by then; counts on the tracker.

        One that cannot be read any more fails with its reason and stops nobody; one deleted meanwhile is left out.
        """
        whole, chunks = self._held(version)
        done, to_come = 0, sum(document.chunks for document in documents)
        tracker.documents(whole, whole + len(documents))
        for group in self._groups(version, documents, tracker):
            to_come -= sum(split.document.chunks for split in group)
            chunks += self._index_together(version, group, tracker, partial(_progress, tracker, chunks, to_come))
            done += len(group)
            tracker.documents(whole + done, whole + len(documents))
        tracker.documents(whole + len(documents), whole + len(documents))
        return chunks

    def _groups(
        self, version: VersionRecord, documents: Sequence[DocumentRecord], tracker: JobTracker
    ) -> Iterator[list[SplitDocument]]:
        """The documents that can be read: small ones together, a long one by itself."""
        group: list[SplitDocument] = []
        for document in documents:
            try:
                parsed = self._reader.stored(document.id) or self._reader.read(document, tracker)
                split = self.split(version, document, parsed, tracker)
            except DocumentGone:
                continue
            except (UnreadableDocument, UnsupportedFileType) as error:
                self._failed(document, str(error))
                continue
            windows = split.windows + sum(other.windows for other in group)
            if group and windows > self.group_windows(version):
                yield group
                group = []
            group.append(split)
        if group:
            yield group

    def _index_together(
        self,
        version: VersionRecord,
        group: Sequence[SplitDocument],
        tracker: JobTracker,
        progress: Callable[[int, int], None],
    ) -> int:
        """Return how many chunks the documents have that were not deleted meanwhile."""
        if len(group) == 1:
            try:
                self.index(version, group[0], tracker, progress)
            except DocumentGone:
                return 0
            group = [replace(group[0], missing=())]
        vectors = self._embedded(version, [split.whole() for split in group], tracker)
        with self._locks.writing(version.base_id):
            tracker.require()
            kept = self._remaining(group)
            parts = [split.whole() for split in kept]
            self._indexer.store(version, parts, vectors, lambda session: self._mark(session, version, kept))
        count = sum(split.chunks for split in kept)
        progress(count, count)
        return count

    def _embedded(self, version: VersionRecord, parts: Sequence[Part], tracker: JobTracker) -> Vectors:
        embedder = self._embedders(version.embedder_id)
        vectors = self._indexer.embed(version, parts, embedder, tracker.check, patient=tracker.patient)
        self._indexer.give_way()
        return vectors

    def _held(self, version: VersionRecord) -> tuple[int, int]:
        """How many documents the version holds whole, and how many chunks they have."""
        with Session(self._engine) as session:
            counts = select(func.count(), func.coalesce(func.sum(IndexedRecord.chunks), 0))
            documents, chunks = session.execute(counts.where(IndexedRecord.version_id == version.id)).one()
        return documents, chunks

    def _remaining(self, splits: Sequence[SplitDocument]) -> list[SplitDocument]:
        """Those whose documents were not deleted meanwhile."""
        query = select(DocumentRecord.id).where(DocumentRecord.id.in_([split.document.id for split in splits]))
        with self._engine.connect() as connection:
            there = set(connection.scalars(query))
        return [split for split in splits if split.document.id in there]

    def _mark(self, session: Session, version: VersionRecord, splits: Sequence[SplitDocument]) -> None:
        if session.get(VersionRecord, version.id):
            for split in splits:
                session.merge(IndexedRecord(version_id=version.id, document_id=split.document.id, chunks=split.chunks))

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
