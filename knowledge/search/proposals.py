"""What both indexes propose for a question, and what is known about each proposal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.index.terms import TermIndex
from knowledge.index.vectors import Nearness, VectorStore
from knowledge.records import ChunkRecord, DocumentRecord

_NEAREST_WINDOWS = 200
_BEST_TERMS = 100
_EXACT_CHUNKS = 1500
"""A filter that leaves no more chunks than this is searched exactly: comparing them all takes 0.04 ms each, restricting
the HNSW graph takes Chroma about 100 ms and may miss some."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """By chunk id, searchable chunks only. `cosines` and `windows` (count, nearest) know every chunk, `bm25` and
    `coverage` those with a term of the query; `dense` and `terms` are what each part proposed itself, best first."""

    cosines: dict[str, float]
    windows: dict[str, tuple[int, int]]
    bm25: dict[str, float]
    coverage: dict[str, float]
    dense: Sequence[str]
    terms: Sequence[str]

    @property
    def covered(self) -> float:
        """The largest share of the query's rare terms that any proposal holds."""
        return max(self.coverage.values(), default=0.0)


class Proposing:
    """Asks both indexes of one version. Raises VersionGone when the version is dropped meanwhile."""

    def __init__(self, engine: Engine, vectors: VectorStore, terms: TermIndex) -> None:
        self._engine = engine
        self._vectors = vectors
        self._terms = terms

    def propose(
        self,
        version_id: str,
        query: str,
        vector: Sequence[float] | None,
        *,
        dense: bool,
        terms: bool,
        documents: dict[str, int] | None,
    ) -> Proposals:
        """Return the proposals of the parts that are wanted, from these documents (id: number of chunks) only when
        they are given. Without a vector there are no cosines, and nothing dense."""
        near = self._near(version_id, vector, documents) if dense and vector is not None else {}
        bm25 = self._terms.search(version_id, query, _BEST_TERMS, documents) if terms else {}
        counts = self._searchable(version_id, near.keys() | bm25.keys())
        near = {chunk_id: value for chunk_id, value in near.items() if chunk_id in counts}
        bm25 = {chunk_id: score for chunk_id, score in bm25.items() if chunk_id in counts}
        proposed = best_first({chunk_id: cosine for chunk_id, (cosine, _) in near.items()})
        if vector is not None:
            unmeasured = [(chunk_id, counts[chunk_id]) for chunk_id in bm25 if chunk_id not in near]
            near |= self._vectors.nearness(version_id, vector, unmeasured)
        return Proposals(
            cosines={chunk_id: cosine for chunk_id, (cosine, _) in near.items()},
            windows={chunk_id: (counts[chunk_id], window) for chunk_id, (_, window) in near.items()},
            bm25=bm25,
            coverage=self._terms.coverage(version_id, query, near.keys() | bm25.keys()),
            dense=proposed,
            terms=best_first(bm25),
        )

    def _near(self, version_id: str, vector: Sequence[float], documents: dict[str, int] | None) -> Nearness:
        if documents is None or sum(documents.values()) > _EXACT_CHUNKS:
            return self._vectors.search(version_id, vector, _NEAREST_WINDOWS, documents)
        with Session(self._engine) as session:
            windows = session.execute(
                select(ChunkRecord.id, ChunkRecord.windows).where(
                    ChunkRecord.version_id == version_id, ChunkRecord.document_id.in_(documents)
                )
            )
            return self._vectors.nearness(version_id, vector, [(row.id, row.windows) for row in windows])

    def _searchable(self, version_id: str, chunk_ids: Collection[str]) -> dict[str, int]:
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


def best_first(scores: dict[str, float]) -> list[str]:
    """Return the keys by falling score; equal scores in a fixed order."""
    return sorted(scores, key=lambda key: (-scores[key], key))
