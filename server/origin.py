"""Refuses requests that a foreign web page makes a local browser send (CSRF against a server on loopback)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.problems import problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class SameOriginOnly:
    """ASGI middleware: an unsafe method with an `Origin` that is not this machine gets a 403."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            origin = Headers(scope=scope).get("origin")
            if origin is not None and urlsplit(origin).hostname not in LOCAL:
                refused = problem(HTTPStatus.FORBIDDEN, f"Requests from web pages of {origin} are not accepted.")
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)
