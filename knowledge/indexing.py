"""Putting a parsed document into one index version: split, embed, store vectors, terms and chunk rows.

The order per batch is vectors, terms, rows; the row is what says that a chunk is complete. Ids follow from document,
place and content, so a batch that is done again after a crash overwrites itself.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from knowledge.embedders import Embedder
from knowledge.loading.document import ParsedDocument
from knowledge.records import ChunkRecord, DocumentRecord
from knowledge.splitter import Chunk, SplitSizes, embedded_text, split
from knowledge.terms import TermIndex
from knowledge.titles import title_of
from knowledge.vectors import VectorStore

_IDS = uuid.UUID("6f1d5d5e-51f5-4f0e-9d0c-3a3f6b6f0c11")
_BATCH_WINDOWS = 128


class DocumentGone(Exception):
    """The document was deleted while it was being indexed."""


@dataclass(frozen=True, slots=True)
class IdentifiedChunk:
    id: str
    ordinal: int
    chunk: Chunk


class Indexer:
    """Writes documents into versions. `writing` guards a base: nothing is written to a document being deleted."""

    def __init__(self, engine: Engine, vectors: VectorStore, terms: TermIndex, sizes: SplitSizes) -> None:
        self._engine = engine
        self._vectors = vectors
        self._terms = terms
        self._sizes = sizes

    def index(
        self,
        version_id: str,
        document_id: str,
        filename: str,
        document: ParsedDocument,
        embedder: Embedder,
        writing: Callable[[], AbstractContextManager[object]],
        progress: Callable[[int, int], None],
    ) -> int:
        """Return the number of chunks, all of them stored. `progress` gets (chunks done, chunks in all) and may raise.

        Raises DocumentGone.
        """
        chunks = identified(
            document_id,
            document.text,
            split(document, embedder.count_tokens, embedder.max_tokens, self._sizes),
        )
        stored = self._stored(version_id, document_id)
        if stored - {chunk.id for chunk in chunks}:
            # split differently by an earlier release: start over rather than mix
            with writing():
                self.remove(version_id, document_id)
            stored = set()
        todo = [chunk for chunk in chunks if chunk.id not in stored]
        done = len(chunks) - len(todo)
        progress(done, len(chunks))
        title = title_of(filename)
        for batch in _batches(todo):
            windows = [(chunk.id, number) for chunk in batch for number in range(len(chunk.chunk.windows))]
            texts = [embedded_text(document.text, c.chunk, window) for c in batch for window in c.chunk.windows]
            vectors = embedder.embed_documents(texts)
            with writing():
                self._require(document_id)
                self._vectors.upsert(version_id, windows, document_id, vectors)
                self._terms.upsert(version_id, document_id, [_for_terms(document.text, title, c) for c in batch])
                self._save(version_id, document_id, document.text, batch)
            done += len(batch)
            progress(done, len(chunks))
        return len(chunks)

    def remove(self, version_id: str, document_id: str) -> None:
        """Remove a document from a version; one that is not in it is fine."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                delete(ChunkRecord).where(ChunkRecord.version_id == version_id, ChunkRecord.document_id == document_id)
            )
        self._terms.delete_document(version_id, document_id)
        self._vectors.delete_document(version_id, document_id)

    def drop(self, version_id: str) -> None:
        """Remove a version's vectors and terms; its rows go with its record."""
        self._vectors.drop(version_id)
        self._terms.drop(version_id)

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
                )
                for entry in batch
            )


def identified(document_id: str, text: str, chunks: Sequence[Chunk]) -> list[IdentifiedChunk]:
    """Return the chunks with their ids: the same document, place and content always give the same id."""
    return [
        IdentifiedChunk(
            str(uuid.uuid5(_IDS, f"{document_id}:{chunk.start}:{chunk.end}:{text[chunk.start : chunk.end]}")),
            ordinal,
            chunk,
        )
        for ordinal, chunk in enumerate(chunks)
    ]


def _batches(chunks: Sequence[IdentifiedChunk]) -> Iterator[list[IdentifiedChunk]]:
    batch: list[IdentifiedChunk] = []
    windows = 0
    for chunk in chunks:
        batch.append(chunk)
        windows += len(chunk.chunk.windows)
        if windows >= _BATCH_WINDOWS:
            yield batch
            batch, windows = [], 0
    if batch:
        yield batch


def _for_terms(text: str, title: str, entry: IdentifiedChunk) -> tuple[str, str, str]:
    heading = " ".join(filter(None, (title, entry.chunk.heading)))
    return entry.id, heading, text[entry.chunk.start : entry.chunk.end]
