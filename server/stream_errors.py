"""Tells whoever reads a stream what went wrong: LangServe writes "Internal Server Error" for everything."""

from __future__ import annotations

import asyncio
import json
import logging
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.messages import Language, in_language, language_of
from server.problems import sentence_of

logger = logging.getLogger(__name__)

_HIDDEN = b'{"status_code": 500, "message": "Internal Server Error"}'
_STOPPED = "The answer was stopped. Ask again when Sancha is running."


@dataclass
class _Failure:
    error: BaseException | None = None
    told: bool = False


_failure: ContextVar[_Failure | None] = ContextVar("stream_failure", default=None)


def note_failure(error: BaseException) -> None:
    """Remembers what ended the stream of this request."""
    failure = _failure.get()
    if failure is not None:
        failure.error = error


class TellStreamErrors:
    """ASGI middleware for POST requests under the given path prefixes."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self._app = app
        self._prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        failure = _Failure()

        async def telling(message: Message) -> None:
            body = message.get("body", b"")
            # inside an answer the quotes would be escaped
            if failure.error is not None and _HIDDEN in body:
                message = {**message, "body": body.replace(_HIDDEN, _told(failure.error, language_of(scope)))}
                failure.told = True
            await send(message)

        token = _failure.set(failure)
        try:
            await self._app(scope, receive, telling)
        except Exception as error:
            if not failure.told:
                raise
            # the stream said so: it ends as it should, and the log has the rest
            logger.warning("stream failed path=%s", scope["path"], exc_info=error)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            _failure.reset(token)


def _told(error: BaseException, language: Language) -> bytes:
    if isinstance(error, asyncio.CancelledError):
        status, sentence = HTTPStatus.SERVICE_UNAVAILABLE, _STOPPED
    else:
        status, sentence = sentence_of(error)
    return json.dumps({"status_code": status.value, "message": in_language(sentence, language)}).encode()
