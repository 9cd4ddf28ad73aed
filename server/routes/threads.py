"""Threads, their messages, and feedback on answers."""

from __future__ import annotations

from typing import Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from chains.route import Road
from server.deps import ServicesDep

router = APIRouter(prefix="/api", tags=["threads"])


class ThreadTitle(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field("", max_length=200)


class NewTitle(ThreadTitle):
    title: str = Field(min_length=1, max_length=200)


class Branch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message_id: str = Field(min_length=1, max_length=64)


class Feedback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rating: Literal[1, -1] | None = None
    comment: str | None = Field(None, max_length=4_000)
    route: Road | None = Field(None, description="The road that the question should have taken")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.rating is None and self.route is None:
            raise ValueError("give a rating (1 or -1), the route that the question should have taken, or both")
        return self


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


@router.post("/threads/{thread_id}/branch")
def open_branch(services: ServicesDep, thread_id: str, body: Branch) -> dict[str, Any]:
    """Shows the branch that a message is in; the next question goes on from there."""
    return services.threads.open_branch(thread_id, body.message_id)


@router.get("/threads/{thread_id}/messages")
def list_messages(services: ServicesDep, thread_id: str) -> dict[str, Any]:
    """Messages of the open branch, oldest first. An answer carries its route, citations, sql, model and usage.

    `siblings` lists the versions of a message, when a question was edited or asked again.
    """
    return {"items": services.threads.messages(thread_id)}


@router.post("/messages/{message_id}/feedback")
def rate_answer(services: ServicesDep, message_id: str, body: Feedback) -> dict[str, Any]:
    """A rating, and the road that the question should have taken: similar questions will lean towards it."""
    if body.route is not None:
        services.corrections.add(services.threads.correct_road(message_id, body.route), body.route)
    if body.rating is None:
        return {"message_id": message_id, "route": body.route}
    rated = services.threads.rate(message_id, body.rating, body.comment)
    # a query that was rated up teaches its database, one rated down does so no longer
    return rated | {"route": body.route, "example_id": services.examples.rated(message_id, body.rating)}
