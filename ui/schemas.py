"""The shapes that the HTTP API speaks, as far as the pages read them; unknown fields are ignored."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Road = Literal["auto", "chat", "knowledge", "database"]
ROADS: tuple[Road, ...] = ("auto", "chat", "knowledge", "database")
ACTIVE = frozenset({"queued", "parsing", "embedding"})
"""States of a document or job that will still change by themselves."""

T = TypeVar("T")
# the server may answer null where a list or a text has nothing to say
Listed = Annotated[list[T], BeforeValidator(lambda value: [] if value is None else value)]
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class Shape(BaseModel):
    """What all shapes share: frozen, and tolerant of fields that a newer server adds."""

    model_config = ConfigDict(extra="ignore", frozen=True, protected_namespaces=())


class Question(Shape):
    """What is asked, by which road, and where to look: `None` means everything that is connected."""

    question: str
    route: Road = "auto"
    knowledge_bases: list[str] | None = None
    database: str | None = None


class Alternative(Shape):
    name: str
    confidence: float | None = None


class Route(Shape):
    """The road an answer took, how sure the router was (0..1), and why."""

    name: str
    confidence: float | None = None
    reason: Text = ""
    alternatives: Listed[Alternative] = Field(default_factory=list)


class Citation(Shape):
    """A verbatim quote; `start` and `end` are character offsets in the text of the document."""

    n: int
    knowledge_base: Text = ""
    document: Text = ""
    document_id: Text = ""
    page: int | None = None
    heading: Text = ""
    quote: Text = ""
    start: int | None = None
    end: int | None = None
    score: float | None = None


class Rows(Shape):
    """A table of JSON values."""

    columns: Listed[str] = Field(default_factory=list)
    rows: Listed[list[Any]] = Field(default_factory=list)
    row_count: int | None = None
    truncated: bool = False


class Sql(Rows):
    """The statement that ran, what it returned, and a Vega-Lite chart where one makes sense."""

    query: Text = ""
    chart: dict[str, Any] | None = None


class Usage(Shape):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_ms: float | None = None
    total_ms: float | None = None


class Answer(Shape):
    """What `/agent` returns; every field is optional because a stream delivers it in parts."""

    answer: Text = ""
    route: Route | None = None
    citations: Listed[Citation] = Field(default_factory=list)
    sql: Sql | None = None
    model: Text = ""
    usage: Usage | None = None
    thread_id: Text = ""
    message_id: Text = ""


class Message(Shape):
    """One turn of a thread: a question, or an answer with everything the output had."""

    id: str
    role: Literal["user", "assistant"]
    content: Text = ""
    created_at: datetime | None = None
    status: str = "complete"
    route: Route | None = None
    citations: Listed[Citation] = Field(default_factory=list)
    sql: Sql | None = None
    model: Text = ""
    usage: Usage | None = None
    rating: int | None = None

    def as_answer(self) -> Answer:
        """The same content in the shape of a streamed answer."""
        return Answer(
            answer=self.content,
            route=self.route,
            citations=self.citations,
            sql=self.sql,
            model=self.model,
            usage=self.usage,
            message_id=self.id,
        )


class Thread(Shape):
    id: str
    title: Text = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


class KnowledgeBase(Shape):
    name: str
    description: Text = ""
    embedder: Text = ""
    documents: int | None = None
    chunks: int | None = None


class Document(Shape):
    """A document of a knowledge base; `reason` says why it failed."""

    id: str
    name: str
    status: str = "ready"
    reason: Text = ""
    pages: int | None = None
    chunks: int | None = None
    bytes: int | None = None


class Job(Shape):
    """The ingestion of one document; `progress` runs from 0 to 1. A refused file has no id, only a reason."""

    id: Text = ""
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


class Column(Shape):
    name: str
    type: Text = ""
    comment: Text = ""
    primary_key: bool = False
    references: Text = ""


class Table(Shape):
    name: str
    comment: Text = ""
    columns: Listed[Column] = Field(default_factory=list)


class Schema(Shape):
    tables: Listed[Table] = Field(default_factory=list)


class Database(Shape):
    name: str
    dialect: Text = ""
    url: Text = ""
    description: Text = ""


class Model(Shape):
    id: str
    kind: Text = ""
    tier: Text = ""
    languages: Listed[str] = Field(default_factory=list)
    loaded: bool = False
    default: bool = False


class Example(Shape):
    road: str
    question: str


class System(Shape):
    version: Text = ""
    demo: bool = False
    examples: dict[str, list[Example]] = Field(default_factory=dict)


class Readiness(Shape):
    """Whether questions can be answered; if not yet, `detail` says what is still going on."""

    ready: bool
    detail: Text = ""
