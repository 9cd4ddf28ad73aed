"""Turns at the same time over HTTP: those of one thread take turns, those of two threads do not."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conftest import LiveServer


@dataclass
class Heard:
    """A stream's parts, each with the moment at which it came."""

    parts: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def first(self, key: str) -> float:
        return next(at for at, part in self.parts if part.get(key))

    @property
    def last(self) -> float:
        return self.parts[-1][0]

    @property
    def notice(self) -> str:
        return "".join(part.get("notice") or "" for _, part in self.parts)


async def _stream(client: httpx.AsyncClient, thread: str, question: str, tokens: int) -> Heard:
    body = {
        "input": {"question": question, "route": "chat"},
        "config": {"configurable": {"thread_id": thread, "max_tokens": tokens}},
    }
    heard = Heard()
    async with client.stream("POST", "/agent/stream", json=body) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                heard.parts.append((time.monotonic(), json.loads(line[6:])))
    return heard


async def _thread(client: httpx.AsyncClient) -> str:
    return str((await client.post("/api/threads", json={})).json()["id"])


async def _begun(client: httpx.AsyncClient, thread: str) -> None:
    while len((await client.get(f"/api/threads/{thread}/messages")).json()["items"]) < 2:
        await asyncio.sleep(0.02)


async def test_a_second_question_of_a_thread_waits_is_told_so_and_comes_after(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        thread = await _thread(client)
        first = asyncio.create_task(_stream(client, thread, "Tell me a long story about a river.", 80))
        await _begun(client, thread)
        second = await _stream(client, thread, "What is the capital of France?", 10)
        earlier = await first
        assert earlier.notice == ""
        assert "yours is next" in second.notice
        # told at once, answered only when the first answer was whole
        assert second.first("notice") < earlier.last < second.first("answer")
        messages = (await client.get(f"/api/threads/{thread}/messages")).json()["items"]
        asked = [message["content"] for message in messages if message["role"] == "user"]
        assert asked == ["Tell me a long story about a river.", "What is the capital of France?"]
        assert [message["parent_id"] for message in messages] == [None, *(m["id"] for m in messages[:-1])]
        await client.delete(f"/api/threads/{thread}")


async def test_two_threads_do_not_wait_for_each_other(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        one, other = await _thread(client), await _thread(client)
        first = asyncio.create_task(_stream(client, one, "Tell me a long story about a river.", 150))
        await _begun(client, one)
        second = await _stream(client, other, "What is the capital of France?", 10)
        assert second.notice == ""
        assert second.last < (await first).last
        for thread in (one, other):
            await client.delete(f"/api/threads/{thread}")


async def test_a_waiting_question_whose_reader_leaves_is_never_asked(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        thread = await _thread(client)
        first = asyncio.create_task(_stream(client, thread, "Tell me a long story about a river.", 80))
        await _begun(client, thread)
        waiting = asyncio.create_task(_stream(client, thread, "Never mind.", 10))
        await asyncio.sleep(0.3)
        waiting.cancel()
        await first
        third = await _stream(client, thread, "What is the capital of France?", 10)
        assert third.first("answer")
        messages = (await client.get(f"/api/threads/{thread}/messages")).json()["items"]
        assert [m["content"] for m in messages if m["role"] == "user"] == [
            "Tell me a long story about a river.",
            "What is the capital of France?",
        ]
        await client.delete(f"/api/threads/{thread}")
