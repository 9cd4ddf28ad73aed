"""What callers see of the room: bases, documents, jobs and passages as frozen data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.sentences import Span


class Status(StrEnum):
    """States of a document and of its job."""

    QUEUED = "queued"
    PARSING = "parsing"
    EMBEDDING = "embedding"
    READY = "ready"
    FAILED = "failed"


UNFINISHED = (Status.QUEUED, Status.PARSING, Status.EMBEDDING)


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """`embedding` is what was asked for ("auto" or a model id), `embedder_id` the model in use, None until there
    is a document."""

    name: str
    description: str
    embedding: str
    embedder_id: str | None
    documents: int
    chunks: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """`pages` is None for formats without pages; `reason` says why it failed; `size` is in bytes."""

    id: str
    knowledge_base: str
    name: str
    size: int
    status: Status
    reason: str | None
    pages: int | None
    chunks: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """The ingestion of one document."""

    id: str
    knowledge_base: str
    document_id: str
    document: str
    status: Status
    reason: str | None
    pages_done: int
    pages_total: int
    chunks_done: int
    chunks_total: int
    created_at: datetime

    @property
    def progress(self) -> float:
        """0..1; reading counts for a tenth, embedding for the rest."""
        if self.status is Status.READY:
            return 1.0
        read = self.pages_done / self.pages_total if self.pages_total else 0.0
        embedded = self.chunks_done / self.chunks_total if self.chunks_total else 0.0
        return min(0.1 * read + 0.9 * embedded, 0.99)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found. `text == document_text(document_id)[start:end]`; `sentences` are absolute offsets too;
    `score` (0..1) is the calibrated probability that it answers, comparable between bases."""

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
