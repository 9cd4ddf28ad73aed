"""A typed client of the HTTP API: the only door between the pages and the server."""

import json
from collections.abc import AsyncGenerator, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar
from urllib.parse import quote

import httpx

from ui import schemas
from ui.errors import ApiError, ServerUnreachable
from ui.stream import add_up, error_sentence, events

S = TypeVar("S", bound=schemas.Shape)
REQUEST_TIMEOUT = httpx.Timeout(60, connect=5)
# a model may think for minutes before its first token; only reaching the server has a limit
STREAM_TIMEOUT = httpx.Timeout(None, connect=5)


class SanchaClient:
    """Every method returns parsed shapes or raises `ApiError` (`ServerUnreachable` when nobody answers)."""

    def __init__(self, base_url: str, transport: httpx.BaseTransport | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        # trust_env off: a proxy set for the internet must not see what is asked of our own server
        self._http = httpx.Client(base_url=self.base_url, timeout=REQUEST_TIMEOUT, transport=transport, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    # -- asking

    async def stream(self, question: schemas.Question, thread_id: str | None) -> AsyncGenerator[schemas.Answer]:
        """The answer so far, again after each part; closing the iterator hangs up, which stops the model.

        Without a `thread_id` the server starts a thread, and the first part tells its id.
        """
        configurable = {} if thread_id is None else {"thread_id": thread_id}
        body = {"input": question.model_dump(), "config": {"configurable": configurable}}
        total: dict[str, Any] = {}
        http = httpx.AsyncClient(base_url=self.base_url, timeout=STREAM_TIMEOUT, trust_env=False)
        try:
            async with http, http.stream("POST", "/agent/stream", json=body) as response:
                if response.is_error:
                    await response.aread()
                    raise problem(response)
                async for event in events(response.aiter_lines()):
                    if event.name == "error":
                        raise ApiError(error_sentence(event.data), status=500)
                    if event.name == "end":
                        return
                    if event.name == "data":
                        total = add_up(total, json.loads(event.data))
                        yield schemas.Answer.model_validate(total)
        except httpx.TransportError as error:
            raise ServerUnreachable(self.base_url) from error
        except ValueError as error:
            raise ApiError("The server sent something this page does not understand.") from error

    # -- threads

    def threads(self) -> list[schemas.Thread]:
        return self._items(schemas.Thread, "/api/threads")

    def create_thread(self, title: str = "") -> schemas.Thread:
        return schemas.Thread.model_validate(self._call("POST", "/api/threads", json={"title": title}))

    def rename_thread(self, thread_id: str, title: str) -> None:
        self._call("PATCH", _path("threads", thread_id), json={"title": title})

    def delete_thread(self, thread_id: str) -> None:
        self._call("DELETE", _path("threads", thread_id))

    def messages(self, thread_id: str) -> list[schemas.Message]:
        return self._items(schemas.Message, _path("threads", thread_id, "messages"))

    def rate(self, message_id: str, rating: int, comment: str | None = None) -> None:
        body = {"rating": rating} if comment is None else {"rating": rating, "comment": comment}
        self._call("POST", _path("messages", message_id, "feedback"), json=body)

    # -- knowledge bases

    def knowledge_bases(self) -> list[schemas.KnowledgeBase]:
        return self._items(schemas.KnowledgeBase, "/api/knowledge-bases")

    def create_knowledge_base(self, name: str, description: str = "") -> None:
        self._call("POST", "/api/knowledge-bases", json={"name": name, "description": description})

    def delete_knowledge_base(self, name: str) -> None:
        self._call("DELETE", _path("knowledge-bases", name))

    def documents(self, name: str) -> list[schemas.Document]:
        return self._items(schemas.Document, _path("knowledge-bases", name, "documents"))

    def upload(self, name: str, files: Sequence[tuple[str, BinaryIO | bytes]]) -> list[schemas.Job]:
        """One ingestion job per file; `files` are (file name, content)."""
        parts = [("file", (filename, content)) for filename, content in files]
        body = self._call("POST", _path("knowledge-bases", name, "documents"), files=parts)
        return [schemas.Job.model_validate(item) for item in body["items"]]

    def delete_document(self, name: str, document_id: str) -> None:
        self._call("DELETE", _path("knowledge-bases", name, "documents", document_id))

    def document_text(self, name: str, document_id: str, span: tuple[int, int] | None = None) -> schemas.DocumentText:
        """The whole text, or the characters of `span`."""
        params = {} if span is None else {"start": span[0], "end": span[1]}
        path = _path("knowledge-bases", name, "documents", document_id, "text")
        return schemas.DocumentText.model_validate(self._call("GET", path, params=params))

    def search(self, name: str, query: str, k: int = 5) -> list[schemas.Passage]:
        body = self._call("POST", _path("knowledge-bases", name, "search"), json={"query": query, "k": k})
        return [schemas.Passage.model_validate(item) for item in body["items"]]

    def job(self, job_id: str) -> schemas.Job:
        return schemas.Job.model_validate(self._call("GET", _path("jobs", job_id)))

    def cancel_job(self, job_id: str) -> None:
        self._call("DELETE", _path("jobs", job_id))

    # -- databases

    def databases(self) -> list[schemas.Database]:
        return self._items(schemas.Database, "/api/databases")

    def connect_database(self, name: str, url: str) -> None:
        self._call("POST", "/api/databases", json={"name": name, "url": url})

    def disconnect_database(self, name: str) -> None:
        self._call("DELETE", _path("databases", name))

    def schema(self, name: str) -> schemas.Schema:
        return schemas.Schema.model_validate(self._call("GET", _path("databases", name, "schema")))

    def query(self, name: str, sql: str) -> schemas.Rows:
        body = self._call("POST", _path("databases", name, "query"), json={"sql": sql})
        return schemas.Rows.model_validate(body)

    # -- the server itself

    def models(self) -> list[schemas.Model]:
        return self._items(schemas.Model, "/api/models")

    def system(self) -> schemas.System:
        return schemas.System.model_validate(self._call("GET", "/api/system"))

    def readiness(self) -> schemas.Readiness:
        """Whether the server can answer yet; a 503 of `/ready` is an answer here, not an error."""
        response = self._send("GET", "/ready")
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return schemas.Readiness(ready=False, detail=problem(response).detail)
        if response.is_error:
            raise problem(response)
        return schemas.Readiness(ready=True)

    # -- wire

    def _items(self, shape: type[S], path: str) -> list[S]:
        return [shape.model_validate(item) for item in self._call("GET", path)["items"]]

    def _call(self, method: str, path: str, **options: Any) -> Any:
        response = self._send(method, path, **options)
        if response.is_error:
            raise problem(response)
        return response.json() if response.content else {}

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise ServerUnreachable(self.base_url) from error


def problem(response: httpx.Response) -> ApiError:
    """The error that a response's problem details (RFC 9457) tell, or its bare status where it tells none."""
    body = _json_object(response)
    detail = body.get("detail") or body.get("message") or body.get("title")
    if not isinstance(detail, str):
        detail = f"{response.status_code} {response.reason_phrase}"
    return ApiError(detail, title=str(body.get("title") or ""), status=response.status_code)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _path(*parts: str) -> str:
    return "/api/" + "/".join(quote(part, safe="") for part in parts)
