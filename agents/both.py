"""The road of a question that asks the documents one thing and a database another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer

from agents.roads import Walk, Write
from agents.state import Part, ThreadState
from chains.prompts import prompt

logger = logging.getLogger(__name__)


class BothRoads:
    """Walks the roads of the parts side by side and writes their answers one after the other, as they were asked.

    A part that fails says so and leaves the other's answer standing.
    """

    def __init__(self, roads: Mapping[str, Walk]) -> None:
        self._roads = roads

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        write = get_stream_writer()
        queues: list[asyncio.Queue[dict[str, Any] | None]] = [asyncio.Queue() for _ in state["parts"]]
        walks = [
            asyncio.create_task(self._walk(part, state, config, queue))
            for part, queue in zip(state["parts"], queues, strict=True)
        ]
        outputs: list[dict[str, Any]] = []
        failures = 0
        try:
            for walk, queue in zip(walks, queues, strict=True):
                if outputs:
                    write({"answer": "\n\n"})
                while (piece := await queue.get()) is not None:
                    write(piece)
                try:
                    outputs.append(await walk)
                except Exception:
                    failures += 1
                    if failures == len(walks):
                        raise
                    logger.exception("a part of a question failed")
                    answer = prompt("part_failed", state["language"])
                    write({"answer": answer})
                    outputs.append({"answer": answer})
        finally:
            for walk in walks:
                walk.cancel()
            await asyncio.gather(*walks, return_exceptions=True)
        whole = {key: value for output in outputs for key, value in output.items()}
        asked = {part["road"]: part["question"] for part in state["parts"]}
        return {
            "output": whole
            | {
                "answer": "\n\n".join(output["answer"] for output in outputs),
                "standalone": asked["database"],
                "documents_asked": asked["knowledge"],
            }
        }

    async def _walk(
        self, part: Part, state: ThreadState, config: RunnableConfig, queue: asyncio.Queue[dict[str, Any] | None]
    ) -> dict[str, Any]:
        own = ThreadState(
            **{
                **state,
                "standalone": part["question"],
                "wording": part["question"],
                "passages": part["passages"],
                "database": part["database"],
                "subject": None,
            }
        )
        write: Write = queue.put_nowait
        try:
            return await self._roads[part["road"]](own, config, write)
        finally:
            queue.put_nowait(None)
