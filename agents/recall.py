"""The first node: what the thread remembers, and the question as it stands alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from langchain_core.documents import Document
from langchain_core.runnables import RunnableConfig

from agents.dependencies import Dependencies
from agents.document_searches import DocumentSearches
from agents.state import Request, ThreadState, Turn
from chains.amendment import amended
from chains.clarify import chosen_road
from chains.condense import condense_by_model, condense_by_rule
from chains.leaning import is_followup, is_small_talk, says_nothing
from chains.text2sql import asks_for_figures, edit_question, resolve_followup
from knowledge.language import language_of

LONGEST_CARRIED = 300
"""Characters of a question in full up to which it is carried on: conditions must not pile up for ever."""

_REACH = 4
"""Turns over which the last answer of a database is looked for."""


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
            return _recalled(asked) | {"request": Request(**{**request, "route": road})}
        subject = await self._subject(turns)
        if subject is None:
            return _recalled(question)
        if subject.get("documents_asked"):
            subject = await self._part_leant_on(question, subject)
        searches = DocumentSearches(self._deps, request)
        standalone = await self._in_full(question, subject, state, config, searches)
        if standalone == question:
            return _recalled(question, searches.found(question))
        wording = await searches.wording(question, standalone, subject)
        return _recalled(standalone, searches.found(standalone), subject, wording)

    async def _in_full(
        self, question: str, subject: Turn, state: ThreadState, config: RunnableConfig, searches: DocumentSearches
    ) -> str:
        """The question as it stands alone."""
        if corrected := amended(question, subject["standalone"]):
            return corrected
        leans = is_followup(question, has_history=True)
        if not leans and (edited := await self._edited(question, subject)):
            return edited
        leans = leans or await searches.lean(question, subject)
        return await self._standalone(question, subject, state, config) if leans else question

    async def _subject(self, turns: Sequence[Turn]) -> Turn | None:
        """The turn that a follow-up may lean on: over one that says nothing to the last that a database answered."""
        newest = subject_of(turns)
        if newest is None or newest["standalone"] != newest["question"] or not says_nothing(newest["question"]):
            return newest
        before = [turn for turn in turns[-_REACH:] if turn is not newest and turn["sql"] is not None]
        answered = before[-1] if before else None
        if answered is None:
            return newest
        database = (await self._deps.open_databases()).get(answered["database"] or "")
        today = self._deps.now().date()
        speaks = await asyncio.to_thread(asks_for_figures, newest["question"], database, today)
        return newest if speaks else answered

    async def _edited(self, question: str, subject: Turn) -> str | None:
        """What a fragment that no word ties to the question before asks of a database's answer."""
        if subject["road"] != "database" or subject["sql"] is None:
            return None
        database = (await self._deps.open_databases()).get(subject["database"] or "")
        if database is None:
            return None
        today, embed = self._deps.now().date(), self._deps.embed
        return await asyncio.to_thread(edit_question, question, _before(subject), database, embed, today)

    async def _standalone(self, question: str, subject: Turn, state: ThreadState, config: RunnableConfig) -> str:
        """The question in full; the question itself when it leans on nothing."""
        model = await self._deps.load_model(state["request"]["model"])
        if model.tier == "tiny":
            return await self._by_rule(question, subject)
        talk = [(_asked(turn), turn["answer"]) for turn in state.get("turns") or []]
        return await condense_by_model(question, talk, language_of(question), model.chat, config)

    async def _part_leant_on(self, question: str, subject: Turn) -> Turn:
        """The part of a turn on both roads that `question` takes up, as a turn of its own."""
        asked = subject.get("documents_asked") or ""
        database = (await self._deps.open_databases()).get(subject["database"] or "")
        figures = Turn(**{**subject, "road": "database", "documents_asked": None})
        rule = Turn(**{**figures, "road": "knowledge", "standalone": asked, "database": None, "sql": None})
        for part in (figures, rule):
            if amended(question, part["standalone"]):
                return part
        return (
            figures if await asyncio.to_thread(asks_for_figures, question, database, self._deps.now().date()) else rule
        )

    async def _by_rule(self, question: str, subject: Turn) -> str:
        before = _before(subject)
        if subject["road"] not in ("database", "clarify"):
            return condense_by_rule(question, before)
        database = (await self._deps.open_databases()).get(subject["database"] or "")
        today, embed = self._deps.now().date(), self._deps.embed
        return await asyncio.to_thread(resolve_followup, question, before, database, today, subject["answer"], embed)


def _before(subject: Turn) -> str:
    return subject["standalone"] if len(subject["standalone"]) <= LONGEST_CARRIED else subject["question"]


def _recalled(
    standalone: str, passages: list[Document] | None = None, subject: Turn | None = None, wording: str | None = None
) -> dict[str, Any]:
    return {
        "language": language_of(standalone),
        "subject": subject,
        "standalone": standalone,
        "wording": wording or standalone,
        "passages": passages,
    }


def _asked(turn: Turn) -> str:
    """The whole question of a turn: what remembers a part of it only is told by its own words."""
    return turn["question"] if turn.get("documents_asked") else turn["standalone"]


def subject_of(turns: Sequence[Turn]) -> Turn | None:
    """The turn that a follow-up may lean on: the newest that is more than a greeting or thanks."""
    return next((turn for turn in reversed(turns) if not is_small_talk(turn["question"])), None)
