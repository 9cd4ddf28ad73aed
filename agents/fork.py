"""The fork: gathers what each source has to offer and picks the road."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, cast

from langchain_core.documents import Document
from langgraph.config import get_stream_writer

from agents.dependencies import Dependencies
from agents.state import Request, ThreadState
from chains.route import Road, RouteEvidence
from chains.route.router import forced
from chains.sentences import Embed
from chains.sql import schema_match
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError

logger = logging.getLogger(__name__)


class Fork:
    """Looks at documents and databases side by side, so that the road taken has its evidence already."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def __call__(self, state: ThreadState) -> dict[str, Any]:
        request, question, language = state["request"], state["standalone"], state["language"]
        wanted = request["route"]
        passages, (database, match) = await asyncio.gather(
            self._passages(question, request, wanted), self._database(question, request, wanted)
        )
        if wanted == "auto":
            turns = state.get("turns") or []
            evidence = RouteEvidence(
                knowledge=None if passages is None else best_score(passages),
                schema=None if database is None else match,
                database=database,
                previous=turns[-1]["road"] if state["followup"] and turns else None,
            )
            decision = await asyncio.to_thread(self._deps.router.decide, question, evidence, language)
        else:
            decision = forced(cast(Road, wanted), language)
        get_stream_writer()({"route": decision.as_dict()})
        return {"road": decision.name, "passages": passages or [], "database": database}

    async def _passages(self, question: str, request: Request, wanted: str) -> list[Document] | None:
        """Passages, best first; `None` when there is no knowledge base to search."""
        bases = request["knowledge_bases"]
        if wanted not in ("auto", "knowledge") or not await self._deps.has_knowledge(bases):
            return None
        return await self._deps.retrieve(question, bases, self._deps.passages)

    async def _database(self, question: str, request: Request, wanted: str) -> tuple[str | None, float]:
        """The database that matches the question best, and how well (0..1)."""
        if wanted not in ("auto", "database"):
            return None, 0.0
        databases = await self._deps.open_databases()
        if request["database"] is not None:
            databases = {name: each for name, each in databases.items() if name == request["database"]}
        return await asyncio.to_thread(_best_database, question, databases, self._deps.embed)


def best_score(passages: list[Document]) -> float:
    """Relevance of the best passage, 0..1; 0 without passages."""
    return max((float(p.metadata.get("score") or 0.0) for p in passages), default=0.0)


def _best_database(question: str, databases: Mapping[str, ReadOnlyDatabase], embed: Embed) -> tuple[str | None, float]:
    best: tuple[str | None, float] = (None, 0.0)
    for name, database in databases.items():
        try:
            match = schema_match(question, database.metadata(), database.values().match(question), embed)
        except DatabaseError as error:
            # one database that does not answer must not keep the question from the other sources
            logger.warning("database left out of routing name=%s reason=%s", name, error)
            match = 0.0
        if best[0] is None or match > best[1]:
            best = (name, match)
    return best


def road_of(state: ThreadState) -> Road:
    """Which node comes after the fork."""
    return state["road"]
