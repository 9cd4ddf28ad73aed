"""What the graph carries: the thread's memory, which is checkpointed, and the turn at hand, which is not."""

from __future__ import annotations

from typing import Annotated, Any

from langchain_core.documents import Document
from langgraph.channels import UntrackedValue
from typing_extensions import TypedDict

from chains.route import Road


class Turn(TypedDict):
    """A remembered turn: the question as asked and as it stands alone, the answer, and its road."""

    question: str
    standalone: str
    answer: str
    road: Road
    database: str | None
    sql: str | None


class Request(TypedDict):
    """One validated question with everything that was chosen for it."""

    question: str
    route: str
    knowledge_bases: list[str] | None
    database: str | None
    thread_id: str
    message_id: str
    model: str | None
    parameters: dict[str, Any]
    system_prompt: str | None


class ThreadState(TypedDict, total=False):
    """`turns` is the memory of the thread; all else lives for one turn and never reaches the disk."""

    turns: list[Turn]
    request: Annotated[Request, UntrackedValue]
    language: Annotated[str, UntrackedValue]
    standalone: Annotated[str, UntrackedValue]
    followup: Annotated[bool, UntrackedValue]
    passages: Annotated[list[Document], UntrackedValue]
    database: Annotated[str | None, UntrackedValue]
    road: Annotated[Road, UntrackedValue]
    output: Annotated[dict[str, Any], UntrackedValue]
