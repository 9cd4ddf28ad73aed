"""The first node: what the thread remembers, and the question as it stands alone."""

from __future__ import annotations

import asyncio
from typing import Any

from chains.sql import resolve_followup
from langchain_core.runnables import RunnableConfig

from agents.dependencies import Dependencies
from agents.state import ThreadState, Turn
from chains.condense import condense_by_model, condense_by_rule, is_followup
from knowledge.language import language_of


class Recall:
    """Condenses a follow-up: by rule in the smallest tier, by the model above it."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        request, turns = state["request"], state.get("turns") or []
        question = request["question"]
        followup = is_followup(question, bool(turns))
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

    async def _by_rule(self, question: str, last: Turn) -> str:
        if last["road"] != "database":
            return condense_by_rule(question, last["standalone"])
        database = (await self._deps.open_databases()).get(last["database"] or "")
        return await asyncio.to_thread(resolve_followup, question, last["standalone"], database)
