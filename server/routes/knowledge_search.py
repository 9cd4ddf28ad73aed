"""Searching a knowledge base, and looking at how each passage came to its place."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from knowledge import Passage
from knowledge.language import language_of
from knowledge.search.filters import SearchFilter
from server.deps import ServicesDep
from server.messages import LanguageDep, in_language
from server.services import Services

router = APIRouter(prefix="/api/knowledge-bases", tags=["knowledge bases"])

_MOST_VALUES = 1_000


class Filter(BaseModel):
    """Which documents are searched; all conditions have to be met."""

    model_config = ConfigDict(extra="forbid")

    documents: list[str] = Field(default_factory=list, max_length=_MOST_VALUES, description="Ids or file names")
    tags: list[str] = Field(default_factory=list, max_length=_MOST_VALUES, description="One of them is enough")
    created_after: datetime | None = Field(None, description="Added at this moment or later; UTC unless it has a zone")
    created_before: datetime | None = Field(None, description="Added before this moment")


class Search(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=20_000)
    k: int = Field(8, ge=1, le=50)
    mode: Literal["fused", "dense", "terms"] = Field("fused", description="Both parts, or one alone")
    filter: Filter | None = None
    context: int = Field(0, ge=0, le=4_000, description="Characters of the section before and after each passage")
    explain: bool = Field(False, description="Add the ranks that each passage had in each part")


@router.post("/{name}/search")
async def search(services: ServicesDep, language: LanguageDep, name: str, body: Search) -> dict[str, Any]:
    """Passages that match the query, best first; `not_reranked` says, beside an explanation, why none was reranked."""
    where = None
    if body.filter is not None:
        where = SearchFilter(
            documents=tuple(body.filter.documents),
            tags=tuple(body.filter.tags),
            created_after=body.filter.created_after,
            created_before=body.filter.created_before,
        )
    passages = await asyncio.to_thread(
        services.knowledge.search, body.query, [name], body.k, body.mode, where=where, context=body.context
    )
    items = [passage_item(passage, explain=body.explain) for passage in passages]
    if not body.explain:
        return {"items": items}
    reason = _not_reranked(services, body)
    return {"items": items, "not_reranked": reason and in_language(reason, language)}


def _not_reranked(services: Services, body: Search) -> str | None:
    """Why no cross-encoder reads the passages of this search; `None` when one may."""
    if body.mode != "fused":
        return f"The mode {body.mode!r} shows one part of the search alone."
    if not services.settings.rerank_ms:
        return "SANCHA_RERANK_MS is 0."
    return services.rerankers.why_none(language_of(body.query))


def passage_item(passage: Passage, *, explain: bool = False) -> dict[str, Any]:
    item: dict[str, Any] = {
        "knowledge_base": passage.knowledge_base,
        "document": passage.document,
        "document_id": passage.document_id,
        "page": passage.page,
        "heading": passage.heading,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": passage.score,
        "before": passage.before,
        "after": passage.after,
    }
    if explain and passage.ranks is not None:
        item["ranks"] = asdict(passage.ranks)
    return item
