from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import uvicorn
from fastapi import FastAPI, Request

from server.disconnect import CancelOnDisconnect


@dataclass
class Work:
    """What the request at work waits for, and how it ended."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Queue[str] = field(default_factory=asyncio.Queue)


@contextlib.asynccontextmanager
async def served(work: Work) -> AsyncIterator[tuple[uvicorn.Server, str]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app_that_works(work), log_level="error"))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.02)
        yield server, f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


def app_that_works(work: Work) -> FastAPI:
    app = FastAPI()

    @app.post("/agent/invoke")
    @app.post("/other")
    async def at_work(request: Request) -> dict[str, int]:
        body = await request.body()
        work.begun.set()
        try:
            await work.go_on.wait()
        except asyncio.CancelledError:
            work.ended.put_nowait("cancelled")
            raise
        work.ended.put_nowait("finished")
        return {"bytes": len(body)}

    app.add_middleware(CancelOnDisconnect, prefixes=("/agent/",))
    return app


async def hang_up(server: uvicorn.Server, url: str, work: Work) -> None:
    """Asks, and leaves as soon as the work has begun; returns when the server knows."""
    async with httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.post(url, content=b"x"))
        await work.begun.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    while server.server_state.connections:
        await asyncio.sleep(0.02)


async def test_work_ends_when_the_client_hangs_up() -> None:
    work = Work()
    async with served(work) as (server, url):
        await hang_up(server, f"{url}/agent/invoke", work)
        assert await asyncio.wait_for(work.ended.get(), 60) == "cancelled"


async def test_work_of_a_patient_client_is_answered_whole() -> None:
    work = Work()
    work.go_on.set()
    async with served(work) as (_, url), httpx.AsyncClient() as client:
        response = await client.post(f"{url}/agent/invoke", content=b"x" * 300_000)
        assert response.json() == {"bytes": 300_000}
        assert work.ended.get_nowait() == "finished"


async def test_other_paths_are_left_alone() -> None:
    work = Work()
    async with served(work) as (server, url):
        await hang_up(server, f"{url}/other", work)
        await asyncio.sleep(0.2)
        work.go_on.set()
        assert await asyncio.wait_for(work.ended.get(), 60) == "finished"
