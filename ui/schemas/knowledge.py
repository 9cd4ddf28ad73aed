"""Knowledge bases, their documents and jobs."""

from pydantic import Field

from ui.schemas.shape import Listed, Shape, Text

ACTIVE = frozenset({"queued", "parsing", "embedding"})
"""States of a document or job that will still change by themselves."""


class KnowledgeBase(Shape):
    name: str
    description: Text = ""
    embedding: Text = ""
    embedder: Text = ""
    documents: int | None = None
    chunks: int | None = None
    chunk_tokens: int | None = None
    window_tokens: int | None = None


class Statistics(Shape):
    """What a base holds: documents by status, the ready ones by type and language, and sums."""

    documents: dict[str, int] = Field(default_factory=dict)
    types: dict[str, int] = Field(default_factory=dict)
    languages: dict[str, int] = Field(default_factory=dict)
    bytes: int = 0
    characters: int = 0
    pages: int = 0
    chunks: int = 0
    embedder: Text = ""


class Document(Shape):
    """A document of a knowledge base; `reason` says why it failed."""

    id: str
    name: str
    status: str = "ready"
    reason: Text = ""
    pages: int | None = None
    chunks: int | None = None
    bytes: int | None = None
    tags: Listed[str] = Field(default_factory=list)


class Job(Shape):
    """The ingestion of one document, or a base's rebuilding; `progress` runs from 0 to 1.

    A refused file has no id, only a reason; a rebuilding has no document.
    """

    id: Text = ""
    kind: Text = ""
    document_id: Text = ""
    document: Text = ""
    status: str = "queued"
    progress: float = 0.0
    pages_done: int | None = None
    chunks_done: int | None = None
    chunks_total: int | None = None
    reason: Text = ""


class DocumentText(Shape):
    """A document's text, or the part of it that begins at the character `start`."""

    name: Text = ""
    text: str
    start: int = 0
    length: int | None = None


class Ranks(Shape):
    """The places (from 1) that a passage had in each part of the search; none where a part did not find it."""

    dense: int | None = None
    cosine: float | None = None
    terms: int | None = None
    bm25: float | None = None
    rerank_logit: float | None = None
    fused: int | None = None


class Passage(Shape):
    """A search hit; `score` is the calibrated relevance, 0..1."""

    document: Text = ""
    document_id: Text = ""
    page: int | None = None
    heading: Text = ""
    text: Text = ""
    start: int | None = None
    end: int | None = None
    score: float = 0.0
    ranks: Ranks | None = None
