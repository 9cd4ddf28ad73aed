"""What the state machine is handed by the composition root: models, sources and the transcript."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel

from agents.state import Turn
from chains.route import Router
from chains.sentences import Judge
from chains.text2sql import Example, Sample, Score
from knowledge.language.embedding import Embed
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
    score: Score | None = None
    sample: Sample | None = None

    def speaks(self, language: str) -> bool:
        return language in self.languages or "*" in self.languages


@dataclass(frozen=True)
class BegunTurn:
    """The id of the answer to come, and the key under which its branch of the thread is remembered."""

    message_id: str
    branch: str


class Transcript(Protocol):
    """The stored conversation. Implementations are synchronous and transactional."""

    def begin_turn(self, thread_id: str, question: str, replaces: str | None = None) -> BegunTurn: ...
    def finish_turn(self, message_id: str, output: Mapping[str, Any], memory: Turn | None) -> None: ...
    def interrupt_turn(self, message_id: str, output: Mapping[str, Any]) -> None: ...
    def turns_before(self, message_id: str, limit: int) -> list[Turn]: ...


async def _no_examples(database: str) -> Sequence[Example]:
    return ()


def _unchanged(sentence: str, language: str) -> str:
    return sentence


def _no_judge(language: str) -> Judge | None:
    return None


Retrieve = Callable[[str, Sequence[str] | None, int], Awaitable[list[Document]]]


@dataclass(frozen=True)
class Dependencies:
    """`retrieve(query, bases, k)` gives passages, best first; `open_databases()` the databases one may ask.

    `judge(language)` is the model that reads question and sentence together, `None` where there is none;
    `solved_examples(database)` are its questions with known queries;
    `strict_citations` leaves out what a written answer says without a source; `in_words(sentence, language)` puts what
    an error says into the language of the answer. `now` is the moment in local time that "today" and "last month" count
    from, `fiscal_start` the month in which the fiscal year begins.
    """

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
    judge: Callable[[str], Judge | None] = _no_judge
    solved_examples: Callable[[str], Awaitable[Sequence[Example]]] = _no_examples
    strict_citations: bool = False
    in_words: Callable[[str, str], str] = _unchanged
    now: Callable[[], dt.datetime] = dt.datetime.now
    fiscal_start: int = 1
