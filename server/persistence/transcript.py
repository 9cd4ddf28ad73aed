"""Turns as they are written down: a question with its pending answer, then the answer; in branches where one is redone.

Each message names the one before it, so that a question edited or asked again starts a branch beside the old one.
"""

from __future__ import annotations

import contextlib
import typing
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, Text, cast, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from agents.dependencies import BegunTurn
from agents.state import Turn
from server.errors import NotFound
from server.persistence.tables import MessageRow, ThreadRow, new_id, now
from server.persistence.unavailable import DatabaseUnavailable

TITLE_CHARS = 60


def title_of(question: str) -> str:
    """The question's first line, at most 60 characters long."""
    line = question.strip().splitlines()[0].strip() if question.strip() else ""
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


class StoredTranscript:
    """The transcript in the application database; each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # answers that ended while the database was out of reach, with what there was of them
        self._owed: dict[str, Mapping[str, Any]] = {}

    def require(self, thread_id: str, message_id: str) -> None:
        """Raises `NotFound` unless the message is one of the thread."""
        with Session(self._engine) as session:
            _message(session, thread_id, message_id)

    def begin_turn(self, thread_id: str, question: str, replaces: str | None = None) -> BegunTurn:
        """Stores the question and a pending answer at the end of the open branch.

        With `replaces`, a question or answer of the thread, a new branch starts there: the same question is answered
        beside its earlier answer, another one stands beside the earlier question. Raises `NotFound`.
        """
        message_id = new_id()
        try:
            with Session(self._engine) as session, session.begin():
                branch = self._begun(session, thread_id, message_id, question, replaces)
        except DatabaseUnavailable:
            # it may have been stored all the same, and nobody will answer it
            with contextlib.suppress(DatabaseUnavailable):
                self.interrupt_turn(message_id, {})
            raise
        return BegunTurn(message_id, branch)

    def finish_turn(self, message_id: str, output: Mapping[str, Any], memory: Turn | None) -> None:
        """Stores the whole answer, and what later turns need of it."""
        self._close(message_id, "complete", output, memory)

    def interrupt_turn(self, message_id: str, output: Mapping[str, Any]) -> None:
        """Stores what there was of an answer when its reader went away, marked as interrupted."""
        try:
            try:
                self._close(message_id, "interrupted", output, None)
            except DatabaseUnavailable:
                # perhaps one connection only was lost
                self._close(message_id, "interrupted", output, None)
        except DatabaseUnavailable:
            self._owed[message_id] = output
            raise

    def settle(self) -> None:
        """Marks as interrupted what could not be marked while the database was out of reach."""
        for message_id in list(self._owed):
            self.interrupt_turn(message_id, self._owed.pop(message_id))

    def turns_before(self, message_id: str, limit: int) -> list[Turn]:
        """At most `limit` whole turns that lead to this answer, oldest first."""
        before = select(MessageRow.id, MessageRow.parent_id, literal(0).label("distance"))
        path = before.where(MessageRow.id == message_id).cte("path", recursive=True)
        further = select(MessageRow.id, MessageRow.parent_id, path.c.distance + 1)
        path = path.union_all(further.join(path, MessageRow.id == path.c.parent_id))
        nearest = (
            select(MessageRow.memory)
            .join(path, path.c.id == MessageRow.id)
            # a column of JSON that holds nothing holds its null
            .where(path.c.distance > 0, func.coalesce(cast(MessageRow.memory, Text), "null") != "null")
            .order_by(path.c.distance)
            .limit(limit)
        )
        with Session(self._engine) as session:
            return [typing.cast(Turn, memory) for memory in session.scalars(nearest)][::-1]

    def mark_interrupted(self) -> int:
        """After a crash: answers still pending will never be whole. Returns how many there were."""
        with Session(self._engine) as session, session.begin():
            result = session.execute(
                update(MessageRow).where(MessageRow.status == "pending").values(status="interrupted")
            )
            return int(getattr(result, "rowcount", 0))

    def _begun(self, session: Session, thread_id: str, message_id: str, question: str, replaces: str | None) -> str:
        """Adds the question and its pending answer; returns the branch that they are in."""
        thread, open_branch, last = _thread(session, thread_id)
        thread.updated_at = now()
        if not thread.title:
            thread.title = title_of(question)
        asked: MessageRow | None = None
        if replaces is None:
            parent, branch = thread.head_id, open_branch or thread.id
        else:
            old = _message(session, thread_id, replaces)
            if old.role == "assistant":
                old = _message(session, thread_id, old.parent_id or "")
            parent, branch = old.parent_id, new_id()
            asked = old if old.content == question else None
        position = 0 if last is None else last + 1
        # both rows name the same columns, so that one statement stores them
        if asked is None:
            asked = MessageRow(
                id=new_id(), thread_id=thread_id, position=position, role="user", status="complete",
                content=question, parent_id=parent, branch=branch,
            )  # fmt: skip
            session.add(asked)
            position += 1
        answer = MessageRow(
            id=message_id, thread_id=thread_id, position=position, role="assistant", status="pending",
            content="", parent_id=asked.id, branch=branch,
        )  # fmt: skip
        session.add(answer)
        thread.head_id = answer.id
        return branch

    def _close(self, message_id: str, status: str, output: Mapping[str, Any], memory: Turn | None) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(MessageRow)
                .where(MessageRow.id == message_id, MessageRow.status == "pending")
                .values(status=status, content=output.get("answer") or "", output=dict(output), memory=memory)
                .execution_options(synchronize_session=False)
            )


def _thread(session: Session, thread_id: str) -> tuple[ThreadRow, str | None, int | None]:
    """The thread, kept from other writers, with the branch that is open and its last position; in one round trip."""
    head = aliased(MessageRow)
    last = select(func.max(MessageRow.position)).where(MessageRow.thread_id == thread_id).scalar_subquery()
    found = session.execute(
        select(ThreadRow, head.branch, last)
        .outerjoin(head, head.id == ThreadRow.head_id)
        .where(ThreadRow.id == thread_id)
        .with_for_update(of=ThreadRow)
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no thread with the id {thread_id!r}. Leave it out to start a new one.")
    return found[0], found[1], found[2]


def _message(session: Session, thread_id: str, message_id: str) -> MessageRow:
    row = session.get(MessageRow, message_id)
    if row is None or row.thread_id != thread_id:
        raise NotFound(f"There is no message with the id {message_id!r} in this thread.")
    return row
