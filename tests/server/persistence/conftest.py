from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from agents.state import Turn
from server.persistence.engine import migrate, open_engine
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
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(tmp_path / "app.db")
    migrate(engine)
    return engine


@pytest.fixture
def threads(engine: Engine) -> Threads:
    return Threads(engine)


@pytest.fixture
def transcript(engine: Engine) -> StoredTranscript:
    return StoredTranscript(engine)


@pytest.fixture
def talk(threads: Threads, transcript: StoredTranscript) -> Conversation:
    return Conversation(threads, transcript, threads.create()["id"])
