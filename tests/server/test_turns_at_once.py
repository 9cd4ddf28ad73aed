"""Turns at the same time over HTTP: those of one thread take turns, those of two threads do not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conftest import LiveServer


@dataclass
class Heard:
    """A stream's parts, as they come."""

    parts: list[dict[str, Any]] = field(default_factory=list)

    def said(self, key: str) -> str:
        return "".join(part.get(key) or "" for part in self.parts)


async def _stream(
    client: httpx.AsyncClient,
    thread: str,
    question: str,
    tokens: int,
    heard: Heard | None = None,
    at_first_word: Callable[[], Awaitable[None]] | None = None,
) -> Heard:
    body = {
        "input": {"question": question, "route": "chat"},
        "config": {"configurable": {"thread_id": thread, "max_tokens": tokens}},
    }
    heard = heard or Heard()
    async with client.stream("POST", "/agent/stream", json=body) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                was_silent = not heard.said("answer")
                heard.parts.append(json.loads(line[6:]))
                if was_silent and heard.said("answer") and at_first_word is not None:
                    await at_first_word()
    return heard


async def _thread(client: httpx.AsyncClient) -> str:
    return str((await client.post("/api/threads", json={})).json()["id"])


async def _statuses(client: httpx.AsyncClient, thread: str) -> list[str]:
    """Of the thread's answers, the oldest first."""
    messages = (await client.get(f"/api/threads/{thread}/messages")).json()["items"]
    return [message["status"] for message in messages if message["role"] == "assistant"]


async def _begun(client: httpx.AsyncClient, thread: str) -> None:
    while len((await client.get(f"/api/threads/{thread}/messages")).json()["items"]) < 2:
        await asyncio.sleep(0.02)


async def test_a_second_question_of_a_thread_waits_is_told_so_and_comes_after(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        thread = await _thread(client)
        first = asyncio.create_task(_stream(client, thread, "Tell me a long story about a river.", 80))
        await _begun(client, thread)
        at_first_word: list[str] = []

        async def look() -> None:
            at_first_word.extend(await _statuses(client, thread))

        second = await _stream(client, thread, "What is the capital of France?", 10, at_first_word=look)
        assert (await first).said("notice") == ""
        # told at once, begun and answered only when the first answer was whole
        assert "yours is next" in second.said("notice")
        keys = [key for part in second.parts for key in part]
        assert keys.index("notice") < keys.index("message_id")
        assert at_first_word[0] == "complete"
        messages = (await client.get(f"/api/threads/{thread}/messages")).json()["items"]
        asked = [message["content"] for message in messages if message["role"] == "user"]
        assert asked == ["Tell me a long story about a river.", "What is the capital of France?"]
        assert [message["parent_id"] for message in messages] == [None, *(m["id"] for m in messages[:-1])]
        await client.delete(f"/api/threads/{thread}")


async def test_two_threads_do_not_wait_for_each_other(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        one, other = await _thread(client), await _thread(client)
        first = asyncio.create_task(_stream(client, one, "Tell me a long story about a river.", 400))
        await _begun(client, one)
        second = await _stream(client, other, "What is the capital of France?", 10)
        assert second.said("notice") == ""
        assert await _statuses(client, one) == ["pending"]
        first.cancel()
        for thread in (one, other):
            await client.delete(f"/api/threads/{thread}")


async def test_a_waiting_question_whose_reader_leaves_is_never_asked(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        thread = await _thread(client)
        first = asyncio.create_task(_stream(client, thread, "Tell me a long story about a river.", 80))
        await _begun(client, thread)
        told = Heard()
        waiting = asyncio.create_task(_stream(client, thread, "Never mind.", 10, told))
        while not told.said("notice"):
            await asyncio.sleep(0.01)
        waiting.cancel()
        await first
        third = await _stream(client, thread, "What is the capital of France?", 10)
        assert third.said("answer")
        messages = (await client.get(f"/api/threads/{thread}/messages")).json()["items"]
        assert [m["content"] for m in messages if m["role"] == "user"] == [
            "Tell me a long story about a river.",
            "What is the capital of France?",
        ]
        await client.delete(f"/api/threads/{thread}")
