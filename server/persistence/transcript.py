"""Turns as they are written down: a question with its pending answer, then the answer; in branches where one is redone.

Each message names the one before it, so that a question edited or asked again starts a branch beside the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from agents.dependencies import BegunTurn
from agents.state import Turn
from server.errors import NotFound
from server.persistence.tables import MessageRow, ThreadRow, new_id, now

TITLE_CHARS = 60


def title_of(question: str) -> str:
    """The question's first line, at most 60 characters long."""
    line = question.strip().splitlines()[0].strip() if question.strip() else ""
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


class StoredTranscript:
    """The transcript in the application database; each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def require(self, thread_id: str, message_id: str) -> None:
        """Raises `NotFound` unless the message is one of the thread."""
        with Session(self._engine) as session:
            _message(session, thread_id, message_id)

    def begin_turn(self, thread_id: str, question: str, replaces: str | None = None) -> BegunTurn:
        """Stores the question and a pending answer at the end of the open branch.

        With `replaces`, a question or answer of the thread, a new branch starts there: the same question is answered
        beside its earlier answer, another one stands beside the earlier question. Raises `NotFound`.
        """
        with Session(self._engine) as session, session.begin():
            thread = _thread(session, thread_id)
            thread.updated_at = now()
            if not thread.title:
                thread.title = title_of(question)
            asked: MessageRow | None = None
            if replaces is None:
                parent, branch = thread.head_id, self._branch(session, thread)
            else:
                old = _message(session, thread_id, replaces)
                if old.role == "assistant":
                    old = _message(session, thread_id, old.parent_id or "")
                parent, branch = old.parent_id, new_id()
                asked = old if old.content == question else None
            position = _next_position(session, thread_id)
            if asked is None:
                asked = MessageRow(
                    id=new_id(), thread_id=thread_id, position=position, role="user", content=question,
                    parent_id=parent, branch=branch,
                )  # fmt: skip
                session.add(asked)
                position += 1
            answer = MessageRow(
                id=new_id(), thread_id=thread_id, position=position, role="assistant", status="pending",
                parent_id=asked.id, branch=branch,
            )  # fmt: skip
            session.add(answer)
            thread.head_id = answer.id
            return BegunTurn(answer.id, branch)

    def finish_turn(self, message_id: str, output: Mapping[str, Any], memory: Turn | None) -> None:
        """Stores the whole answer, and what later turns need of it."""
        self._close(message_id, "complete", output, memory)

    def interrupt_turn(self, message_id: str, output: Mapping[str, Any]) -> None:
        """Stores what there was of an answer when its reader went away, marked as interrupted."""
        self._close(message_id, "interrupted", output, None)

    def turns_before(self, message_id: str, limit: int) -> list[Turn]:
        """At most `limit` whole turns that lead to this answer, oldest first."""
        turns: list[Turn] = []
        with Session(self._engine) as session:
            row = session.get(MessageRow, message_id)
            while row is not None and len(turns) < limit:
                row = session.get(MessageRow, row.parent_id) if row.parent_id else None
                if row is not None and row.memory:
                    turns.append(cast(Turn, row.memory))
        return turns[::-1]

    def mark_interrupted(self) -> int:
        """After a crash: answers still pending will never be whole. Returns how many there were."""
        with Session(self._engine) as session, session.begin():
            result = session.execute(
                update(MessageRow).where(MessageRow.status == "pending").values(status="interrupted")
            )
            return int(getattr(result, "rowcount", 0))

    def _close(self, message_id: str, status: str, output: Mapping[str, Any], memory: Turn | None) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(MessageRow)
                .where(MessageRow.id == message_id, MessageRow.status == "pending")
                .values(status=status, content=output.get("answer") or "", output=dict(output), memory=memory)
            )

    @staticmethod
    def _branch(session: Session, thread: ThreadRow) -> str:
        head = session.get(MessageRow, thread.head_id) if thread.head_id else None
        return head.branch if head is not None else thread.id


def _thread(session: Session, thread_id: str) -> ThreadRow:
    row = session.get(ThreadRow, thread_id)
    if row is None:
        raise NotFound(f"There is no thread with the id {thread_id!r}. Leave it out to start a new one.")
    return row


def _message(session: Session, thread_id: str, message_id: str) -> MessageRow:
    row = session.get(MessageRow, message_id)
    if row is None or row.thread_id != thread_id:
        raise NotFound(f"There is no message with the id {message_id!r} in this thread.")
    return row


def _next_position(session: Session, thread_id: str) -> int:
    last = session.scalar(select(func.max(MessageRow.position)).where(MessageRow.thread_id == thread_id))
    return 0 if last is None else last + 1
