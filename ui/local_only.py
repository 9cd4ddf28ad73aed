"""Who may open the pages: a browser that was sent to a name of this machine, from one of our own pages.

Streamlit looks at the name for its WebSocket alone, and there lets in what comes from another port of this machine. A
name elsewhere that is made to point here (DNS rebinding) is told apart by nothing but the name.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "::1")


class LocalOnly:
    """ASGI middleware: a request or a WebSocket with a foreign Host or Origin gets a 403."""

    def __init__(self, app: ASGIApp, is_allowed: Callable[[str | None], bool]) -> None:
        self._app = app
        self._is_allowed = is_allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._is_ours(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
        else:
            refused = PlainTextResponse("These pages are for this machine alone.", HTTPStatus.FORBIDDEN)
            await refused(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or len(origins) > 1 or not self._is_allowed(hosts[0]):
            return False
        return all(_address(origin) == hosts[0].lower() for origin in origins)


def _address(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def install() -> None:
    """Put `LocalOnly` in front of all that Streamlit serves in this process; the names are `server.allowedHosts`."""
    from starlette.middleware import Middleware
    from streamlit.web.server.starlette import starlette_app
    from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

    usual = starlette_app.create_streamlit_middleware

    def with_ours() -> list[Middleware]:
        return [Middleware(LocalOnly, is_allowed=is_host_allowed), *usual()]

    starlette_app.create_streamlit_middleware = with_ours
