"""Commands without a server talk to the application in their own process, a part at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import StreamingResponse

from server.cli.in_process import InProcessTransport

app = FastAPI()
sent: list[int] = []
ended: list[str] = []


@app.get("/endless")
async def endless(parts: int = 1_000_000) -> StreamingResponse:
    async def body() -> AsyncIterator[bytes]:
        try:
            for number in range(parts):
                sent.append(number)
                yield b"x" * 1000
                await asyncio.sleep(0)
        finally:
            ended.append("endless")

    return StreamingResponse(body(), headers={"x-kind": "stream"})


@app.post("/echo")
async def echo(request: Request, word: str = "") -> dict[str, str]:
    return {"body": (await request.body()).decode(), "word": word, "path": request.url.path}


@app.post("/upload/{name:path}")
async def upload(name: str, file: UploadFile) -> dict[str, int | str]:
    return {"name": name, "size": len(await file.read())}


@app.get("/broken")
async def broken() -> None:
    raise ZeroDivisionError


@app.get("/cut")
async def cut() -> StreamingResponse:
    async def body() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ZeroDivisionError

    return StreamingResponse(body())


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    sent.clear()
    ended.clear()
    async with httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://inside") as client:
        yield client


async def test_requests_arrive_whole_and_answers_too(client: httpx.AsyncClient) -> None:
    answer = await client.post("/echo?word=%E7%AB%99", content="变电站".encode())
    assert answer.json() == {"body": "变电站", "word": "站", "path": "/echo"}
    answer = await client.post("/upload/a%20b", files={"file": ("a.txt", b"y" * 300_000)})
    assert answer.json() == {"name": "a b", "size": 300_000}
    assert len((await client.get("/endless", params={"parts": 50})).content) == 50_000
    assert (await client.get("/nothing")).status_code == 404


async def test_an_answer_is_handed_over_while_it_is_written(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/endless") as response:
        assert response.headers["x-kind"] == "stream"
        async for _ in response.aiter_raw():
            break
        assert len(sent) < 50
    assert ended == ["endless"]


async def test_many_at_once_do_not_mix(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.post("/echo", content=str(n)) for n in range(30)))
    assert [answer.json()["body"] for answer in answers] == [str(n) for n in range(30)]


async def test_what_breaks_inside_is_an_answer_before_it_began_and_an_error_after(client: httpx.AsyncClient) -> None:
    assert (await client.get("/broken")).status_code == 500
    with pytest.raises(ZeroDivisionError):
        await client.get("/cut")
