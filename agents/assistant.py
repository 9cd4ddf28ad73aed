"""The assistant: one turn from question to stored answer, streamed as partial outputs that add up."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakValueDictionary

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.utils import AddableDict
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph

from agents.dependencies import BegunTurn, Dependencies
from agents.errors import TurnStopped
from agents.graph import remembered
from agents.state import Request, Turn
from chains.prompts import prompt
from knowledge.language import language_of


class Assistant:
    """Runs turns. Turns of one thread wait for each other; a turn whose reader leaves is stored as interrupted."""

    def __init__(
        self,
        graph: CompiledStateGraph[Any, Any, Any, Any],
        checkpoints: BaseCheckpointSaver[Any],
        dependencies: Dependencies,
    ) -> None:
        self._graph = graph
        self._checkpoints = checkpoints
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
        waits: dict[str, str] = {}
        if lock.locked():
            waits = {"notice": prompt("queued", language_of(request["question"]))}
            parts.put_nowait(AddableDict(waits))
        async with lock:
            model = await self._deps.load_model(request["model"])
            begun = await self._begin(request)
            message_id = begun.message_id
            request = Request(**{**request, "message_id": message_id})
            total = AddableDict({"thread_id": thread_id, "message_id": message_id, "model": model.id})
            parts.put_nowait(AddableDict(total))
            total = total + AddableDict(waits)
            first_token_ms: float | None = None
            tokens = {"prompt_tokens": 0, "completion_tokens": 0}
            memory: Turn | None = None
            inner: RunnableConfig = {**config, "configurable": {"thread_id": begun.branch}}
            try:
                async for part in self._graph.astream(
                    {"request": request} | await self._seed(begun, inner),
                    inner,
                    stream_mode="custom",
                    durability="exit",
                ):
                    if part.get("answer") and first_token_ms is None:
                        first_token_ms = _ms_since(started)
                    if "memory" in part:
                        memory = part["memory"]
                        continue
                    if "usage" in part:
                        tokens |= part["usage"]
                        continue
                    chunk = AddableDict(part)
                    total = total + chunk
                    parts.put_nowait(chunk)
                usage = tokens | {"first_token_ms": first_token_ms, "total_ms": _ms_since(started)}
                missing = {key: value for key, value in _EMPTY.items() if key not in total}
                last = AddableDict(missing | {"usage": usage})
                await asyncio.to_thread(transcript.finish_turn, message_id, total + last, memory)
            except BaseException:
                # leaves an answer alone that was stored whole a moment ago
                await asyncio.to_thread(transcript.interrupt_turn, message_id, dict(total))
                raise
            parts.put_nowait(last)
            await self._checkpoints.aprune([begun.branch])

    async def _begin(self, request: Request) -> BegunTurn:
        """Stores the question; a caller who hangs up meanwhile leaves an interrupted answer, not a pending one."""
        transcript = self._deps.transcript
        storing = asyncio.ensure_future(
            asyncio.to_thread(transcript.begin_turn, request["thread_id"], request["question"], request["replaces"])
        )
        try:
            return await asyncio.shield(storing)
        except asyncio.CancelledError:
            # the thread that stores cannot be stopped, so this waits for it, however often it is cancelled
            await _to_its_end(storing)
            if storing.exception() is None:
                begun = storing.result()
                await _to_its_end(
                    asyncio.ensure_future(asyncio.to_thread(transcript.interrupt_turn, begun.message_id, {}))
                )
            raise

    async def _seed(self, begun: BegunTurn, config: RunnableConfig) -> dict[str, Any]:
        """What a branch without memory of its own starts from: the turns that lead to it, out of the transcript."""
        if await self._checkpoints.aget_tuple(config) is not None:
            return {}
        window = self._deps.memory_turns
        memory: dict[str, Any] = {"turns": [], "summary": []}
        for turn in await asyncio.to_thread(self._deps.transcript.turns_before, begun.message_id, 4 * window):
            memory = remembered(memory["turns"], memory["summary"], turn, window)
        return memory

    async def memory(self, branch: str) -> list[Turn]:
        """The turns that a branch remembers, oldest first; a thread's first branch has the thread's id."""
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": branch}})
        turns: list[Turn] = snapshot.values.get("turns") or []
        return turns

    async def stop(self, thread_id: str | None = None) -> None:
        """Ends the turns at work, of one thread or of all, and waits until they are stored."""
        turns = [turn for turn, thread in self._turns.items() if thread_id in (None, thread)]
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)


_EMPTY: dict[str, Any] = {"answer": "", "notice": "", "citations": [], "sql": None}


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


async def _to_its_end(work: asyncio.Future[Any]) -> None:
    """Waits for work in a thread, however often the waiting task is cancelled; the database bounds how long."""
    while not work.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait({work})
