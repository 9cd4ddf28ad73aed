"""Answers from passages: quoted sentences in the smallest tier, written and checked ones above it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from chains.citations import Citation, cite, numbered_passages, supporting
from chains.prompts import prompt
from chains.sentences import Embed, pick, score_sentences

_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_SENTENCE_END = re.compile(r"(?<=[。！？；])|(?<=[.!?])(?=\s)|(?<=\n)")


@dataclass
class AnswerPart:
    """A piece of an answer as it grows: text to append, citations it brings, tokens used so far."""

    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    usage: dict[str, Any] | None = None


def quote_answer(question: str, passages: Sequence[Document], language: str, embed: Embed) -> list[AnswerPart]:
    """An extractive answer: the one or two sentences that answer best, verbatim, each with its citation."""
    chosen = pick(score_sentences(question, passages, embed))
    parts = []
    for n, sentence in enumerate(chosen, 1):
        citation = cite(n, sentence)
        blank = "" if language == "zh" else " "
        gap = "" if n == 1 else blank
        parts.append(AnswerPart(f"{gap}{_plain(citation.quote)}{blank}[{n}]", [citation]))
    return parts or [AnswerPart(prompt("no_passages", language))]


def _best_at_the_ends(passages: Sequence[Document]) -> list[Document]:
    """Models overlook the middle of a long context: the best passages go first and last (Liu et al., 2023)."""
    from langchain_community.document_transformers import LongContextReorder

    return list(LongContextReorder().transform_documents(list(passages)))


def _plain(quote: str) -> str:
    """A quote as running text: list and table marks of Markdown off, blanks folded."""
    text = re.sub(r"^\s*(?:[-*+]|\d+[.)]|>)\s+", "", quote)
    text = re.sub(r"\*\*|__|`", "", text)
    return re.sub(r"\s+", " ", text).strip()


async def written_answer(
    question: str,
    passages: Sequence[Document],
    language: str,
    embed: Embed,
    model: BaseChatModel,
    config: RunnableConfig | None = None,
    **parameters: Any,
) -> AsyncIterator[AnswerPart]:
    """An answer that the model writes, checked sentence by sentence against the passages while it streams.

    A sentence leaves only when it is whole: with `[n]` and the quote that supports it, or marked as unsupported.
    """
    not_found = prompt("not_found", language)
    blank = "" if language == "zh" else " "
    messages = [
        SystemMessage(prompt("answer", language).format(not_found=not_found)),
        HumanMessage(f"{numbered_passages(_best_at_the_ends(passages))}\n\n{question}"),
    ]
    sources = await asyncio.to_thread(score_sentences, question, passages, embed)
    numbers_of: dict[tuple[str, int], int] = {}

    def checked(sentence: str) -> AnswerPart:
        bare = _MARK.sub("", sentence)
        body = bare.rstrip()
        if not body.strip() or body.strip() == not_found:
            return AnswerPart(bare)
        tail = bare[len(body) :]
        source = supporting(body, sources)
        if source is None:
            return AnswerPart(f"{body}{blank}{prompt('unsupported', language)}{tail}")
        key = (str(source.passage.metadata["document_id"]), source.start)
        known = key in numbers_of
        n = numbers_of.setdefault(key, len(numbers_of) + 1)
        return AnswerPart(f"{body}{blank}[{n}]{tail}", [] if known else [cite(n, source)])

    pending = ""
    usage: AIMessageChunk | None = None
    async for chunk in model.bind(**parameters).astream(messages, config):
        pending += str(chunk.text)
        *whole, pending = _SENTENCE_END.split(pending)
        for sentence in whole:
            yield await asyncio.to_thread(checked, sentence)
        if isinstance(chunk, AIMessageChunk) and chunk.usage_metadata:
            usage = chunk
    if pending:
        yield await asyncio.to_thread(checked, pending)
    if usage is not None and usage.usage_metadata:
        yield AnswerPart(usage=dict(usage.usage_metadata))
