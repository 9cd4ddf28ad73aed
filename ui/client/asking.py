"""Asking a question, and the answer as it grows."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx

from ui import schemas
from ui.client.connection import Connection, path_of, problem
from ui.errors import ApiError, NotUnderstood, ServerUnreachable
from ui.stream import add_up, error_sentence, events

# a model may think for minutes before its first token; only reaching the server has a limit
STREAM_TIMEOUT = httpx.Timeout(None, connect=5)


class Asking(Connection):
    """Questions, threads and their answers."""

    async def stream(self, question: schemas.Question, thread_id: str | None) -> AsyncGenerator[schemas.Answer]:
        """The answer so far, again after each part; closing the iterator hangs up, which stops the model.

        Without a `thread_id` the server starts a thread, and the first part tells its id.
        """
        chosen = {"thread_id": thread_id, "replaces": question.replaces}
        configurable = {name: value for name, value in chosen.items() if value is not None}
        body = {"input": question.model_dump(), "config": {"configurable": configurable}}
        total: dict[str, Any] = {}
        http = httpx.AsyncClient(base_url=self.base_url, headers=self.headers, timeout=STREAM_TIMEOUT, trust_env=False)
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
            raise ServerUnreachable(self.base_url, self.language) from error
        except ValueError as error:
            raise NotUnderstood(self.language) from error

    def threads(self) -> list[schemas.Thread]:
        return self.items_of(schemas.Thread, "/api/threads")

    def create_thread(self, title: str = "") -> schemas.Thread:
        return schemas.Thread.model_validate(self.call("POST", "/api/threads", json={"title": title}))

    def rename_thread(self, thread_id: str, title: str) -> None:
        self.call("PATCH", path_of("threads", thread_id), json={"title": title})

    def delete_thread(self, thread_id: str) -> None:
        self.call("DELETE", path_of("threads", thread_id))

    def messages(self, thread_id: str) -> list[schemas.Message]:
        return self.items_of(schemas.Message, path_of("threads", thread_id, "messages"))

    def correct_route(self, message_id: str, road: str) -> None:
        """Tells which road the answer's question should have taken."""
        self.call("POST", path_of("messages", message_id, "feedback"), json={"route": road})

    def open_branch(self, thread_id: str, message_id: str) -> None:
        """Shows the branch that the message is in."""
        self.call("POST", path_of("threads", thread_id, "branch"), json={"message_id": message_id})

    def rate(self, message_id: str, rating: int, comment: str | None = None) -> None:
        body = {"rating": rating} if comment is None else {"rating": rating, "comment": comment}
        self.call("POST", path_of("messages", message_id, "feedback"), json=body)
