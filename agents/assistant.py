"""The assistant: one turn from question to stored answer, streamed as partial outputs that add up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakValueDictionary

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.utils import AddableDict
from langgraph.graph.state import CompiledStateGraph

from agents.dependencies import Dependencies
from agents.state import Request, Turn


class Assistant:
    """Runs turns. Turns of one thread wait for each other; a turn whose reader leaves is stored as interrupted."""

    def __init__(self, graph: CompiledStateGraph[Any, Any, Any, Any], dependencies: Dependencies) -> None:
        self._graph = graph
        self._deps = dependencies
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._closing: set[asyncio.Task[None]] = set()

    async def stream(self, request: Request, config: RunnableConfig) -> AsyncIterator[AddableDict]:
        """Partial outputs of the turn; their sum has every key of `AgentOutput`."""
        started = time.perf_counter()
        thread_id = request["thread_id"]
        lock = self._locks.setdefault(thread_id, asyncio.Lock())
        async with lock:
            model = await self._deps.load_model(request["model"])
            message_id = await asyncio.to_thread(self._deps.transcript.begin_turn, thread_id, request["question"])
            request = {**request, "message_id": message_id}
            total = AddableDict({"thread_id": thread_id, "message_id": message_id, "model": model.id})
            whole = False
            try:
                yield AddableDict(total)
                first_token_ms: float | None = None
                tokens = {"prompt_tokens": 0, "completion_tokens": 0}
                inner: RunnableConfig = {**config, "configurable": {"thread_id": thread_id}}
                async for part in self._graph.astream(
                    {"request": request}, inner, stream_mode="custom", durability="exit"
                ):
                    if part.get("answer") and first_token_ms is None:
                        first_token_ms = _ms_since(started)
                    if "usage" in part:
                        tokens |= part["usage"]
                        continue
                    chunk = AddableDict(part)
                    total = total + chunk
                    yield chunk
                last = AddableDict(
                    {key: value for key, value in _EMPTY.items() if key not in total}
                    | {"usage": tokens | {"first_token_ms": first_token_ms, "total_ms": _ms_since(started)}}
                )
                total = total + last
                await asyncio.to_thread(self._deps.transcript.finish_turn, message_id, total)
                whole = True
                yield last
            finally:
                if not whole:
                    self._store_interrupted(message_id, total)

    def _store_interrupted(self, message_id: str, output: AddableDict) -> None:
        # the reader is gone and this task is being cancelled: the write needs a task of its own
        task = asyncio.get_running_loop().create_task(
            asyncio.to_thread(self._deps.transcript.interrupt_turn, message_id, dict(output))
        )
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def memory(self, thread_id: str) -> list[Turn]:
        """The turns that the thread remembers, oldest first."""
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": thread_id}})
        turns: list[Turn] = snapshot.values.get("turns") or []
        return turns

    async def close(self) -> None:
        """Waits until interrupted turns are stored."""
        await asyncio.gather(*self._closing, return_exceptions=True)


_EMPTY: dict[str, Any] = {"answer": "", "citations": [], "sql": None}


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
