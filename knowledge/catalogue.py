"""What callers see of the room: bases, documents, jobs and passages as frozen data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.text.sentences import Span


class Status(StrEnum):
    """States of a document and of its job."""

    QUEUED = "queued"
    PARSING = "parsing"
    EMBEDDING = "embedding"
    READY = "ready"
    FAILED = "failed"


class JobKind(StrEnum):
    """What a job does: read and index one document, or build the index of a base anew."""

    INGEST = "ingest"
    REBUILD = "rebuild"


UNFINISHED = (Status.QUEUED, Status.PARSING, Status.EMBEDDING)
CANCELLED = "Cancelled."
SUPERSEDED = "A newer upload of this file took its place."


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """`embedding` is what was asked for ("auto" or a model id), `embedder_id` the model in use, None until there
    is a document. Sizes are in that model's tokens. Times are UTC, without a zone."""

    name: str
    description: str
    embedding: str
    embedder_id: str | None
    documents: int
    chunks: int
    chunk_tokens: int
    window_tokens: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """`pages` is None for formats without pages; `size` is in bytes.

    `reason` says why it failed, or what of a ready one could not be read. While a new edition of a file is being
    ingested it is listed beside the old one, which is `ready` until then.
    """

    id: str
    knowledge_base: str
    name: str
    size: int
    status: Status
    reason: str | None
    pages: int | None
    chunks: int
    tags: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a base holds: `documents` by status; of the ready ones `types` (by extension) and `languages` ("zh", "en",
    "unknown") with how many each, and sums of `bytes`, `characters`, `pages` and `chunks`. `windows` are the chunks'
    vectors."""

    knowledge_base: str
    documents: dict[str, int]
    types: dict[str, int]
    languages: dict[str, int]
    bytes: int
    characters: int
    pages: int
    chunks: int
    windows: int
    embedder_id: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """The ingestion of one document, or the rebuilding of a base, whose `document_id` and `document` are empty and
    which counts documents as well."""

    id: str
    kind: JobKind
    knowledge_base: str
    document_id: str
    document: str
    status: Status
    reason: str | None
    pages_done: int
    pages_total: int
    chunks_done: int
    chunks_total: int
    documents_done: int
    documents_total: int
    created_at: datetime
    finished_at: datetime | None

    @property
    def progress(self) -> float:
        """0..1; reading a document counts for a tenth, embedding for the rest."""
        if self.status is Status.READY:
            return 1.0
        embedded = self.chunks_done / self.chunks_total if self.chunks_total else 0.0
        if self.kind is JobKind.REBUILD:
            return min(embedded, 0.99)
        read = self.pages_done / self.pages_total if self.pages_total else 0.0
        return min(0.1 * read + 0.9 * embedded, 0.99)


@dataclass(frozen=True, slots=True)
class Ranks:
    """How a passage came to its place. Ranks count from 1 within its own base and are None where a part of the search
    did not find it among its best.

    `coverage` is the share (0..1) of the query's rare terms in the passage; `rerank_logit` is None where no reranker
    read it; `fused` is the place after all parts were combined.
    """

    dense: int | None
    cosine: float | None
    terms: int | None
    bm25: float | None
    coverage: float
    rerank_logit: float | None
    fused: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found. `text == document_text(document_id)[start:end]`; `sentences` are absolute offsets too;
    `score` (0..1) is the calibrated probability that it answers, comparable between bases. `before` and `after` are the
    neighbouring text of its section where that was asked for; `ranks` is how it came to its place."""

    knowledge_base: str
    document: str
    document_id: str
    chunk_id: str
    page: int | None
    heading: str | None
    text: str
    start: int
    end: int
    score: float
    sentences: tuple[Span, ...]
    before: str = ""
    after: str = ""
    ranks: Ranks | None = None
