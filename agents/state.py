"""What the graph carries: the thread's memory, which is checkpointed, and the turn at hand, which is not."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from langchain_core.documents import Document
from langgraph.channels import UntrackedValue
from typing_extensions import TypedDict

from chains.route import Destination, Road


class Turn(TypedDict):
    """A remembered turn: the question as asked and as it stands alone, the answer, and its road.

    `choices` are the roads that a question back named; `documents_asked` is what the documents were asked when a
    database answered `standalone` beside them.
    """

    question: str
    standalone: str
    answer: str
    road: Destination
    database: str | None
    sql: str | None
    choices: NotRequired[list[Road]]
    documents_asked: NotRequired[str | None]


class Request(TypedDict):
    """One validated question with everything that was chosen for it."""

    question: str
    route: str
    knowledge_bases: list[str] | None
    database: str | None
    thread_id: str
    message_id: str
    replaces: str | None
    model: str | None
    parameters: dict[str, Any]
    system_prompt: str | None


class Part(TypedDict):
    """A part of a question that asks two sources, with the evidence of its road."""

    question: str
    road: Road
    passages: list[Document]
    database: str | None


class ThreadState(TypedDict, total=False):
    """`turns` is the memory of the thread, `summary` has a line for each turn before these that still fits.

    All else lives for one turn and never reaches the disk; `subject` is the turn that a follow-up leans on, `wording`
    the question as passages are read for it: `standalone`, less what was added only to find them.
    """

    turns: list[Turn]
    summary: list[str]
    request: Annotated[Request, UntrackedValue]
    language: Annotated[str, UntrackedValue]
    standalone: Annotated[str, UntrackedValue]
    wording: Annotated[str, UntrackedValue]
    subject: Annotated[Turn | None, UntrackedValue]
    passages: Annotated[list[Document] | None, UntrackedValue]
    database: Annotated[str | None, UntrackedValue]
    road: Annotated[Destination, UntrackedValue]
    choices: Annotated[list[Road], UntrackedValue]
    parts: Annotated[list[Part], UntrackedValue]
    output: Annotated[dict[str, Any], UntrackedValue]
