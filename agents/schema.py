"""Input and output of the assistant, as clients see them (LangServe, REST, CLI)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Route = Literal["auto", "chat", "knowledge", "database"]


def _blank_is_unset(value: Any) -> Any:
    return None if value in ("", []) else value


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def form_field(schema: dict[str, Any]) -> tuple[Any, ...]:
    """Annotations of an optional field whose JSON schema is `schema`, without null and without a default.

    LangServe's playground draws forms from the schema and knows no null; what it leaves empty means "not set".
    """
    return (
        BeforeValidator(_blank_is_unset),
        WithJsonSchema(schema),
        Field(json_schema_extra=_without_default),
    )


OptionalName = Annotated[(str | None, *form_field({"type": "string"}))]
OptionalNames = Annotated[(list[str] | None, *form_field({"type": "array", "items": {"type": "string"}}))]


class AgentInput(BaseModel):
    """A question, and where its answer may come from."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="What to ask, in Chinese or English")
    route: Route = Field("auto", description="Force a road, or let the router choose")
    knowledge_bases: OptionalNames = Field(None, description="Knowledge bases to search; all when left out")
    database: OptionalName = Field(None, description="Database to ask; the best matching one when left out")


class ChatInput(BaseModel):
    """A question for the model alone."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="What to ask")


class KnowledgeInput(BaseModel):
    """A question for the documents."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="What to ask")
    knowledge_bases: OptionalNames = Field(None, description="Knowledge bases to search; all when left out")


class DatabaseInput(BaseModel):
    """A question for a database."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="What to ask")
    database: OptionalName = Field(None, description="Database to ask; the best matching one when left out")


class RouteAlternative(BaseModel):
    name: str
    confidence: float


class RouteOutput(BaseModel):
    """The road taken: how sure the router is (0..1), why, and the other roads."""

    name: str
    confidence: float
    reason: str
    alternatives: list[RouteAlternative] = []


class CitationOutput(BaseModel):
    """A verbatim quote: `start` and `end` are character offsets in the document's text."""

    n: int
    knowledge_base: str
    document: str
    document_id: str
    page: int | None = None
    heading: str | None = None
    quote: str
    start: int
    end: int
    score: float


class SqlOutput(BaseModel):
    """The query that ran and its rows; `attempts` lists the queries tried before it with what went wrong.

    `readings` are up to three ways to read the question that are about as likely: `query`, `words`, `confidence`.
    """

    query: str
    columns: list[str] = []
    rows: list[list[Any]] = []
    row_count: int = 0
    truncated: bool = False
    chart: dict[str, Any] | None = None
    attempts: list[dict[str, Any]] = []
    readings: list[dict[str, Any]] = []


class UsageOutput(BaseModel):
    """Tokens of the model, and milliseconds from the question to the first part of the answer and to its end."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    first_token_ms: float | None = None
    total_ms: float = 0.0


class AgentOutput(BaseModel):
    """The whole answer. Streamed chunks are partial objects of this shape which add up to it."""

    answer: str
    route: RouteOutput
    citations: list[CitationOutput] = []
    sql: SqlOutput | None = None
    notice: str = Field("", description="What the asker should know besides the answer, such as that it had to wait")
    thread_id: str
    message_id: str
    model: str
    usage: UsageOutput
