"""Finding passages: vectors and terms of each base, fused, reranked, merged by calibrated relevance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Passage, Ranks
from knowledge.embedders import Embedder
from knowledge.errors import VersionGone
from knowledge.index.searched_versions import SearchedVersion, searched_versions
from knowledge.index.terms import TermIndex
from knowledge.index.vectors import VectorStore
from knowledge.index.windows import window_text
from knowledge.language import language_of
from knowledge.records import BaseRecord, ChunkRecord, DocumentRecord
from knowledge.search.duplicates import without_near_duplicates
from knowledge.search.filters import SearchFilter, matching_documents
from knowledge.search.fusion import USUAL_WEIGHTS, WEIGHTS, fuse, lead, merge
from knowledge.search.languages import spoken_languages
from knowledge.search.neighbours import with_neighbours
from knowledge.search.proposals import Proposals, Proposing, best_first
from knowledge.search.relevance import Words, relevance, relevance_of_terms
from knowledge.search.reranking import MOST_CANDIDATES, BudgetedReranking, Rerankers, no_reranker

Mode = Literal["fused", "dense", "terms"]
"""Both parts, or one alone (to compare them)."""

_ATTEMPTS = 5
_LEAST_COVERAGE = 0.5  # of a passage that the embedder cannot judge
_RERANK_WEIGHT = 1.5
_WIDEST_LOGITS = 100.0
_FETCHED = 20
_SETTLED_LEAD = 0.4  # of BM25's best, from which a passage that the vectors prefer too was right 99 times of 100


@dataclass(frozen=True, slots=True)
class Request:
    """One question. `context` is how many characters before and after each passage are wanted."""

    query: str
    k: int
    mode: Mode = "fused"
    where: SearchFilter | None = None
    context: int = 0


class _Found(NamedTuple):
    passage: Passage
    version_id: str
    ordinal: int

    @property
    def text(self) -> str:
        return self.passage.text


class Searcher:
    """Asks the indexes. Takes no lock: when a version is swapped under it, it asks the new one."""

    def __init__(
        self,
        engine: Engine,
        vectors: VectorStore,
        terms: TermIndex,
        embedders: Callable[[str], Embedder],
        *,
        rerankers: Rerankers = no_reranker,
        rerank_ms: float = 0.0,
    ) -> None:
        self._engine = engine
        self._embedders = embedders
        self._proposing = Proposing(engine, vectors, terms)
        self._reranking = BudgetedReranking(rerankers, rerank_ms)

    def search(self, request: Request, base_ids: Sequence[str]) -> list[Passage]:
        """Return at most k passages, the most relevant first."""

        @cache
        def vector_by(embedder_id: str) -> Sequence[float]:
            return self._embedders(embedder_id).embed_query(request.query)

        language = language_of(request.query)
        versions = searched_versions(self._engine, base_ids)
        languages = spoken_languages(versions, self._embedders, needed=request.mode != "terms")
        judging = {base_id for base_id, spoken in languages.items() if language in spoken} or languages.keys()
        rankings = []
        for version in versions:
            # an embedder that does not know the language ranks at random; names and codes are words in every language
            vectors = vector_by if version.base_id in judging else None
            found = self._search_base(request, version, vectors, 1 / max(len(judging), 1))
            rankings.append([(entry.passage.score, entry) for entry in found])
        best = without_near_duplicates(merge(rankings), request.k)
        return with_neighbours(self._engine, best, request.context)

    def _search_base(
        self,
        request: Request,
        version: SearchedVersion,
        vector_by: Callable[[str], Sequence[float]] | None,
        share: float,
    ) -> list[_Found]:
        now: SearchedVersion | None = version
        for _ in range(_ATTEMPTS):
            if now is None:
                break
            asked = now
            try:
                found = self._search_version(request, asked, vector_by and vector_by(asked.embedder_id), share)
            except VersionGone:
                found = None
            now = next(iter(searched_versions(self._engine, [version.base_id])), None)
            if found is not None and now == asked:
                return found
        return []

    def _search_version(
        self, request: Request, version: SearchedVersion, vector: Sequence[float] | None, share: float
    ) -> list[_Found]:
        documents = matching_documents(self._engine, version.base_id, request.where) if request.where else None
        if documents is not None and not documents:
            return []
        proposals = self._proposing.propose(
            version.id,
            request.query,
            vector,
            dense=request.mode != "terms",
            terms=request.mode != "dense",
            documents=documents,
        )
        fused = _fused(proposals, request.mode if vector is not None else "terms", version.embedder_id)
        # more than k: duplicates are dropped later
        ranked = list(fused)[: max(3 * request.k, _FETCHED)]
        found = self._passages(version, ranked)
        logits: dict[str, float] = {}
        if request.mode == "fused" and vector is not None:
            logits = self._rerank(request, proposals, found, share)
            # those that were read stay in front of those that were not
            ahead = 2 * max(map(abs, fused.values()), default=0.0) + _RERANK_WEIGHT * _WIDEST_LOGITS
            fused |= {key: ahead + fused[key] + _RERANK_WEIGHT * logit for key, logit in logits.items()}
        judge = self._embedders(version.embedder_id).relevance if vector is not None else None
        order = [chunk_id for chunk_id in best_first({key: fused[key] for key in ranked}) if chunk_id in found]
        return [_judged(found[key], place, proposals, judge, logits) for place, key in enumerate(order, 1)]

    def _rerank(
        self, request: Request, proposals: Proposals, found: dict[str, _Found], share: float
    ) -> dict[str, float]:
        language = language_of(request.query)
        if not self._reranking.available(language) or _settled(proposals):
            return {}
        texts = {
            key: _reading_text(entry.passage, proposals.windows[key])
            for key, entry in list(found.items())[:MOST_CANDIDATES]
        }
        # a passage in another language would be read at random
        readable = {key: text for key, text in texts.items() if language_of(text) == language}
        logits = self._reranking.score(request.query, language, list(readable.values()), share)
        return dict(zip(readable, logits, strict=False))

    def _passages(self, version: SearchedVersion, chunk_ids: Sequence[str]) -> dict[str, _Found]:
        """The chunks among these that are (still) there, in this order."""
        with Session(self._engine, expire_on_commit=False) as session:
            rows = session.execute(
                select(ChunkRecord, DocumentRecord.name, BaseRecord.name)
                .join(DocumentRecord, DocumentRecord.id == ChunkRecord.document_id)
                .join(BaseRecord, BaseRecord.id == DocumentRecord.base_id)
                .where(ChunkRecord.version_id == version.id, ChunkRecord.id.in_(chunk_ids))
            )
            found = {
                chunk.id: _Found(_passage(chunk, name, base), version.id, chunk.ordinal) for chunk, name, base in rows
            }
        return {chunk_id: found[chunk_id] for chunk_id in chunk_ids if chunk_id in found}


def _fused(proposals: Proposals, mode: Mode, embedder_id: str) -> dict[str, float]:
    """Scores by chunk id, best first."""
    if mode == "fused":
        return fuse(proposals.cosines, proposals.bm25, proposals.covered, WEIGHTS.get(embedder_id, USUAL_WEIGHTS))
    if mode == "dense":
        return {key: proposals.cosines[key] for key in best_first(proposals.cosines)}
    return {
        key: proposals.bm25[key]
        for key in best_first(proposals.bm25)
        if key in proposals.cosines or proposals.coverage.get(key, 0.0) >= _LEAST_COVERAGE
    }


def _settled(proposals: Proposals) -> bool:
    """Whether both parts prefer the same passage and its words single it out."""
    return bool(proposals.bm25) and proposals.dense[:1] == proposals.terms[:1] and lead(proposals.bm25) >= _SETTLED_LEAD


def _reading_text(passage: Passage, window: tuple[int, int]) -> str:
    text = window_text(passage.text, passage.start, passage.sentences, *window)
    return f"{passage.heading}\n{text}" if passage.heading else text


def _judged(
    found: _Found,
    place: int,
    proposals: Proposals,
    judge: Callable[[float], float] | None,
    logits: dict[str, float],
) -> _Found:
    key = found.passage.chunk_id
    coverage = proposals.coverage.get(key, 0.0)
    cosine = proposals.cosines.get(key)
    logit = logits.get(key)
    score = relevance_of_terms(coverage)
    if judge is not None and cosine is not None:
        best, agreed = proposals.terms[:1] == [key], proposals.dense[:1] == [key]
        words = Words(proposals.covered, lead(proposals.bm25) if best else 0.0, best and agreed)
        score = relevance(judge(cosine), words, logit)
    ranks = Ranks(
        dense=_rank(proposals.dense, key),
        cosine=cosine,
        terms=_rank(proposals.terms, key),
        bm25=proposals.bm25.get(key),
        coverage=coverage,
        rerank_logit=logit,
        fused=place,
    )
    return found._replace(passage=replace(found.passage, score=score, ranks=ranks))


def _rank(order: Sequence[str], key: str) -> int | None:
    return order.index(key) + 1 if key in order else None


def _passage(chunk: ChunkRecord, document: str, base: str) -> Passage:
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
        score=0.0,
        sentences=tuple((start, end) for start, end in chunk.sentences),
    )
