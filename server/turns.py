"""Checks a question and what was chosen for it before anything is stored, and starts its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.utils import AddableDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agents.schema import AgentInput
from agents.state import Request
from server.errors import InvalidInput

if TYPE_CHECKING:
    from server.services import Services


Model = TypeVar("Model", bound=BaseModel)


class TurnSettings(BaseModel):
    """The `configurable` part of a call. Empty texts, as the playground sends them, mean "not set"."""

    model_config = ConfigDict(extra="ignore")

    thread_id: str | None = Field(None, description="Thread to continue; a new one when left out")
    replaces: str | None = Field(None, description="Question or answer of the thread to do anew, in a new branch")
    model: str | None = Field(None, description="Model that answers")
    temperature: float | None = Field(None, ge=0, le=2, description="0 is greedy")
    top_p: float | None = Field(None, gt=0, le=1, description="Nucleus sampling")
    max_tokens: int | None = Field(None, ge=1, description="Most tokens of the answer")
    system_prompt: str | None = Field(None, max_length=8_000, description="Replaces the chat road's system prompt")

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value

    def sampling(self) -> dict[str, Any]:
        return self.model_dump(include={"temperature", "top_p", "max_tokens"}, exclude_none=True)


def _parse(model: type[Model], raw: Any, what: str) -> Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([what, *(str(part) for part in first["loc"])])
        raise InvalidInput(f"{where}: {first['msg'].removeprefix('Value error, ')}") from error


class Turns:
    """Turns of the assistant as every outside door starts them."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._open_services = services

    @property
    def _services(self) -> Services:
        return self._open_services()

    async def check(self, raw_input: Any, configurable: Mapping[str, Any] | None) -> Request:
        """The request of a turn, its thread not made yet.

        Raises `InvalidInput`, or the room's own error for an unknown thread, model, knowledge base or database.
        """
        services = self._services
        asked = _parse(AgentInput, raw_input, "input")
        chosen = _parse(TurnSettings, configurable or {}, "config.configurable")
        question = asked.question.encode(errors="ignore").decode().strip()
        if not question:
            raise InvalidInput("The question is empty. Write what you want to know.")
        limit = services.settings.question_max_chars
        if len(question) > limit:
            raise InvalidInput(
                f"The question has {len(question):,} characters; the limit is {limit:,}. "
                "Upload long texts as a document and ask about them."
            )
        services.models.require(chosen.model)
        if chosen.thread_id:
            await asyncio.to_thread(services.threads.get, chosen.thread_id)
        if chosen.replaces:
            if not chosen.thread_id:
                raise InvalidInput("replaces names a message of a thread. Give that thread's thread_id too.")
            await asyncio.to_thread(services.transcript.require, chosen.thread_id, chosen.replaces)
        for name in asked.knowledge_bases or []:
            await asyncio.to_thread(services.knowledge.get, name)
        if asked.database is not None:
            await asyncio.to_thread(services.databases.get, asked.database)
        return Request(
            question=question,
            route=asked.route,
            knowledge_bases=asked.knowledge_bases,
            database=asked.database,
            thread_id=chosen.thread_id or "",
            message_id="",
            replaces=chosen.replaces,
            model=chosen.model,
            parameters=chosen.sampling(),
            system_prompt=chosen.system_prompt,
        )

    async def stream(self, raw_input: Any, config: RunnableConfig | None = None) -> AsyncIterator[AddableDict]:
        """Partial outputs of one turn."""
        config = config or {}
        request = await self.check(raw_input, config.get("configurable"))
        self._services.require_ready()
        threads = self._services.threads
        if request["thread_id"]:
            async for part in self._services.assistant.stream(request, config):
                yield part
            return
        thread = await asyncio.to_thread(threads.create)
        request = Request(**{**request, "thread_id": thread["id"]})
        try:
            async for part in self._services.assistant.stream(request, config):
                yield part
        except BaseException:
            # also when the caller hangs up: a thread that got a message is left alone
            await asyncio.shield(asyncio.to_thread(threads.discard_empty, thread["id"]))
            raise
