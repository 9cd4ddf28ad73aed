"""What the state machine is handed by the composition root: models, sources and the transcript."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel

from chains.route import Router
from chains.sentences import Embed
from tools.databases import ReadOnlyDatabase

Tier = Literal["tiny", "small", "large"]


def approximate_tokens(text: str) -> int:
    """A cautious count for models whose tokenizer is elsewhere: nothing is fetched to count."""
    return len(text.encode()) // 3 + 1


@dataclass(frozen=True)
class ChatModel:
    """A loaded chat model with the facts that decide what may be asked of it."""

    id: str
    tier: Tier
    languages: tuple[str, ...]
    context_length: int
    chat: BaseChatModel
    count_tokens: Callable[[str], int] = approximate_tokens

    def speaks(self, language: str) -> bool:
        return language in self.languages or "*" in self.languages


class Transcript(Protocol):
    """The stored conversation. Implementations are synchronous and transactional."""

    def begin_turn(self, thread_id: str, question: str) -> str: ...
    def finish_turn(self, message_id: str, output: Mapping[str, Any]) -> None: ...
    def interrupt_turn(self, message_id: str, output: Mapping[str, Any]) -> None: ...


Retrieve = Callable[[str, Sequence[str] | None, int], Awaitable[list[Document]]]


@dataclass(frozen=True)
class Dependencies:
    """`retrieve(query, bases, k)` gives passages, best first; `open_databases()` the databases one may ask."""

    load_model: Callable[[str | None], Awaitable[ChatModel]]
    retrieve: Retrieve
    has_knowledge: Callable[[Sequence[str] | None], Awaitable[bool]]
    open_databases: Callable[[], Awaitable[Mapping[str, ReadOnlyDatabase]]]
    embed: Embed
    router: Router
    transcript: Transcript
    larger_model: str
    max_tokens: int = 512
    memory_turns: int = 8
    passages: int = 6
    relevance_threshold: float = 0.1
