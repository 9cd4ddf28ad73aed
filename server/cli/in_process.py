"""The application as an HTTP transport inside this process, for commands that run without a server.

Answers arrive as they are written: httpx's own transport hands them over only when they are whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import httpx
from starlette.types import ASGIApp, Message, Scope

_PARTS_AHEAD = 8
_CLOSING_SECONDS = 5.0


class InProcessTransport(httpx.AsyncBaseTransport):
    """Runs an ASGI application; its lifespan is the caller's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response once it has begun. Raises what the application raises before that."""
        answer = _Answer(self._app, request)
        try:
            begun = await answer.next()
        except BaseException:
            await answer.aclose()
            raise
        return httpx.Response(begun["status"], headers=begun["headers"], stream=answer)


class _Answer(httpx.AsyncByteStream):
    """The body of an answer; closing it before its end tells the application that its client has gone."""

    def __init__(self, app: ASGIApp, request: httpx.Request) -> None:
        self._body = aiter(cast(httpx.AsyncByteStream, request.stream))
        self._body_ended = False
        self._gone = asyncio.Event()
        self._sent: asyncio.Queue[Message | None] = asyncio.Queue(_PARTS_AHEAD)
        self._task = asyncio.create_task(self._run(app, _scope(request)))

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._receive, self._send)
        finally:
            await self._send(None)

    async def _receive(self) -> Message:
        async for piece in self._body:
            return {"type": "http.request", "body": piece, "more_body": True}
        if not self._body_ended:
            self._body_ended = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message | None) -> None:
        if not self._gone.is_set():
            await self._sent.put(message)

    async def next(self) -> Message:
        """Return what the application sends next. Raises what it raises, `ReadError` when it stops too early."""
        message = await self._sent.get()
        if message is None:
            await self._task
            raise httpx.ReadError("The application ended before its answer did.")
        return message

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            part = await self.next()
            more = bool(part.get("more_body"))
            yield cast(bytes, part.get("body", b""))

    async def aclose(self) -> None:
        self._gone.set()
        while not self._sent.empty():
            # whoever waits for room to write in goes on, and finds that nobody reads
            self._sent.get_nowait()
        _, working = await asyncio.wait([self._task], timeout=_CLOSING_SECONDS)
        for task in working:
            task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            # the answer said what there was to say of it
            self._task.exception()


def _scope(request: httpx.Request) -> Scope:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": path,
        "query_string": query,
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
