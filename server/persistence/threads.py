"""Threads and their messages, as people see them. The assistant's own memory is in LangGraph's checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.persistence.tables import MessageRow, ThreadRow, new_id, now

TITLE_CHARS = 60


def title_of(question: str) -> str:
    """The question's first line, at most 60 characters long."""
    line = question.strip().splitlines()[0].strip() if question.strip() else ""
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


def _iso(moment: datetime) -> str:
    # SQLite keeps no time zone: everything is written in UTC
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _thread(row: ThreadRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "created_at": _iso(row.created_at),
        "updated_at": _iso(row.updated_at),
    }


def _message(row: MessageRow) -> dict[str, Any]:
    extra = {key: value for key, value in (row.output or {}).items() if key not in ("answer", "message_id")}
    return extra | {
        "id": row.id,
        "thread_id": row.thread_id,
        "role": row.role,
        "status": row.status,
        "content": row.content,
        "created_at": _iso(row.created_at),
        "rating": row.rating,
    }


class Threads:
    """Synchronous store of threads; each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, title: str = "", thread_id: str | None = None) -> dict[str, Any]:
        with Session(self._engine) as session, session.begin():
            row = ThreadRow(id=thread_id or new_id(), title=title)
            session.add(row)
            session.flush()
            return _thread(row)

    def list(self, limit: int = 200, offset: int = 0) -> Sequence[dict[str, Any]]:
        """Threads, the most recently used first."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(ThreadRow).order_by(ThreadRow.updated_at.desc(), ThreadRow.id).limit(limit).offset(offset)
            )
            return [_thread(row) for row in rows]

    def get(self, thread_id: str) -> dict[str, Any]:
        with Session(self._engine) as session:
            return _thread(self._row(session, thread_id))

    def rename(self, thread_id: str, title: str) -> dict[str, Any]:
        with Session(self._engine) as session, session.begin():
            row = self._row(session, thread_id)
            row.title = title
            return _thread(row)

    def delete(self, thread_id: str) -> None:
        with Session(self._engine) as session, session.begin():
            session.delete(self._row(session, thread_id))

    def messages(self, thread_id: str) -> Sequence[dict[str, Any]]:
        """The thread's messages, oldest first; answers carry everything their output had."""
        with Session(self._engine) as session:
            self._row(session, thread_id)
            rows = session.scalars(
                select(MessageRow).where(MessageRow.thread_id == thread_id).order_by(MessageRow.position)
            )
            return [_message(row) for row in rows]

    def begin_turn(self, thread_id: str, question: str) -> str:
        """Stores the question and a pending answer in one transaction; returns the answer's message id."""
        with Session(self._engine) as session, session.begin():
            thread = self._row(session, thread_id)
            thread.updated_at = now()
            if not thread.title:
                thread.title = title_of(question)
            last = session.scalar(select(func.max(MessageRow.position)).where(MessageRow.thread_id == thread_id))
            position = 0 if last is None else last + 1
            answer = MessageRow(id=new_id(), thread_id=thread_id, position=position + 1, role="assistant")
            answer.status = "pending"
            session.add(MessageRow(thread_id=thread_id, position=position, role="user", content=question))
            session.add(answer)
            return answer.id

    def finish_turn(self, message_id: str, output: Mapping[str, Any]) -> None:
        """Stores the whole answer."""
        self._close(message_id, "complete", output)

    def interrupt_turn(self, message_id: str, output: Mapping[str, Any]) -> None:
        """Stores what there was of an answer when its reader went away, marked as interrupted."""
        self._close(message_id, "interrupted", output)

    def _close(self, message_id: str, status: str, output: Mapping[str, Any]) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(MessageRow)
                .where(MessageRow.id == message_id, MessageRow.status == "pending")
                .values(status=status, content=output.get("answer") or "", output=dict(output))
            )

    def mark_interrupted(self) -> int:
        """After a crash: answers still pending will never be whole. Returns how many there were."""
        with Session(self._engine) as session, session.begin():
            result = session.execute(
                update(MessageRow).where(MessageRow.status == "pending").values(status="interrupted")
            )
            return int(getattr(result, "rowcount", 0))

    def rate(self, message_id: str, rating: int, comment: str | None) -> dict[str, Any]:
        with Session(self._engine) as session, session.begin():
            row = session.get(MessageRow, message_id)
            if row is None or row.role != "assistant":
                raise NotFound(f"There is no answer with the id {message_id!r}.")
            row.rating, row.comment = rating, comment
            return {"message_id": message_id, "rating": rating, "comment": comment}

    def discard_empty(self, thread_id: str) -> None:
        """Removes the thread if it never got a message (its first turn was refused)."""
        with Session(self._engine) as session, session.begin():
            used = select(MessageRow.id).where(MessageRow.thread_id == thread_id).exists()
            session.execute(delete(ThreadRow).where(ThreadRow.id == thread_id, ~used))

    @staticmethod
    def _row(session: Session, thread_id: str) -> ThreadRow:
        row = session.get(ThreadRow, thread_id)
        if row is None:
            raise NotFound(f"There is no thread with the id {thread_id!r}. Leave it out to start a new one.")
        return row
