from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from agents.state import Turn
from server.persistence.checkpoints import Checkpoints, open_sqlite_checkpoints
from server.persistence.engine import migrate
from server.persistence.postgresql_checkpoints import open_postgresql_checkpoints
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript


@dataclass
class Conversation:
    """A thread as the assistant writes it and as people read it."""

    threads: Threads
    transcript: StoredTranscript
    thread_id: str

    def ask(self, question: str, answer: str = "", replaces: str | None = None) -> tuple[str, str]:
        """One whole turn; the answer's id and its branch."""
        begun = self.transcript.begin_turn(self.thread_id, question, replaces)
        memory = Turn(
            question=question, standalone=question, answer=answer, road="chat", database=None, sql=None
        )  # fmt: skip
        self.transcript.finish_turn(begun.message_id, {"answer": answer}, memory)
        return begun.message_id, begun.branch

    def shown(self) -> list[str]:
        return [message["content"] for message in self.threads.messages(self.thread_id)]

    def message(self, content: str) -> dict[str, Any]:
        return next(m for m in self.threads.messages(self.thread_id) if m["content"] == content)


@pytest.fixture
def engine(empty_engine: Engine) -> Engine:
    migrate(empty_engine)
    return empty_engine


OpenSaver = Callable[[], AbstractAsyncContextManager[Checkpoints]]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_saver(request: pytest.FixtureRequest, tmp_path: Path) -> OpenSaver:
    """Opens the checkpoints of one database, as often as it is called."""
    if request.param == "sqlite":
        return lambda: open_sqlite_checkpoints(tmp_path / "checkpoints.db")
    url = request.getfixturevalue("postgresql_url")
    return lambda: open_postgresql_checkpoints(url, lambda: None)


@pytest.fixture
async def saver(open_saver: OpenSaver) -> AsyncIterator[Checkpoints]:
    async with open_saver() as saver:
        yield saver


@pytest.fixture
def threads(engine: Engine) -> Threads:
    return Threads(engine)


@pytest.fixture
def transcript(engine: Engine) -> StoredTranscript:
    return StoredTranscript(engine)


@pytest.fixture
def talk(threads: Threads, transcript: StoredTranscript) -> Conversation:
    return Conversation(threads, transcript, threads.create()["id"])
