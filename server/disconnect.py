"""Cancels a request's work when its client hangs up before the answer.

Streaming responses notice by themselves; a plain `invoke` would decode to the end for nobody.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CancelOnDisconnect:
    """ASGI middleware for POST requests under the given path prefixes."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self._app = app
        self._prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        inbox: asyncio.Queue[Message] = asyncio.Queue()
        started = gone = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        async def read() -> None:
            nonlocal gone
            while True:
                message = await receive()
                await inbox.put(message)
                if message["type"] == "http.disconnect":
                    if not started:
                        gone = True
                        work.cancel()
                    return

        work = asyncio.ensure_future(self._app(scope, inbox.get, watched_send))
        reader = asyncio.ensure_future(read())
        try:
            await work
        except asyncio.CancelledError:
            # the client is gone: there is nobody to tell; our own cancellation goes on as usual
            if not gone:
                work.cancel()
                raise
        finally:
            reader.cancel()
