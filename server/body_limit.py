"""Refuses request bodies that are too large while they arrive, before they fill memory or disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import problem

SLACK_BYTES = 1024 * 1024
"""Room for the multipart envelope of an upload, and the limit of everything that is no upload."""


@dataclass(frozen=True)
class Limit:
    """The most bytes that a multipart body holds, and the setting that says so."""

    bytes: int
    setting: str


class BodyLimit:
    """ASGI middleware: at most `uploads` for multipart bodies, or what `paths` gives their path; 1 MiB for all others.

    More is a 413.
    """

    def __init__(self, app: ASGIApp, uploads: Limit, paths: Mapping[str, Limit]) -> None:
        self._app = app
        self._uploads = uploads
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit, advice = SLACK_BYTES, "Send less at once."
        if headers.get("content-type", "").startswith("multipart/"):
            uploads = self._paths.get(scope["path"], self._uploads)
            limit, advice = limit + uploads.bytes, f"Send less at once, or raise {uploads.setting}."
        sentence = f"The request is larger than {limit // SLACK_BYTES:,} MB. {advice}"
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
