"""Putting parsed documents into one index version: split, embed what is new, store vectors, terms and chunk rows.

What is stored at once may be a part of one document, or several small ones. The order is vectors, terms, rows; the row
is what says that a chunk is complete. Ids follow from document, place and content, so what is done again after a crash
overwrites itself. A chunk whose embedded texts are known to the base already (of an earlier edition, another document,
another version) takes over their vectors.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from knowledge.embedders import Embedder
from knowledge.index.terms import TermEntry, TermIndex
from knowledge.index.vector_files import Matrix
from knowledge.index.vectors import VectorEntry, VectorStore
from knowledge.ingestion.allowance import Allowance
from knowledge.ingestion.batching import BackgroundEmbedding
from knowledge.ingestion.known_vectors import KnownVectors
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.priority import QueryPriority
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker
from knowledge.loading.document import ParsedDocument
from knowledge.records import ChunkRecord, DocumentRecord, VersionRecord
from knowledge.text.splitter import Chunk, SplitSizes, chunks_of, embedded_text
from knowledge.text.titles import title_of

_IDS = uuid.UUID("6f1d5d5e-51f5-4f0e-9d0c-3a3f6b6f0c11")
_BATCH_WINDOWS = 128
_FEWEST_WINDOWS = 8
_GROUP_SECONDS = 0.75

Vectors = Mapping[str, Sequence[Sequence[float]] | Matrix]
"""Vectors of a chunk's windows, by its embedding key."""


class DocumentGone(Exception):
    """The document was deleted while it was being indexed."""


@dataclass(frozen=True, slots=True)
class IdentifiedChunk:
    """`texts` is what the embedder gets, one per window; chunks with the same `key` have the same vectors."""

    id: str
    ordinal: int
    chunk: Chunk
    texts: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document on its way into a version: how many chunks and windows it has, and the chunks that are not stored."""

    document: DocumentRecord
    text: str
    chunks: int
    windows: int
    missing: tuple[IdentifiedChunk, ...]

    def batches(self) -> Iterator["Part"]:
        """Return the missing chunks in parts of about 128 windows."""
        batch: list[IdentifiedChunk] = []
        windows = 0
        for chunk in self.missing:
            batch.append(chunk)
            windows += len(chunk.texts)
            if windows >= _BATCH_WINDOWS:
                yield Part(self, batch)
                batch, windows = [], 0
        if batch:
            yield Part(self, batch)

    def whole(self) -> "Part":
        """Return all missing chunks as one part."""
        return Part(self, self.missing)


@dataclass(frozen=True, slots=True)
class Part:
    """Chunks of one document that are embedded and stored at once."""

    of: SplitDocument
    chunks: Sequence[IdentifiedChunk]


class Indexer:
    """Writes documents into versions. Whoever calls `store` holds the base's writing lock and has made sure, under it,
    that the documents are still there."""

    def __init__(
        self,
        engine: Engine,
        vectors: VectorStore,
        terms: TermIndex,
        removal: Removal,
        known: KnownVectors,
        locks: BaseLocks,
        priority: QueryPriority,
    ) -> None:
        self._engine = engine
        self._vectors = vectors
        self._terms = terms
        self._removal = removal
        self._known = known
        self._locks = locks
        self._priority = priority
        self._embedding = BackgroundEmbedding(priority)

    def split(
        self,
        version: VersionRecord,
        document: DocumentRecord,
        parsed: ParsedDocument,
        embedder: Embedder,
        tracker: JobTracker,
    ) -> SplitDocument:
        """Return the document's chunks. Raises SplittingTookTooLong, and what the tracker raises when the job is to
        stop."""
        allowance = Allowance(len(parsed.text), tracker.check)
        sizes = SplitSizes(version.chunk_tokens, version.window_tokens)
        chunks: list[IdentifiedChunk] = []
        for chunk in chunks_of(parsed, embedder.count_tokens, embedder.max_tokens, sizes, allowance.check):
            chunks.append(identified(document.id, embedder.id, parsed.text, len(chunks), chunk))
            self._priority.give_way()
            allowance.check()
        stored = self._stored(version.id, document.id)
        if stored - {chunk.id for chunk in chunks}:
            # split differently by an earlier release: start over rather than mix
            with self._locks.writing(version.base_id):
                with Session(self._engine) as session, session.begin():
                    self._removal.indexed(session, version, document.id)
                self._removal.carry_out(version.base_id)
            stored = set()
        windows = sum(len(chunk.texts) for chunk in chunks)
        missing = tuple(chunk for chunk in chunks if chunk.id not in stored)
        return SplitDocument(document, parsed.text, len(chunks), windows, missing)

    def turn(self, check: Callable[[], None]) -> AbstractContextManager[None]:
        """Wait for one's turn to embed, calling `check`, which may raise, several times a second."""
        return self._embedding.turn(check)

    def group_windows(self, embedder: Embedder) -> int:
        """Return how many windows are embedded in so short a time that one document may well wait for another."""
        affordable = self._embedding.affordable(embedder.id, _GROUP_SECONDS)
        return min(max(affordable, _FEWEST_WINDOWS), _BATCH_WINDOWS)

    def embed(
        self,
        version: VersionRecord,
        parts: Sequence[Part],
        embedder: Embedder,
        check: Callable[[], None],
        *,
        patient: bool = False,
        in_turn: bool = False,
    ) -> Vectors:
        """Return the parts' vectors, embedding only what nobody has embedded yet; `in_turn` says that the caller has
        its turn."""
        chunks = [chunk for part in parts for chunk in part.chunks]
        documents = [part.of.document for part in parts]
        windows = {chunk.key: len(chunk.texts) for chunk in chunks}
        known = self._known.of(version, documents, windows, embedder.dimensions)
        new = {chunk.key: chunk.texts for chunk in chunks if chunk.key not in known}
        texts = [text for each in new.values() for text in each]
        if in_turn:
            vectors = iter(self._embedding.embed_in_turn(embedder, texts, check))
        else:
            vectors = iter(self._embedding.embed(embedder, texts, check, patient=patient))
        return dict(known) | {key: [next(vectors) for _ in each] for key, each in new.items()}

    def store(
        self,
        version: VersionRecord,
        parts: Sequence[Part],
        vectors: Vectors,
        complete: Callable[[Session], None] = lambda session: None,
    ) -> None:
        """Store the parts; `complete` adds to the transaction that makes their chunks count."""
        placed = [(part.of, chunk) for part in parts for chunk in part.chunks]
        entries = [
            VectorEntry(split.document.id, chunk.id, number)
            for split, chunk in placed
            for number in range(len(chunk.texts))
        ]
        if entries:
            rows = [np.asarray(vectors[chunk.key], dtype=np.float32) for _, chunk in placed if chunk.texts]
            self._vectors.upsert(version.id, entries, np.concatenate(rows))
        self._terms.upsert(version.id, [_for_terms(split, chunk) for split, chunk in placed])
        with Session(self._engine) as session, session.begin():
            if placed:
                session.execute(insert(ChunkRecord), [_row(version.id, split, chunk) for split, chunk in placed])
            complete(session)

    def give_way(self) -> None:
        """Let queries go first."""
        self._priority.give_way()

    def _stored(self, version_id: str, document_id: str) -> set[str]:
        query = select(ChunkRecord.id).where(
            ChunkRecord.document_id == document_id, ChunkRecord.version_id == version_id
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))


def identified(document_id: str, embedder_id: str, text: str, ordinal: int, chunk: Chunk) -> IdentifiedChunk:
    """Return a chunk with its id: the same document, place and content always give the same one."""
    name = f"{document_id}:{chunk.start}:{chunk.end}:{text[chunk.start : chunk.end]}"
    texts = tuple(embedded_text(text, chunk, window) for window in chunk.windows)
    key = hashlib.blake2b("\0".join((embedder_id, *texts)).encode(errors="surrogatepass"), digest_size=16)
    return IdentifiedChunk(str(uuid.uuid5(_IDS, name)), ordinal, chunk, texts, key.hexdigest())


def _for_terms(split: SplitDocument, entry: IdentifiedChunk) -> TermEntry:
    heading = " ".join(filter(None, (title_of(split.document.name), entry.chunk.heading)))
    return TermEntry(split.document.id, entry.id, heading, split.text[entry.chunk.start : entry.chunk.end])


def _row(version_id: str, split: SplitDocument, entry: IdentifiedChunk) -> dict[str, object]:
    return {
        "version_id": version_id,
        "id": entry.id,
        "document_id": split.document.id,
        "ordinal": entry.ordinal,
        "start": entry.chunk.start,
        "end": entry.chunk.end,
        "page": entry.chunk.page,
        "heading": entry.chunk.heading,
        "text": split.text[entry.chunk.start : entry.chunk.end],
        "sentences": [list(span) for span in entry.chunk.sentences],
        "windows": len(entry.chunk.windows),
        "embedding_key": entry.key,
    }
