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
from agents.errors import TurnStopped
from agents.state import Request, Turn


class Assistant:
    """Runs turns. Turns of one thread wait for each other; a turn whose reader leaves is stored as interrupted."""

    def __init__(self, graph: CompiledStateGraph[Any, Any, Any, Any], dependencies: Dependencies) -> None:
        self._graph = graph
        self._deps = dependencies
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._turns: dict[asyncio.Task[None], str] = {}

    async def stream(self, request: Request, config: RunnableConfig) -> AsyncIterator[AddableDict]:
        """Partial outputs of the turn; their sum has every key of `AgentOutput`."""
        parts: asyncio.Queue[AddableDict | None] = asyncio.Queue()
        # A task of its own: the servers' cancel scopes cancel again at every await, which would cut short the
        # graph's own clean-up and leave the model decoding for nobody.
        turn = asyncio.create_task(self._run(request, config, parts))
        self._turns[turn] = request["thread_id"]
        turn.add_done_callback(lambda done: self._turns.pop(done, None))
        turn.add_done_callback(lambda _: parts.put_nowait(None))
        try:
            while (part := await parts.get()) is not None:
                yield part
            if turn.cancelled():
                raise TurnStopped("The answer was stopped: its thread was deleted, or Sancha is shutting down.")
            await turn
        finally:
            turn.cancel()

    async def _run(self, request: Request, config: RunnableConfig, parts: asyncio.Queue[AddableDict | None]) -> None:
        started = time.perf_counter()
        thread_id, transcript = request["thread_id"], self._deps.transcript
        lock = self._locks.setdefault(thread_id, asyncio.Lock())
        async with lock:
            model = await self._deps.load_model(request["model"])
            message_id = await asyncio.to_thread(transcript.begin_turn, thread_id, request["question"])
            request = Request(**{**request, "message_id": message_id})
            total = AddableDict({"thread_id": thread_id, "message_id": message_id, "model": model.id})
            parts.put_nowait(AddableDict(total))
            first_token_ms: float | None = None
            tokens = {"prompt_tokens": 0, "completion_tokens": 0}
            inner: RunnableConfig = {**config, "configurable": {"thread_id": thread_id}}
            try:
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
                    parts.put_nowait(chunk)
                usage = tokens | {"first_token_ms": first_token_ms, "total_ms": _ms_since(started)}
                missing = {key: value for key, value in _EMPTY.items() if key not in total}
                last = AddableDict(missing | {"usage": usage})
                await asyncio.to_thread(transcript.finish_turn, message_id, total + last)
            except BaseException:
                # leaves an answer alone that was stored whole a moment ago
                await asyncio.to_thread(transcript.interrupt_turn, message_id, dict(total))
                raise
            parts.put_nowait(last)

    async def memory(self, thread_id: str) -> list[Turn]:
        """The turns that the thread remembers, oldest first."""
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": thread_id}})
        turns: list[Turn] = snapshot.values.get("turns") or []
        return turns

    async def stop(self, thread_id: str | None = None) -> None:
        """Ends the turns at work, of one thread or of all, and waits until they are stored."""
        turns = [turn for turn, thread in self._turns.items() if thread_id in (None, thread)]
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)


_EMPTY: dict[str, Any] = {"answer": "", "citations": [], "sql": None}


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
