"""What the documents tell of a question that may lean on the one before: found alone, and found together with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from langchain_core.documents import Document

from agents.dependencies import Dependencies
from agents.fork import LEAST_SURE, best_database, best_score
from agents.state import Request, Turn
from chains.condense import condense_by_rule
from chains.leaning import is_short, is_small_talk
from chains.route import RouteEvidence
from knowledge.language import language_of
from knowledge.language.tokenization import terms

CHATTY = 0.95
"""Likelihood of chat from which a short question after a document question is left alone."""
STANDS_ALONE, GAIN = 0.75, 0.15
"""Relevance (0..1) from which a question needs no help, and what help must add to count."""
OWN_PLACE = 0.3
"""Relevance from which a question that leads to another passage alone than with help is about that one."""


class DocumentSearches:
    """The searches of one turn's memory; each text is searched for once, and what was found is handed on."""

    def __init__(self, dependencies: Dependencies, request: Request) -> None:
        self._deps = dependencies
        self._request = request
        self._found: dict[str, list[Document]] = {}

    def found(self, text: str) -> list[Document] | None:
        """The passages for `text`, best first; None when it was not searched for."""
        return self._found.get(text)

    async def lean(self, question: str, subject: Turn) -> bool:
        """Whether a short question after a document question finds its passage only together with that question.

        "What is the limit?" says nothing of which; the passages tell. Small talk is left alone, and what surely
        belongs to a database.
        """
        if not is_short(question) or is_small_talk(question) or not await self._may_search(subject):
            return False
        if await asyncio.to_thread(self._deps.router.chat_likelihood, question) > CHATTY:
            return False
        own_passages = await self._search(question)
        alone = best_score(own_passages)
        if alone >= STANDS_ALONE:
            return False
        passages = await self._search(condense_by_rule(question, subject["standalone"]))
        if best_score(passages) <= alone + GAIN or (alone >= OWN_PLACE and not _same_place(own_passages, passages)):
            return False
        return not await self._is_for_a_database(question, alone)

    async def wording(self, question: str, standalone: str, subject: Turn) -> str:
        """The words to read passages for: the question's own where they lead to the same passage as `standalone`.

        The words that say what it is about are those of the question before, and point at that one's answer.
        """
        is_own = standalone.startswith(question) and bool(terms(question))
        if not is_own or not await self._may_search(subject):
            return standalone
        same = _same_place(await self._search(question), await self._search(standalone))
        return question if same else standalone

    async def _may_search(self, subject: Turn) -> bool:
        if subject["road"] != "knowledge" or self._request["route"] not in ("auto", "knowledge"):
            return False
        return await self._deps.has_knowledge(self._request["knowledge_bases"])

    async def _search(self, text: str) -> list[Document]:
        if text not in self._found:
            bases = self._request["knowledge_bases"]
            self._found[text] = await self._deps.retrieve(text, bases, self._deps.passages)
        return self._found[text]

    async def _is_for_a_database(self, question: str, relevance: float) -> bool:
        """Joined with a document question, any question finds that one's passage; what a database surely answers
        does not lean."""
        if self._request["route"] != "auto":
            return False
        databases = await self._deps.open_databases()
        name, match = await asyncio.to_thread(best_database, question, databases, self._deps.embed)
        evidence = RouteEvidence(relevance, match if name is not None else None, name)
        decision = await asyncio.to_thread(self._deps.router.decide, question, evidence, language_of(question))
        return decision.name == "database" and decision.confidence >= LEAST_SURE


def _same_place(one: Sequence[Document], other: Sequence[Document]) -> bool:
    """Whether both begin with the same passage."""
    places = [[(p.metadata.get("document_id"), p.metadata.get("start")) for p in found[:1]] for found in (one, other)]
    return bool(places[0]) and places[0] == places[1]
