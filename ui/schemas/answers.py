"""Questions, and answers with what they are made of."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from ui.schemas.shape import Listed, Shape, Text

Road = Literal["auto", "chat", "knowledge", "database"]
ROADS: tuple[Road, ...] = ("auto", "chat", "knowledge", "database")


class Question(Shape):
    """What is asked, by which road, and where to look: `None` means everything that is connected."""

    question: str
    route: Road = "auto"
    knowledge_bases: list[str] | None = None
    database: str | None = None
    replaces: str | None = Field(None, exclude=True)
    """The message of the thread that is done anew, in a branch of its own."""


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


class Reading(Shape):
    """One way to understand a question: the statement, what it means in words, and how sure it is (0..1)."""

    query: Text = ""
    words: Text = ""
    confidence: float | None = None


class Sql(Rows):
    """The statement that ran, what it returned, and a Vega-Lite chart where one makes sense.

    `readings` are there when the question could be understood in several ways; the one that ran comes first.
    """

    query: Text = ""
    readings: Listed[Reading] = Field(default_factory=list)
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
    notice: Text = ""


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
    database: Text = ""
    """Which database the answer's query ran in."""
    siblings: Listed[str] = Field(default_factory=list)
    """Ids of all versions of the message, itself included, the oldest first."""

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
