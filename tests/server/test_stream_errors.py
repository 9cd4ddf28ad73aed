"""A stream that fails says why, and ends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
from fastapi import FastAPI
from langchain_core.runnables import RunnableGenerator
from langserve import add_routes

from knowledge.errors import EmbedderUnavailable
from server.stream_errors import TellStreamErrors, note_failure


def application(error: BaseException) -> FastAPI:
    async def run(inputs: AsyncIterator[str]) -> AsyncIterator[str]:
        async for _ in inputs:
            yield "begun "
            note_failure(error)
            raise error

    app = FastAPI()
    add_routes(app, RunnableGenerator(run).with_types(input_type=str, output_type=str), path="/agent")
    app.add_middleware(TellStreamErrors, prefixes=("/agent/",))
    return app


CASES = [
    (EmbedderUnavailable('Fetch the "weights".'), 503, 'Fetch the "weights".'),
    (ZeroDivisionError("secret"), 500, "log has the details"),
]


async def test_the_error_event_has_our_sentence_and_no_other() -> None:
    for error, status, words in CASES:
        transport = httpx.ASGITransport(app=application(error))
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            text = (await client.post("/agent/stream", json={"input": "x"})).text
        assert "begun" in text
        told = json.loads(text.split("event: error")[1].split("data: ")[1].splitlines()[0])
        assert told["status_code"] == status
        assert words in told["message"]
        assert "secret" not in text
