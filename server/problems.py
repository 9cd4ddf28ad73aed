"""Errors as problem details (RFC 9457), mapped once for every route."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

import agents.errors
import knowledge.errors
import llm.errors
import server.errors
import tools.errors
from server.messages import in_language, language_of

logger = logging.getLogger(__name__)

_INVALID = "The request is not valid."

_ROOTS = (
    server.errors.ServerError,
    agents.errors.AgentError,
    knowledge.errors.KnowledgeError,
    llm.errors.LlmError,
    tools.errors.ToolError,
)
STATUS: dict[type[Exception], HTTPStatus] = {
    agents.errors.TurnStopped: HTTPStatus.CONFLICT,
    server.errors.NotFound: HTTPStatus.NOT_FOUND,
    server.errors.Conflict: HTTPStatus.CONFLICT,
    server.errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    server.errors.NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    server.errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    knowledge.errors.NotFound: HTTPStatus.NOT_FOUND,
    knowledge.errors.Conflict: HTTPStatus.CONFLICT,
    knowledge.errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    knowledge.errors.UnreadableDocument: HTTPStatus.UNPROCESSABLE_ENTITY,
    knowledge.errors.FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    knowledge.errors.EmbedderUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    knowledge.errors.RerankerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    knowledge.errors.VectorStoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    knowledge.errors.DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
    llm.errors.UnknownModel: HTTPStatus.NOT_FOUND,
    llm.errors.WeightsError: HTTPStatus.CONFLICT,
    llm.errors.CatalogError: HTTPStatus.CONFLICT,
    llm.errors.EngineClosed: HTTPStatus.SERVICE_UNAVAILABLE,
    llm.errors.InvalidSampling: HTTPStatus.UNPROCESSABLE_ENTITY,
    llm.errors.PromptTooLong: HTTPStatus.UNPROCESSABLE_ENTITY,
    llm.errors.EngineOverloaded: HTTPStatus.TOO_MANY_REQUESTS,
    tools.errors.UnknownDatabase: HTTPStatus.NOT_FOUND,
    tools.errors.UnsupportedDatabase: HTTPStatus.UNPROCESSABLE_ENTITY,
    tools.errors.DatabaseUnreachable: HTTPStatus.UNPROCESSABLE_ENTITY,
    tools.errors.QueryTimeout: HTTPStatus.REQUEST_TIMEOUT,
    tools.errors.QueryError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def _status_of(error: Exception) -> HTTPStatus:
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def sentence_of(error: BaseException) -> tuple[HTTPStatus, str]:
    """The status and the sentence for the user of any error; what is not ours says nothing of itself."""
    if isinstance(error, _ROOTS):
        return _status_of(error), str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = "the data folder or that of temporary files"
        return HTTPStatus.INSUFFICIENT_STORAGE, f"The disk of {where} is full. Free some space and try again."
    return HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke inside Sancha; the server's log has the details."


class ProblemResponse(JSONResponse):
    """Problem details that are put into the language of the request when they are sent."""

    media_type = "application/problem+json"

    def __init__(self, status: HTTPStatus, details: Sequence[str]) -> None:
        self._status = status
        self._details = details
        super().__init__(self._content("; ".join(details), status.phrase), status.value)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = language_of(scope)
        if language != "en":
            details = [in_language(detail, language) for detail in self._details]
            self.body = self.render(self._content("；".join(details), in_language(self._status.phrase, language)))
            self.headers["content-length"] = str(len(self.body))
            self.headers["content-language"] = language
        await super().__call__(scope, receive, send)

    def _content(self, detail: str, title: str) -> dict[str, Any]:
        return {"type": "about:blank", "title": title, "status": self._status.value, "detail": detail}


def problem(status: HTTPStatus, *details: str) -> ProblemResponse:
    """A problem-details response with `type`, `title`, `status` and, from one or several sentences, `detail`."""
    return ProblemResponse(status, details)


def _sentence(error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path"))
    message = str(error.get("msg", "is not valid")).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


async def _on_domain_error(request: Request, error: Exception) -> JSONResponse:
    status = _status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("request failed path=%s error=%s", request.url.path, error, exc_info=error)
    return problem(status, str(error))


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    raw = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [e if isinstance(e, dict) else {"msg": str(e)} for e in raw]
    sentences = [_sentence(e) for e in errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, *(sentences or [_INVALID]))


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    detail = str(error.detail)
    if detail == status.phrase:
        detail = f"{status.phrase}: {request.method} {request.url.path}. /docs lists what there is."
    response = problem(status, detail)
    response.headers.update(error.headers or {})
    return response


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    status, sentence = sentence_of(error)
    logger.error("unexpected error path=%s", request.url.path, exc_info=error)
    return problem(status, sentence)


def install(app: FastAPI) -> None:
    """Registers the handlers for every room's error tree on `app`."""
    for root in _ROOTS:
        app.add_exception_handler(root, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    for unexpected in (OSError, Exception):
        app.add_exception_handler(unexpected, _on_unexpected)
