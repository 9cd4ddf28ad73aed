"""The first node: what the thread remembers, and the question as it stands alone."""

from __future__ import annotations

import asyncio
from typing import Any

from langchain_core.runnables import RunnableConfig

from agents.dependencies import Dependencies
from agents.fork import best_score
from agents.state import ThreadState, Turn
from chains.condense import condense_by_model, condense_by_rule, is_followup, is_short
from chains.sql import resolve_followup
from knowledge.language import language_of

CHATTY = 0.5
STANDS_ALONE, GAIN = 0.6, 0.15
"""Relevance (0..1) from which a question needs no help, and what help must add to count."""


class Recall:
    """Condenses a follow-up: by rule in the smallest tier, by the model above it."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        request, turns = state["request"], state.get("turns") or []
        question = request["question"]
        followup = is_followup(question, bool(turns)) or await self._leans_on_documents(question, state)
        language = language_of(question)
        if not followup:
            return {"language": language, "followup": False, "standalone": question}
        model = await self._deps.load_model(request["model"])
        if model.tier == "tiny":
            standalone = await self._by_rule(question, turns[-1])
        else:
            talk = [(turn["standalone"], turn["answer"]) for turn in turns]
            standalone = await condense_by_model(question, talk, language, model.chat, config)
        return {"language": language_of(standalone), "followup": True, "standalone": standalone}

    async def _leans_on_documents(self, question: str, state: ThreadState) -> bool:
        """Whether a short question after a document question finds its passage only together with that question.

        "What is the limit?" says nothing of which; the passages tell. Small talk is left alone.
        """
        turns, bases = state.get("turns") or [], state["request"]["knowledge_bases"]
        if not turns or turns[-1]["road"] != "knowledge" or not is_short(question):
            return False
        if await asyncio.to_thread(self._deps.router.chat_likelihood, question) > CHATTY:
            return False
        alone, joined = await asyncio.gather(
            self._deps.retrieve(question, bases, 1),
            self._deps.retrieve(condense_by_rule(question, turns[-1]["standalone"]), bases, 1),
        )
        return best_score(alone) < STANDS_ALONE and best_score(joined) > best_score(alone) + GAIN

    async def _by_rule(self, question: str, last: Turn) -> str:
        if last["road"] != "database":
            return condense_by_rule(question, last["standalone"])
        database = (await self._deps.open_databases()).get(last["database"] or "")
        return await asyncio.to_thread(resolve_followup, question, last["standalone"], database)
