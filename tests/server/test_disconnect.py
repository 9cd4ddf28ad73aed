from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import uvicorn
from fastapi import FastAPI, Request

from server.disconnect import CancelOnDisconnect
from tests.conftest import free_port


@contextlib.asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


def app_that_works(log: list[str]) -> FastAPI:
    app = FastAPI()

    @app.post("/agent/invoke")
    @app.post("/other")
    async def work(request: Request) -> dict[str, int]:
        body = await request.body()
        try:
            await asyncio.sleep(0.6)
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        log.append("finished")
        return {"bytes": len(body)}

    app.add_middleware(CancelOnDisconnect, prefixes=("/agent/",))
    return app


async def test_work_ends_when_the_client_hangs_up() -> None:
    log: list[str] = []
    async with served(app_that_works(log)) as url, httpx.AsyncClient() as client:
        with contextlib.suppress(httpx.ReadTimeout):
            await client.post(f"{url}/agent/invoke", content=b"x", timeout=0.2)
        await asyncio.sleep(0.2)
        assert log == ["cancelled"]


async def test_work_of_a_patient_client_is_answered_whole() -> None:
    log: list[str] = []
    async with served(app_that_works(log)) as url, httpx.AsyncClient() as client:
        response = await client.post(f"{url}/agent/invoke", content=b"x" * 300_000)
        assert response.json() == {"bytes": 300_000}
        assert log == ["finished"]


async def test_other_paths_are_left_alone() -> None:
    log: list[str] = []
    async with served(app_that_works(log)) as url, httpx.AsyncClient() as client:
        with contextlib.suppress(httpx.ReadTimeout):
            await client.post(f"{url}/other", content=b"x", timeout=0.2)
        await asyncio.sleep(0.8)
        assert log == ["finished"]
