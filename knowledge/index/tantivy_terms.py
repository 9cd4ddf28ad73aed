"""BM25 over segmented text in tantivy: one folder per index version, incremental and persistent.

Chosen by measurement at 100,000 chunks (560 characters of terms, half Chinese): query p50 / p95 0.5 / 1.1 ms, built in
5 s, 27 MB; SQLite FTS5 14 / 91 ms (9 / 18 ms with terms in over 5 % of the chunks skipped), 26 s, 342 MB.
"""

import shutil
import threading
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from math import log
from pathlib import Path
from typing import Any

from knowledge.errors import VersionGone
from knowledge.index.terms import HitScores, TermEntry
from knowledge.language.stop_words import content_terms
from knowledge.language.tokenization import Segmenter

_FORMAT = 1
_BUILDING = ".building"
_ANALYZER = "segmented"
_MOST_QUERY_TERMS = 64
_LONGEST_TERM = 255
_SMALL_HEAP = 15_000_000  # tantivy's least
_LARGE_HEAP = 64_000_000
_LOW_BITS = (1 << 64) - 1


@dataclass(slots=True)
class _Open:
    index: Any
    writing: threading.Lock = field(default_factory=threading.Lock)


class TantivyTermIndex:
    """`<folder>/<version id>.v1/`. The text is segmented before it is stored, so that tantivy's tokenizer only splits
    at spaces, folds accents and stems English. A chunk is found by the two halves of its UUID."""

    def __init__(self, folder: Path, segmenter: Segmenter) -> None:
        self._folder = folder
        self._segmenter = segmenter
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}

    def upsert(self, version_id: str, entries: Sequence[TermEntry]) -> None:
        from tantivy import Query

        if not entries:
            return
        found = self._opened(version_id, create=True)
        documents = [self._document(entry) for entry in entries]
        with self._writing(found, _SMALL_HEAP) as writer:
            halves = [uuid.UUID(entry.chunk_id).int >> 64 for entry in entries]
            writer.delete_documents_by_query(Query.term_set_query(_schema(), "high", halves))
            for document in documents:
                writer.add_document(document)

    def search(self, version_id: str, query: str, limit: int, documents: Collection[str] | None = None) -> HitScores:
        found = self._opened(version_id)
        clauses = [_term(token) for token in _tokens(self._segmenter.terms(query))]
        if not clauses or (documents is not None and not documents):
            return {}
        wanted = _any_of(clauses)
        if documents is not None:
            wanted = _only(wanted, "document", documents)
        return _scores(found.index.searcher(), wanted, limit)

    def coverage(self, version_id: str, query: str, chunk_ids: Collection[str]) -> dict[str, float]:
        from tantivy import Query

        found = self._opened(version_id)
        searcher = found.index.searcher()
        weights = {token: _rarity(searcher, token) for token in _tokens(self._segmenter.words(query))}
        if not weights or not chunk_ids:
            return {}
        clauses = [
            Query.boost_query(Query.const_score_query(_term(token), 1.0), weight) for token, weight in weights.items()
        ]
        halves = [uuid.UUID(chunk_id).int >> 64 for chunk_id in chunk_ids]
        matched = _scores(searcher, _only(_any_of(clauses), "high", halves), len(halves))
        total = sum(weights.values())
        return {chunk_id: min(weight / total, 1.0) for chunk_id, weight in matched.items()}

    def delete_document(self, version_id: str, document_id: str) -> None:
        try:
            found = self._opened(version_id)
        except VersionGone:
            return
        with self._writing(found, _SMALL_HEAP) as writer:
            writer.delete_documents_by_term("document", document_id)

    def drop(self, version_id: str) -> None:
        with self._lock:
            self._open.pop(version_id, None)
        for path in self._folder.glob(f"{version_id}.*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def holds(self, version_id: str) -> bool:
        try:
            self._opened(version_id)
        except (VersionGone, ValueError, OSError):
            return False
        return True

    def build(self, version_id: str, entries: Iterable[TermEntry]) -> None:
        temporary = self._folder / f".building-{version_id}"
        shutil.rmtree(temporary, ignore_errors=True)
        with self._writing(_Open(self._index(temporary)), _LARGE_HEAP) as writer:
            for entry in entries:
                writer.add_document(self._document(entry))
        self.drop(version_id)
        temporary.rename(self._path(version_id))

    def close(self) -> None:
        with self._lock:
            self._open.clear()

    def _path(self, version_id: str) -> Path:
        return self._folder / f"{version_id}.v{_FORMAT}"

    def _opened(self, version_id: str, *, create: bool = False) -> _Open:
        with self._lock:
            found = self._open.get(version_id)
            if found is None:
                path = self._path(version_id)
                if not create and not path.is_dir():
                    raise VersionGone(version_id)
                found = self._open[version_id] = _Open(self._index(path))
            return found

    def _index(self, path: Path) -> Any:
        from tantivy import Index

        path.mkdir(parents=True, exist_ok=True)
        index = Index(_schema(), path=str(path), reuse=True)
        index.register_tokenizer(_ANALYZER, _analyzer())
        # searches see a write as soon as it has returned: `_writing` reloads
        index.config_reader("manual", 0)
        return index

    @contextmanager
    def _writing(self, found: _Open, heap: int) -> Iterator[Any]:
        """A writer whose work is on disk and visible at the end; an exception discards it."""
        with found.writing:
            writer = found.index.writer(heap_size=heap, num_threads=1)
            try:
                yield writer
                writer.commit()
            finally:
                # gives the folder's lock back
                writer.wait_merging_threads()
            found.index.reload()

    def _document(self, entry: TermEntry) -> Any:
        from tantivy import Document

        number = uuid.UUID(entry.chunk_id).int
        document = Document()
        document.add_unsigned("high", number >> 64)
        document.add_unsigned("low", number & _LOW_BITS)
        document.add_text("document", entry.document_id)
        document.add_text("terms", " ".join(self._segmenter.terms(f"{entry.heading}\n{entry.text}")))
        return document


def _tokens(terms: Sequence[str]) -> list[str]:
    wanted = content_terms(terms)[:_MOST_QUERY_TERMS]
    return list(dict.fromkeys(_analyzer().analyze(" ".join(wanted))))


def _term(token: str) -> Any:
    from tantivy import Query

    return Query.term_query(_schema(), "terms", token, "freq")


def _any_of(clauses: Sequence[Any]) -> Any:
    from tantivy import Occur, Query

    return Query.boolean_query([(Occur.Should, clause) for clause in clauses])


def _only(wanted: Any, field_name: str, values: Collection[str] | Collection[int]) -> Any:
    """The query, among chunks with one of these values only; the scores stay what they were."""
    from tantivy import Occur, Query

    allowed = Query.const_score_query(Query.term_set_query(_schema(), field_name, list(values)), 0.0)
    return Query.boolean_query([(Occur.Must, wanted), (Occur.Must, allowed)])


def _scores(searcher: Any, query: Any, limit: int) -> HitScores:
    hits = searcher.search(query, limit, count=False).hits
    addresses = [address for _, address in hits]
    high = searcher.fast_field_values("high", addresses)
    low = searcher.fast_field_values("low", addresses)
    return {
        str(uuid.UUID(int=upper << 64 | lower)): float(score)
        for (score, _), upper, lower in zip(hits, high, low, strict=True)
    }


def _rarity(searcher: Any, token: str) -> float:
    """BM25's inverse document frequency (Robertson and Zaragoza 2009, eq. 3.3, plus one to keep it positive)."""
    total, holding = searcher.num_docs, min(searcher.doc_freq("terms", token), searcher.num_docs)
    return log(1.0 + (total - holding + 0.5) / (holding + 0.5))


@cache
def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("high", indexed=True, fast=True)
    builder.add_unsigned_field("low", fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    filters = (Filter.remove_long(_LONGEST_TERM), Filter.ascii_fold(), Filter.stemmer("english"))
    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()
