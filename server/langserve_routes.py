"""LangServe over the assistant: four runnables, each a thin adapter around `Turns.stream`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from langchain_core.runnables import RunnableConfig, RunnableGenerator
from langchain_core.runnables.utils import AddableDict, ConfigurableFieldSpec
from langserve import add_routes
from pydantic import BaseModel

from agents.schema import AgentInput, AgentOutput, ChatInput, DatabaseInput, KnowledgeInput, form_field
from server.errors import InvalidInput
from server.stream_errors import note_failure
from server.turns import Turns, TurnSettings

INPUTS: dict[str, type[BaseModel]] = {
    "agent": AgentInput,
    "chat": ChatInput,
    "knowledge": KnowledgeInput,
    "database": DatabaseInput,
}

FORM_TYPES = {
    "thread_id": "string",
    "replaces": "string",
    "model": "string",
    "temperature": "number",
    "top_p": "number",
    "max_tokens": "integer",
    "system_prompt": "string",
}
"""What the playground's form shows for each field of `TurnSettings`."""


class TurnRunnable(RunnableGenerator[Any, AddableDict]):
    """One road, or the whole machine, as a runnable whose `configurable` fields the playground shows."""

    def __init__(self, turns: Turns, name: str) -> None:
        self._forced = {} if name == "agent" else {"route": name}

        async def run(inputs: AsyncIterator[Any], config: RunnableConfig) -> AsyncIterator[AddableDict]:
            async for raw in inputs:
                try:
                    async for part in turns.stream(dict(raw) | self._forced, config):
                        yield part
                except (Exception, asyncio.CancelledError) as error:
                    note_failure(error)
                    raise

        # LangChain passes the config to generators that ask for it, which its annotation does not say
        super().__init__(run, name=name)  # type: ignore[arg-type]

    @property
    def forced(self) -> dict[str, str]:
        return self._forced

    @property
    def config_specs(self) -> list[ConfigurableFieldSpec]:
        return [
            ConfigurableFieldSpec(
                id=name,
                annotation=Annotated[(field.annotation, *field.metadata, *form_field({"type": FORM_TYPES[name]}))],
                name=name,
                description=field.description,
                default=None,
            )
            for name, field in TurnSettings.model_fields.items()
        ]


def _checker(turns: Turns, runnable: TurnRunnable) -> Any:
    """A dependency that answers bad calls with a 4xx problem before LangServe starts a stream."""

    async def check(request: Request) -> None:
        if request.method != "POST":
            return
        try:
            body = await request.json()
        except ValueError as error:
            raise InvalidInput(f"The body is not JSON: {error}") from error
        if not isinstance(body, dict) or not ({"input", "inputs"} & body.keys()):
            raise InvalidInput('The body must be an object such as {"input": {"question": "…"}}.')
        inputs = body["inputs"] if "inputs" in body else [body["input"]]
        if not isinstance(inputs, list):
            raise InvalidInput("inputs must be a list.")
        config = body.get("config") or {}
        configs = config if isinstance(config, list) else [config] * len(inputs)
        for raw, each in zip(inputs, configs, strict=False):
            if not isinstance(raw, dict) or not isinstance(each, dict):
                raise InvalidInput("Each input, and each config, must be an object.")
            await turns.check(raw | runnable.forced, each.get("configurable"))

    return check


def install(app: FastAPI, turns: Turns) -> None:
    """Adds `/agent`, `/chat`, `/knowledge` and `/database` with all of LangServe's endpoints."""
    for name, input_type in INPUTS.items():
        runnable = TurnRunnable(turns, name)
        add_routes(
            app,
            # streamed parts are additive dicts; what they add up to has this shape
            runnable.with_types(input_type=input_type, output_type=AgentOutput),  # type: ignore[arg-type]
            path=f"/{name}",
            config_keys=["configurable"],
            dependencies=[Depends(_checker(turns, runnable))],
        )
