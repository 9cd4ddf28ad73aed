"""Refuses request bodies that are too large while they arrive, before they fill memory or disk."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import problem

SLACK_BYTES = 1024 * 1024
"""Room for the multipart envelope of an upload, and the limit of everything that is no upload."""


class BodyLimit:
    """ASGI middleware: at most `upload_bytes` for multipart bodies, 1 MiB for all others; more is a 413."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_upload = headers.get("content-type", "").startswith("multipart/")
        limit = SLACK_BYTES + (self._upload_bytes if is_upload else 0)
        sentence = f"The request is larger than {limit // SLACK_BYTES:,} MB. Send less at once."
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
            return message

        await self._app(scope, counted, send)
