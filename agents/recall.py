"""The first node: what the thread remembers, and the question as it stands alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from langchain_core.documents import Document
from langchain_core.runnables import RunnableConfig

from agents.dependencies import Dependencies
from agents.fork import best_database, best_score
from agents.state import Request, ThreadState, Turn
from chains.amendment import amended
from chains.clarify import chosen_road
from chains.condense import condense_by_model, condense_by_rule
from chains.leaning import is_followup, is_short, is_small_talk
from chains.sql import asks_for_figures, resolve_followup
from knowledge.language import language_of

LONGEST_CARRIED = 300
"""Characters of a question in full up to which it is carried on: conditions must not pile up for ever."""
CHATTY = 0.95
"""Likelihood of chat from which a short question after a document question is left alone."""
STANDS_ALONE, GAIN = 0.75, 0.15
"""Relevance (0..1) from which a question needs no help, and what help must add to count."""


class Recall:
    """Condenses a follow-up: by rule in the smallest tier, by the model above it."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        request, turns = state["request"], state.get("turns") or []
        question = request["question"]
        if turns and request["route"] == "auto" and (road := chosen_road(question, turns[-1].get("choices") or [])):
            # the reply to a question back: the question before it is answered, down the road that was chosen
            asked = turns[-1]["standalone"]
            return {
                "request": Request(**{**request, "route": road}),
                "language": language_of(asked),
                "subject": None,
                "standalone": asked,
                "passages": None,
            }
        subject = subject_of(turns)
        if subject is not None and subject.get("documents_asked"):
            subject = await self._part_leant_on(question, subject)
        standalone, passages = question, None
        if subject is not None:
            standalone, passages = await self._in_full(question, subject, state, config)
        return {
            "language": language_of(standalone),
            "subject": subject if standalone != question else None,
            "standalone": standalone,
            "passages": passages,
        }

    async def _in_full(
        self, question: str, subject: Turn, state: ThreadState, config: RunnableConfig
    ) -> tuple[str, list[Document] | None]:
        """The question as it stands alone, and its passages where they had to be looked at."""
        if corrected := amended(question, subject["standalone"]):
            return corrected, None
        leans, passages = is_followup(question, has_history=True), None
        if not leans:
            leans, passages = await self._leans_on_documents(question, subject, state["request"])
        return await self._standalone(question, subject, state, config) if leans else question, passages

    async def _standalone(self, question: str, subject: Turn, state: ThreadState, config: RunnableConfig) -> str:
        """The question in full; the question itself when it leans on nothing."""
        model = await self._deps.load_model(state["request"]["model"])
        if model.tier == "tiny":
            return await self._by_rule(question, subject)
        talk = [(_asked(turn), turn["answer"]) for turn in state.get("turns") or []]
        return await condense_by_model(question, talk, language_of(question), model.chat, config)

    async def _leans_on_documents(
        self, question: str, subject: Turn, request: Request
    ) -> tuple[bool, list[Document] | None]:
        """Whether a short question after a document question finds its passage only together with that question.

        "What is the limit?" says nothing of which; the passages tell. Small talk is left alone, and what a database
        accounts for. The passages that were
        found for a question that stands alone are handed on, so that looking costs no second search.
        """
        if subject["road"] != "knowledge" or request["route"] not in ("auto", "knowledge"):
            return False, None
        if not is_short(question) or is_small_talk(question):
            return False, None
        if await asyncio.to_thread(self._deps.router.chat_likelihood, question) > CHATTY:
            return False, None
        bases = request["knowledge_bases"]
        if not await self._deps.has_knowledge(bases):
            return False, None
        if request["route"] == "auto":
            databases = await self._deps.open_databases()
            _, match = await asyncio.to_thread(best_database, question, databases, self._deps.embed)
            if match >= STANDS_ALONE:
                return False, None
        alone = await self._deps.retrieve(question, bases, self._deps.passages)
        if best_score(alone) >= STANDS_ALONE:
            return False, alone
        joined = await self._deps.retrieve(condense_by_rule(question, subject["standalone"]), bases, 1)
        leans = best_score(joined) > best_score(alone) + GAIN
        return leans, None if leans else alone

    async def _part_leant_on(self, question: str, subject: Turn) -> Turn:
        """The part of a turn on both roads that `question` takes up, as a turn of its own."""
        asked = subject.get("documents_asked") or ""
        database = (await self._deps.open_databases()).get(subject["database"] or "")
        figures = Turn(**{**subject, "road": "database", "documents_asked": None})
        rule = Turn(**{**figures, "road": "knowledge", "standalone": asked, "database": None, "sql": None})
        for part in (figures, rule):
            if amended(question, part["standalone"]):
                return part
        return figures if await asyncio.to_thread(asks_for_figures, question, database) else rule

    async def _by_rule(self, question: str, subject: Turn) -> str:
        before = subject["standalone"] if len(subject["standalone"]) <= LONGEST_CARRIED else subject["question"]
        if subject["road"] not in ("database", "clarify"):
            return condense_by_rule(question, before)
        database = (await self._deps.open_databases()).get(subject["database"] or "")
        return await asyncio.to_thread(resolve_followup, question, before, database, None, subject["answer"])


def _asked(turn: Turn) -> str:
    """The whole question of a turn: what remembers a part of it only is told by its own words."""
    return turn["question"] if turn.get("documents_asked") else turn["standalone"]


def subject_of(turns: Sequence[Turn]) -> Turn | None:
    """The turn that a follow-up may lean on: the newest that is more than a greeting or thanks."""
    return next((turn for turn in reversed(turns) if not is_small_talk(turn["question"])), None)
