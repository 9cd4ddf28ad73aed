"""Threads, their messages, and feedback on answers."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from server.deps import ServicesDep

router = APIRouter(prefix="/api", tags=["threads"])


class ThreadTitle(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field("", max_length=200)


class NewTitle(ThreadTitle):
    title: str = Field(min_length=1, max_length=200)


class Feedback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rating: Literal[1, -1]
    comment: str | None = Field(None, max_length=4_000)


@router.get("/threads")
def list_threads(
    services: ServicesDep, limit: int = Query(200, ge=1, le=1000), offset: int = Query(0, ge=0, le=1_000_000)
) -> dict[str, Any]:
    """Threads, the most recently used first."""
    return {"items": services.threads.list(limit, offset)}


@router.post("/threads", status_code=201)
def create_thread(services: ServicesDep, body: ThreadTitle | None = None) -> dict[str, Any]:
    return services.threads.create(body.title if body else "")


@router.get("/threads/{thread_id}")
def get_thread(services: ServicesDep, thread_id: str) -> dict[str, Any]:
    return services.threads.get(thread_id)


@router.patch("/threads/{thread_id}")
def rename_thread(services: ServicesDep, thread_id: str, body: NewTitle) -> dict[str, Any]:
    return services.threads.rename(thread_id, body.title)


@router.delete("/threads/{thread_id}", status_code=204)
async def delete_thread(services: ServicesDep, thread_id: str) -> None:
    """Deletes the thread, its messages and its memory."""
    await services.delete_thread(thread_id)


@router.get("/threads/{thread_id}/messages")
def list_messages(services: ServicesDep, thread_id: str) -> dict[str, Any]:
    """Messages, oldest first. An answer carries its route, citations, sql, model and usage."""
    return {"items": services.threads.messages(thread_id)}


@router.post("/messages/{message_id}/feedback")
def rate_answer(services: ServicesDep, message_id: str, body: Feedback) -> dict[str, Any]:
    return services.threads.rate(message_id, body.rating, body.comment)
