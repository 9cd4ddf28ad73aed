"""The fork: gathers what each source has to offer and picks the road."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.documents import Document
from langgraph.config import get_stream_writer

from agents.dependencies import Dependencies
from agents.state import Part, Request, ThreadState, Turn
from chains.condense import condense_by_rule
from chains.prompts import prompt
from chains.route import Destination, Road, RouteDecision, RouteEvidence
from chains.route.likelihood import settled
from chains.route.router import forced, joined
from chains.split import parts_of
from chains.text2sql import schema_match
from knowledge.language.embedding import Embed
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError

logger = logging.getLogger(__name__)

SOURCES: tuple[Road, Road] = ("knowledge", "database")


GAIN = 0.15
"""What a part's match must gain by the part before it (0..1) for it to lean on that one."""
LEAST_SURE = 0.6
"""Probability from which a part belongs to its road; a question is taken apart only where each does."""


@dataclass(frozen=True)
class Seen:
    """What the sources have for a text: passages (`None` without a knowledge base), the database that fits best.

    `silent` are the databases that did not answer.
    """

    passages: list[Document] | None
    database: str | None
    match: float
    silent: tuple[str, ...] = ()

    def evidence(self, previous: Road | None = None) -> RouteEvidence:
        return RouteEvidence(
            knowledge=None if self.passages is None else best_score(self.passages),
            schema=None if self.database is None else self.match,
            database=self.database,
            previous=previous,
        )


class Fork:
    """Looks at documents and databases side by side, so that the road taken has its evidence already."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def __call__(self, state: ThreadState) -> dict[str, Any]:
        request, question, language = state["request"], state["standalone"], state["language"]
        wanted, subject, parts = request["route"], state["subject"], list[Part]()
        looking = self._look(question, request, state.get("passages"))
        if wanted != "auto":
            decision, seen = forced(cast(Road, wanted), language), await looking
        else:
            seen, told = await asyncio.gather(looking, self._take_apart(question, request, language))
            parts = [part for part, _ in told]
            if told:
                decision = joined([(part["question"], d) for part, d in told], _database_of(parts) or "", language)
            else:
                evidence = seen.evidence(_road_of(subject) if subject else None)
                decision = await asyncio.to_thread(self._deps.router.decide, question, evidence, language)
                if decision.name == "clarify":
                    decision = await self._settle(question, decision, request["model"], language)
        write = get_stream_writer()
        write({"route": decision.as_dict()})
        if seen.silent:
            write({"notice": prompt("left_out", language).format(databases=", ".join(seen.silent)) + " "})
        return {
            "road": decision.name,
            "choices": [road for road, _ in decision.alternatives] if decision.name == "clarify" else [],
            "passages": seen.passages or [],
            "database": _database_of(parts) or seen.database,
            "parts": parts,
        }

    async def _settle(self, question: str, close: RouteDecision, model: str | None, language: str) -> RouteDecision:
        """A close call, settled by the model where it is large enough for its word to count."""
        loaded = await self._deps.load_model(model)
        if loaded.tier == "tiny" or loaded.score is None or not loaded.speaks(language):
            return close
        return await asyncio.to_thread(settled, question, close, language, loaded.score)

    async def _look(self, question: str, request: Request, found: list[Document] | None = None) -> Seen:
        silent: list[str] = []
        passages, (database, match) = await asyncio.gather(
            self._passages(question, request, found), self._database(question, request, silent)
        )
        return Seen(passages, database, match, tuple(silent))

    async def _take_apart(self, question: str, request: Request, language: str) -> list[tuple[Part, RouteDecision]]:
        """The parts of a question that asks the documents one thing and a database another; none for any other."""
        texts = parts_of(question)
        if not texts or await asyncio.to_thread(self._deps.router.is_corrected, question):
            return []
        told = await asyncio.gather(
            *(self._part(text, texts[i - 1] if i else None, request, language) for i, text in enumerate(texts))
        )
        by_road: dict[str, list[tuple[Part, RouteDecision]]] = {}
        for part, decision in told:
            by_road.setdefault(decision.name, []).append((part, decision))
        if set(by_road) != {"knowledge", "database"} or any(d.confidence < LEAST_SURE for _, d in told):
            return []
        return [same[0] if len(same) == 1 else await self._one(same, request) for same in by_road.values()]

    async def _part(self, text: str, before: str | None, request: Request, language: str) -> tuple[Part, RouteDecision]:
        """A part with its road; where that adds evidence, it is asked together with the topic of the part before."""
        decide = self._deps.router.decide
        alone = await self._look(text, request)
        decision = await asyncio.to_thread(decide, text, alone.evidence(), language)
        if before is None:
            return _part_of(text, decision, alone), decision
        fuller = condense_by_rule(text, before)
        helped = await self._look(fuller, request)
        if decision.name not in SOURCES or decision.confidence < LEAST_SURE:
            decision = await asyncio.to_thread(decide, text, helped.evidence(), language)
        if _worth(helped, decision.name) > _worth(alone, decision.name) + GAIN:
            return _part_of(fuller, decision, helped), decision
        return _part_of(text, decision, alone), decision

    async def _one(self, same: Sequence[tuple[Part, RouteDecision]], request: Request) -> tuple[Part, RouteDecision]:
        """Parts that go down one road, asked as one question."""
        text = ", ".join(part["question"] for part, _ in same)
        least = min((decision for _, decision in same), key=lambda decision: decision.confidence)
        return _part_of(text, least, await self._look(text, request)), least

    async def _passages(self, question: str, request: Request, found: list[Document] | None) -> list[Document] | None:
        """Passages, best first; `None` when there is no knowledge base to search."""
        if found is not None:
            return found
        bases = request["knowledge_bases"]
        if request["route"] not in ("auto", "knowledge") or not await self._deps.has_knowledge(bases):
            return None
        return await self._deps.retrieve(question, bases, self._deps.passages)

    async def _database(self, question: str, request: Request, silent: list[str]) -> tuple[str | None, float]:
        """The database that matches the question best, and how well (0..1); `silent` takes those without an answer."""
        if request["route"] not in ("auto", "database"):
            return None, 0.0
        databases = await self._deps.open_databases()
        if request["database"] is not None:
            databases = {name: each for name, each in databases.items() if name == request["database"]}
        return await asyncio.to_thread(best_database, question, databases, self._deps.embed, silent)


def _part_of(question: str, decision: RouteDecision, seen: Seen) -> Part:
    road = cast(Road, decision.name)
    return Part(question=question, road=road, passages=seen.passages or [], database=seen.database)


def _worth(seen: Seen, road: str) -> float:
    return best_score(seen.passages or []) if road == "knowledge" else seen.match if road == "database" else 0.0


def _database_of(parts: Sequence[Part]) -> str | None:
    return next((part["database"] for part in parts if part["road"] == "database"), None)


def best_score(passages: list[Document]) -> float:
    """Relevance of the best passage, 0..1; 0 without passages."""
    return max((float(p.metadata.get("score") or 0.0) for p in passages), default=0.0)


def best_database(
    question: str, databases: Mapping[str, ReadOnlyDatabase], embed: Embed, silent: list[str] | None = None
) -> tuple[str | None, float]:
    """The database that accounts for most of the question, and for how much of it (0..1).

    The names of those that did not answer are added to `silent`.
    """
    best: tuple[str | None, float] = (None, 0.0)
    without_answer: list[str] = [] if silent is None else silent
    for name, database in databases.items():
        try:
            match = schema_match(question, database, embed)
        except DatabaseError as error:
            # one database that does not answer must not keep the question from the other sources
            logger.warning("database left out of routing name=%s reason=%s", name, error)
            without_answer.append(name)
            continue
        if best[0] is None or match > best[1]:
            best = (name, match)
    # where none answers, the road says why
    return best if best[0] is not None else (next(iter(without_answer), None), 0.0)


def _road_of(turn: Turn) -> Road | None:
    road = turn["road"]
    return None if road == "clarify" or road == "both" else road


def road_of(state: ThreadState) -> Destination:
    """Which node comes after the fork."""
    return state["road"]
