"""Streams of a live server: they begin early, and the model stops when nobody listens."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.conftest import LiveServer

LONG = {
    "input": {"question": "Tell me a very long story about a river.", "route": "chat"},
    "config": {"configurable": {"max_tokens": 400}},
}


async def engine(client: httpx.AsyncClient) -> dict[str, Any]:
    models = (await client.get("/api/models")).json()["items"]
    loaded: dict[str, Any] = next(model for model in models if model["loaded"])
    return loaded


async def settled(client: httpx.AsyncClient) -> int:
    """Decoding steps once no request runs any more."""
    while (state := await engine(client))["running"]:
        await asyncio.sleep(0.1)
    return int(state["decoding_steps"])


@pytest.mark.parametrize("endpoint", ["stream", "stream_events", "stream_log"])
async def test_when_a_reader_leaves_a_stream_decoding_stops(demo_server: LiveServer, endpoint: str) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        before = await settled(client)
        async with client.stream("POST", f"/agent/{endpoint}", json=LONG) as response:
            seen = 0
            async for line in response.aiter_lines():
                seen += line.startswith("data:")
                if seen > 12:
                    break
        after = await settled(client)
        assert after - before < 200, "of 400 steps most must never have been computed"
        await asyncio.sleep(1)
        assert await settled(client) <= after + 1, "at most the step that was under way is finished"


async def test_when_the_caller_of_invoke_hangs_up_decoding_stops(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        before = await settled(client)
        asking = asyncio.create_task(client.post("/agent/invoke", json=LONG))
        while (await engine(client))["decoding_steps"] < before + 3:
            await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        after = await settled(client)
        assert after - before < 200
        await asyncio.sleep(1)
        assert await settled(client) <= after + 1, "at most the step that was under way is finished"


async def test_the_interrupted_answer_is_kept_and_marked(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        thread = (await client.post("/api/threads", json={})).json()["id"]
        call = LONG | {"config": {"configurable": {"thread_id": thread, "max_tokens": 400}}}
        text = ""
        async with client.stream("POST", "/agent/stream", json=call) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {") and "answer" in line:
                    text += json.loads(line[6:])["answer"]
                if len(text) > 20:
                    break
        answer: dict[str, Any] = {"status": "pending"}
        while answer["status"] == "pending":
            await asyncio.sleep(0.05)
            answer = (await client.get(f"/api/threads/{thread}/messages")).json()["items"][1]
        assert answer["status"] == "interrupted"
        assert answer["content"].startswith(text)


async def test_eight_readers_at_once_each_get_an_answer_of_their_own(demo_server: LiveServer) -> None:
    names = ["France", "Japan", "Italy", "Spain", "Germany", "Egypt", "China", "Greece"]

    async def ask(client: httpx.AsyncClient, name: str) -> str:
        call = {
            "input": {"question": f"What is the capital of {name}?", "route": "chat"},
            "config": {"configurable": {"max_tokens": 16}},
        }
        return str((await client.post("/agent/invoke", json=call)).json()["output"]["answer"])

    async with httpx.AsyncClient(base_url=demo_server.url, timeout=120) as client:
        together = await asyncio.gather(*(ask(client, name) for name in names))
        alone = [await ask(client, name) for name in names]
    # other batches round differently, so that the ends of long answers may differ
    assert [answer[:16] for answer in together] == [answer[:16] for answer in alone]
    assert "Tokyo" in together[1]


async def test_deleting_a_thread_ends_the_turn_in_it_and_leaves_nothing(demo_server: LiveServer) -> None:
    async with httpx.AsyncClient(base_url=demo_server.url, timeout=60) as client:
        thread = (await client.post("/api/threads", json={})).json()["id"]
        call = LONG | {"config": {"configurable": {"thread_id": thread, "max_tokens": 400}}}
        before = await settled(client)
        asking = asyncio.create_task(client.post("/agent/invoke", json=call))
        while (await engine(client))["running"] == 0:
            await asyncio.sleep(0.05)
        assert (await client.delete(f"/api/threads/{thread}")).status_code == 204
        assert await settled(client) - before < 200
        stopped = await asking
        assert (stopped.status_code, "deleted" in stopped.json()["detail"]) == (409, True)
        assert (await client.get(f"/api/threads/{thread}/messages")).status_code == 404
