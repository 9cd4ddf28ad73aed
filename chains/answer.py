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
from chains.prompt_guard import PromptGuard
from chains.prompts import prompt
from chains.sentences import Judge, Sentence, answerable, pick, score_sentences
from knowledge.language.embedding import Embed

_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_SENTENCE_END = re.compile(r"(?<=[。！？；])|(?<=[.!?])(?=\s)|(?<=\n)")
_NO_END = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Fig|Eq|vs|cf|approx|Inc|Ltd|Co|e\.g|i\.e|[A-Z])\.$|^\s*\d{1,3}\.$"
)
"""What ends in a full stop and yet ends no sentence: abbreviations, initials, the numbers of a list."""


_LIST_MARK = re.compile(r"^\s*(?:[-*+•>]\s|\d{1,3}[.)、]\s*(?!\d))\s*")


@dataclass
class AnswerPart:
    """A piece of an answer as it grows: text to append, citations it brings, tokens used so far."""

    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    usage: dict[str, Any] | None = None


def quote_answer(
    question: str, passages: Sequence[Document], language: str, embed: Embed, judge: Judge | None = None
) -> list[AnswerPart]:
    """An extractive answer: the one or two sentences that answer best, verbatim, each with its citation.

    If none answers the question, the answer says so.
    """
    ranked = score_sentences(question, passages, embed, judge)
    if not ranked:
        return [AnswerPart(prompt("no_passages", language))]
    if not answerable(ranked):
        return [AnswerPart(prompt("not_found", language))]
    parts = []
    for n, sentence in enumerate(pick(ranked), 1):
        citation = cite(n, sentence)
        blank = "" if language == "zh" else " "
        gap = "" if n == 1 else blank
        parts.append(AnswerPart(f"{gap}{_shown(sentence, citation.quote)}{blank}[{n}]", [citation]))
    return parts


def _best_at_the_ends(passages: Sequence[Document]) -> list[Document]:
    """Models overlook the middle of a long context: the best passages go first and last (Liu et al., 2023)."""
    from langchain_community.document_transformers import LongContextReorder

    return list(LongContextReorder().transform_documents(list(passages)))


def _shown(sentence: Sentence, quote: str) -> str:
    """A quote as running text: a table row with the names of its columns, list marks and emphasis off."""
    if sentence.header:
        names, cells = _cells(sentence.header), _cells(quote)
        if len(names) == len(cells):
            quote = "; ".join(f"{name}: {cell}" for name, cell in zip(names, cells, strict=True) if cell)
    lines = [re.sub(r"^\s*(?:[-*+]|\d+[.)]|>)\s+", "", line) for line in quote.splitlines()]
    text = " ".join(line.strip() for line in lines)
    text = re.sub(r"\*\*|__|`", "", text)
    return re.sub(r"\s+", " ", text).strip()


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


async def written_answer(
    question: str,
    passages: Sequence[Document],
    language: str,
    embed: Embed,
    model: BaseChatModel,
    config: RunnableConfig | None = None,
    *,
    judge: Judge | None = None,
    strict: bool = False,
    **parameters: Any,
) -> AsyncIterator[AnswerPart]:
    """An answer that the model writes, checked sentence by sentence against the passages while it streams.

    A sentence leaves only when it is whole: with `[n]` and the quote that supports it, or marked as unsupported;
    in strict mode it is left out instead, and if nothing remains the answer says that the documents do not say.
    """
    messages = [
        SystemMessage(prompt("answer", language).format(not_found=prompt("not_found", language))),
        HumanMessage(
            prompt("answer_question", language).format(
                passages=numbered_passages(_best_at_the_ends(passages)), question=question
            )
        ),
    ]
    sources = await asyncio.to_thread(score_sentences, question, passages, embed, judge)
    checker = _Checker(sources, language, strict)
    guard = PromptGuard(str(messages[0].content))
    pending = ""
    usage: AIMessageChunk | None = None
    async for chunk in model.bind(**parameters).astream(messages, config):
        pending += guard.feed(str(chunk.text))
        whole, pending = _whole_sentences(pending)
        for sentence in whole:
            yield await asyncio.to_thread(checker.part, sentence)
        if isinstance(chunk, AIMessageChunk) and chunk.usage_metadata:
            usage = chunk
    pending += guard.flush()
    if pending:
        yield await asyncio.to_thread(checker.part, pending)
    if not checker.said_anything:
        yield AnswerPart(prompt("not_found", language))
    if usage is not None and usage.usage_metadata:
        yield AnswerPart(usage=dict(usage.usage_metadata))


def _whole_sentences(text: str) -> tuple[list[str], str]:
    """The sentences of `text` that are surely complete, and the rest."""
    whole: list[str] = []
    before = ""
    *ended, rest = _SENTENCE_END.split(text)
    for piece in ended:
        before += piece
        if not _NO_END.search(before):
            whole.append(before)
            before = ""
    return whole, before + rest


class _Checker:
    """Finds the source of each written sentence and numbers the sources in the order of their first use."""

    def __init__(self, sources: Sequence[Sentence], language: str, strict: bool) -> None:
        self._sources = sources
        self._language = language
        self._strict = strict
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.said_anything = False

    def part(self, sentence: str) -> AnswerPart:
        """The sentence with its number and, the first time, its citation; its own `[n]` marks are not believed."""
        bare = _MARK.sub("", sentence)
        body = bare.rstrip()
        tail = bare[len(body) :]
        if not body.strip():
            return AnswerPart(bare if self.said_anything else "")
        if body.strip() == prompt("not_found", self._language):
            self.said_anything = True
            return AnswerPart(bare)
        blank = "" if self._language == "zh" else " "
        source = supporting(_LIST_MARK.sub("", body), self._sources)
        if source is None:
            if self._strict:
                return AnswerPart()
            self.said_anything = True
            claims = any(map(str.isalpha, body))  # "1." or "---" claims nothing
            mark = f"{blank}{prompt('unsupported', self._language)}" if claims else ""
            return AnswerPart(f"{body}{mark}{tail}")
        self.said_anything = True
        key = (str(source.passage.metadata["document_id"]), source.start, source.end)
        known = key in self._numbers
        n = self._numbers.setdefault(key, len(self._numbers) + 1)
        return AnswerPart(f"{body}{blank}[{n}]{tail}", [] if known else [cite(n, source)])
