"""Putting a parsed document into one index version: split, embed what is new, store vectors, terms and chunk rows.

The order per batch is vectors, terms, rows; the row is what says that a chunk is complete. Ids follow from document,
place and content, so a batch that is done again after a crash overwrites itself. A chunk whose embedded texts are
known to the base already (of an earlier edition, another document, another version) takes over their vectors.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.embedders import Embedder
from knowledge.index.terms import TermIndex
from knowledge.index.vector_files import Matrix
from knowledge.index.vectors import VectorStore
from knowledge.ingestion.batching import BackgroundEmbedding
from knowledge.ingestion.known_vectors import KnownVectors
from knowledge.ingestion.priority import QueryPriority
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker
from knowledge.loading.document import ParsedDocument
from knowledge.records import ChunkRecord, DocumentRecord, VersionRecord
from knowledge.text.splitter import Chunk, SplitSizes, chunks_of, embedded_text
from knowledge.text.titles import title_of

_IDS = uuid.UUID("6f1d5d5e-51f5-4f0e-9d0c-3a3f6b6f0c11")
_BATCH_WINDOWS = 128


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


class Indexer:
    """Writes documents into versions. `writing` guards a base: nothing is written to a document being deleted."""

    def __init__(
        self,
        engine: Engine,
        vectors: VectorStore,
        terms: TermIndex,
        removal: Removal,
        known: KnownVectors,
        priority: QueryPriority,
    ) -> None:
        self._engine = engine
        self._vectors = vectors
        self._terms = terms
        self._removal = removal
        self._known = known
        self._priority = priority
        self._embedding = BackgroundEmbedding(priority)

    def index(
        self,
        version: VersionRecord,
        document: DocumentRecord,
        parsed: ParsedDocument,
        embedder: Embedder,
        writing: Callable[[], AbstractContextManager[object]],
        tracker: JobTracker,
        progress: Callable[[int, int], None],
    ) -> int:
        """Return the number of chunks, all of them stored. `progress` gets (chunks done, chunks in all).

        Raises DocumentGone, and what the tracker raises when the job is to stop.
        """
        chunks = self._split(version, document, parsed, embedder, tracker)
        stored = self._stored(version.id, document.id)
        if stored - {chunk.id for chunk in chunks}:
            # split differently by an earlier release: start over rather than mix
            with writing():
                with Session(self._engine) as session, session.begin():
                    self._removal.indexed(session, version, document.id)
                self._removal.carry_out(version.base_id)
            stored = set()
        todo = [chunk for chunk in chunks if chunk.id not in stored]
        done = len(chunks) - len(todo)
        progress(done, len(chunks))
        title = title_of(document.name)
        for batch in _batches(todo):
            vectors = self._vectors_of(version, document, batch, embedder, tracker)
            windows = [(chunk.id, number) for chunk in batch for number in range(len(chunk.texts))]
            terms = [_for_terms(parsed.text, title, chunk) for chunk in batch]
            self._priority.give_way()
            with writing():
                tracker.require()
                self._require(document.id)
                self._vectors.upsert(
                    version.id, windows, document.id, [vector for chunk in batch for vector in vectors[chunk.key]]
                )
                self._terms.upsert(version.id, document.id, terms)
                self._save(version.id, document.id, parsed.text, batch)
            done += len(batch)
            progress(done, len(chunks))
        return len(chunks)

    def _split(
        self,
        version: VersionRecord,
        document: DocumentRecord,
        parsed: ParsedDocument,
        embedder: Embedder,
        tracker: JobTracker,
    ) -> list[IdentifiedChunk]:
        sizes = SplitSizes(version.chunk_tokens, version.window_tokens)
        chunks: list[IdentifiedChunk] = []
        for chunk in chunks_of(parsed, embedder.count_tokens, embedder.max_tokens, sizes):
            chunks.append(identified(document.id, embedder.id, parsed.text, len(chunks), chunk))
            self._priority.give_way()
            tracker.check()
        return chunks

    def _vectors_of(
        self,
        version: VersionRecord,
        document: DocumentRecord,
        batch: Sequence[IdentifiedChunk],
        embedder: Embedder,
        tracker: JobTracker,
    ) -> Mapping[str, Sequence[Sequence[float]] | Matrix]:
        """Vectors by key, embedding only what nobody has embedded yet."""
        known = self._known.of(version, document, {chunk.key: len(chunk.texts) for chunk in batch}, embedder.dimensions)
        new = [chunk for chunk in batch if chunk.key not in known]
        texts = [text for chunk in new for text in chunk.texts]
        vectors = iter(self._embedding.embed(embedder, texts, tracker.check, patient=tracker.patient))
        return dict(known) | {chunk.key: [next(vectors) for _ in chunk.texts] for chunk in new}

    def _stored(self, version_id: str, document_id: str) -> set[str]:
        with Session(self._engine) as session:
            return set(
                session.scalars(
                    select(ChunkRecord.id).where(
                        ChunkRecord.document_id == document_id, ChunkRecord.version_id == version_id
                    )
                )
            )

    def _require(self, document_id: str) -> None:
        with Session(self._engine) as session:
            if session.get(DocumentRecord, document_id) is None:
                raise DocumentGone

    def _save(self, version_id: str, document_id: str, text: str, batch: Sequence[IdentifiedChunk]) -> None:
        with Session(self._engine) as session, session.begin():
            session.add_all(
                ChunkRecord(
                    version_id=version_id,
                    id=entry.id,
                    document_id=document_id,
                    ordinal=entry.ordinal,
                    start=entry.chunk.start,
                    end=entry.chunk.end,
                    page=entry.chunk.page,
                    heading=entry.chunk.heading,
                    text=text[entry.chunk.start : entry.chunk.end],
                    sentences=[list(span) for span in entry.chunk.sentences],
                    windows=len(entry.chunk.windows),
                    embedding_key=entry.key,
                )
                for entry in batch
            )


def identified(document_id: str, embedder_id: str, text: str, ordinal: int, chunk: Chunk) -> IdentifiedChunk:
    """Return a chunk with its id: the same document, place and content always give the same one."""
    name = f"{document_id}:{chunk.start}:{chunk.end}:{text[chunk.start : chunk.end]}"
    texts = tuple(embedded_text(text, chunk, window) for window in chunk.windows)
    key = hashlib.blake2b("\0".join((embedder_id, *texts)).encode(errors="surrogatepass"), digest_size=16)
    return IdentifiedChunk(str(uuid.uuid5(_IDS, name)), ordinal, chunk, texts, key.hexdigest())


def _batches(chunks: Sequence[IdentifiedChunk]) -> Iterator[list[IdentifiedChunk]]:
    batch: list[IdentifiedChunk] = []
    windows = 0
    for chunk in chunks:
        batch.append(chunk)
        windows += len(chunk.texts)
        if windows >= _BATCH_WINDOWS:
            yield batch
            batch, windows = [], 0
    if batch:
        yield batch


def _for_terms(text: str, title: str, entry: IdentifiedChunk) -> tuple[str, str, str]:
    heading = " ".join(filter(None, (title, entry.chunk.heading)))
    return entry.id, heading, text[entry.chunk.start : entry.chunk.end]
