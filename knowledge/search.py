"""Finding passages: vectors and terms of each base, fused, merged by calibrated relevance."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Passage, Status
from knowledge.embedders import Embedder
from knowledge.errors import VersionGone
from knowledge.fusion import fuse, merge
from knowledge.language import language_of
from knowledge.records import BaseRecord, ChunkRecord, DocumentRecord, VersionRecord
from knowledge.terms import TermIndex
from knowledge.vectors import VectorStore

Mode = Literal["fused", "dense", "terms"]
"""Both parts, or one alone (to compare them)."""

_NEAREST_WINDOWS = 200
_BEST_TERMS = 100
_ATTEMPTS = 5


class Searcher:
    """Asks the indexes. Takes no lock: when a version is swapped under it, it asks the new one."""

    def __init__(
        self, engine: Engine, vectors: VectorStore, terms: TermIndex, embedders: Callable[[str], Embedder]
    ) -> None:
        self._engine = engine
        self._vectors = vectors
        self._terms = terms
        self._embedders = embedders

    def search(self, query: str, base_ids: Sequence[str], k: int, mode: Mode) -> list[Passage]:
        """Return at most k passages, the most relevant first."""

        @cache
        def vector_by(embedder_id: str) -> Sequence[float]:
            return self._embedders(embedder_id).embed_query(query)

        rankings = [
            [(passage.score, passage) for passage in self._search_base(query, vector_by, base_id, k, mode)]
            for base_id in self._speaking(base_ids, language_of(query))
        ]
        return _without_duplicates(merge(rankings))[:k]

    def _speaking(self, base_ids: Sequence[str], language: str) -> list[str]:
        """The bases whose embedder speaks the language; all of them when none does."""
        versions = [(base_id, self._version(base_id)) for base_id in base_ids]
        filled = [(base_id, self._embedders(version[1])) for base_id, version in versions if version is not None]
        speaking = [base_id for base_id, embedder in filled if language in embedder.languages]
        return speaking or [base_id for base_id, _ in filled]

    def _search_base(
        self, query: str, vector_by: Callable[[str], Sequence[float]], base_id: str, k: int, mode: Mode
    ) -> list[Passage]:
        for _ in range(_ATTEMPTS):
            version = self._version(base_id)
            if version is None:
                return []
            try:
                passages = self._search_version(query, vector_by(version[1]), *version, k, mode)
            except VersionGone:
                continue
            if self._version(base_id) == version:
                return passages
        return []

    def _search_version(
        self, query: str, vector: Sequence[float], version_id: str, embedder_id: str, k: int, mode: Mode
    ) -> list[Passage]:
        near = {} if mode == "terms" else self._vectors.search(version_id, vector, _NEAREST_WINDOWS)
        bm25 = {} if mode == "dense" else self._terms.search(version_id, query, _BEST_TERMS)
        ready = self._ready(version_id, {*near, *bm25})
        cosines = {chunk_id: cosine for chunk_id, cosine in near.items() if chunk_id in ready}
        unmeasured = [(chunk_id, ready[chunk_id]) for chunk_id in bm25 if chunk_id in ready and chunk_id not in near]
        cosines |= self._vectors.cosines(version_id, vector, unmeasured)
        # more than k: duplicates are dropped later
        ranked = [chunk_id for chunk_id in _ranked(cosines, bm25, mode) if chunk_id in cosines][: 3 * k]
        rows = self._rows(version_id, ranked)
        relevance = self._embedders(embedder_id).relevance
        return [_passage(*rows[chunk_id], relevance(cosines[chunk_id])) for chunk_id in ranked if chunk_id in rows]

    def _version(self, base_id: str) -> tuple[str, str] | None:
        with Session(self._engine) as session:
            row = session.execute(
                select(VersionRecord.id, VersionRecord.embedder_id)
                .join(BaseRecord, BaseRecord.version_id == VersionRecord.id)
                .where(BaseRecord.id == base_id)
            ).first()
            return (row[0], row[1]) if row else None

    def _ready(self, version_id: str, chunk_ids: set[str]) -> dict[str, int]:
        """The chunks among these whose documents are ready, with how many windows they have."""
        with Session(self._engine) as session:
            found = session.execute(
                select(ChunkRecord.id, ChunkRecord.windows)
                .join(DocumentRecord, DocumentRecord.id == ChunkRecord.document_id)
                .where(
                    ChunkRecord.version_id == version_id,
                    ChunkRecord.id.in_(chunk_ids),
                    DocumentRecord.status == Status.READY,
                )
            )
            return {row.id: row.windows for row in found}

    def _rows(self, version_id: str, chunk_ids: Sequence[str]) -> dict[str, tuple[ChunkRecord, str, str]]:
        """Chunks with the names of their documents and bases."""
        with Session(self._engine, expire_on_commit=False) as session:
            found = session.execute(
                select(ChunkRecord, DocumentRecord.name, BaseRecord.name)
                .join(DocumentRecord, DocumentRecord.id == ChunkRecord.document_id)
                .join(BaseRecord, BaseRecord.id == DocumentRecord.base_id)
                .where(ChunkRecord.version_id == version_id, ChunkRecord.id.in_(chunk_ids))
            )
            return {chunk.id: (chunk, document, base) for chunk, document, base in found}


def _ranked(cosines: dict[str, float], bm25: dict[str, float], mode: Mode) -> list[str]:
    if mode == "fused":
        return fuse(cosines, bm25)
    scores = cosines if mode == "dense" else bm25
    return sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))


def _passage(chunk: ChunkRecord, document: str, base: str, score: float) -> Passage:
    return Passage(
        knowledge_base=base,
        document=document,
        document_id=chunk.document_id,
        chunk_id=chunk.id,
        page=chunk.page,
        heading=chunk.heading,
        text=chunk.text,
        start=chunk.start,
        end=chunk.end,
        score=score,
        sentences=tuple((start, end) for start, end in chunk.sentences),
    )


def _without_duplicates(passages: Sequence[Passage]) -> list[Passage]:
    """Drop passages that say the same as a better one: the same text but for spaces, case and punctuation."""
    kept: list[Passage] = []
    seen: set[str] = set()
    for passage in passages:
        essence = "".join(character for character in passage.text.lower() if character.isalnum())
        if essence not in seen:
            seen.add(essence)
            kept.append(passage)
    return kept
