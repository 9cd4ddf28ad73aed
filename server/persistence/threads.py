"""Threads and their messages, as people see them. The assistant's own memory is in LangGraph's checkpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.persistence.tables import LONGEST_TITLE, CorrectionRow, MessageRow, ThreadRow, iso, key_of, new_id, now


def _fitting(title: str) -> str:
    """The title without the characters that PostgreSQL has no place for, as long as the column allows."""
    return title.replace("\x00", "").replace("\x1a", "")[:LONGEST_TITLE]


def _thread(row: ThreadRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


def _message(row: MessageRow, siblings: Sequence[MessageRow]) -> dict[str, Any]:
    extra = {key: value for key, value in (row.output or {}).items() if key not in ("answer", "message_id")}
    if database := (row.memory or {}).get("database"):
        # which of them the query ran in, so that it can be run again
        extra["database"] = database
    return extra | {
        "id": row.id,
        "thread_id": row.thread_id,
        "parent_id": row.parent_id,
        "siblings": [sibling.id for sibling in siblings],
        "role": row.role,
        "status": row.status,
        "content": row.content,
        "created_at": iso(row.created_at),
        "rating": row.rating,
    }


def _rows(session: Session, thread_id: str) -> Sequence[MessageRow]:
    return session.scalars(
        select(MessageRow).where(MessageRow.thread_id == thread_id).order_by(MessageRow.position)
    ).all()


def _children(rows: Sequence[MessageRow]) -> defaultdict[str | None, list[MessageRow]]:
    """The versions of what follows each message (or, under None, of what begins the thread), the oldest first."""
    children: defaultdict[str | None, list[MessageRow]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    return children


class Threads:
    """Synchronous store of threads; each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, title: str = "", thread_id: str | None = None) -> dict[str, Any]:
        with Session(self._engine) as session, session.begin():
            row = ThreadRow(id=thread_id or new_id(), title=_fitting(title))
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
            row.title = _fitting(title)
            return _thread(row)

    def delete(self, thread_id: str) -> None:
        with Session(self._engine) as session, session.begin():
            session.delete(self._row(session, thread_id))

    def messages(self, thread_id: str) -> Sequence[dict[str, Any]]:
        """The messages of the open branch, oldest first; answers carry everything their output had.

        `siblings` are the ids of all versions of a message, itself included, in the order they were made.
        """
        with Session(self._engine) as session:
            thread = self._row(session, thread_id)
            rows = _rows(session, thread_id)
            versions = _children(rows)
            by_id = {row.id: row for row in rows}
            path = []
            row = by_id.get(thread.head_id or "")
            while row is not None:
                path.append(_message(row, versions[row.parent_id]))
                row = by_id.get(row.parent_id or "")
            return path[::-1]

    def open_branch(self, thread_id: str, message_id: str) -> dict[str, Any]:
        """Shows the branch that the message is in, to its newest end. Raises `NotFound`."""
        with Session(self._engine) as session, session.begin():
            thread = self._row(session, thread_id)
            rows = _rows(session, thread_id)
            if message_id not in {row.id for row in rows}:
                raise NotFound(f"There is no message with the id {message_id!r} in this thread.")
            following = _children(rows)
            head = message_id
            while following[head]:
                head = following[head][-1].id
            thread.head_id = head
            return _thread(thread)

    def branches(self, thread_id: str) -> Sequence[str]:
        """The keys under which the thread's branches are remembered."""
        with Session(self._engine) as session:
            kept = session.scalars(select(MessageRow.branch).where(MessageRow.thread_id == thread_id).distinct())
            return sorted({thread_id, *kept})

    def rate(self, message_id: str, rating: int, comment: str | None) -> dict[str, Any]:
        with Session(self._engine) as session, session.begin():
            row = session.get(MessageRow, message_id)
            if row is None or row.role != "assistant":
                raise NotFound(f"There is no answer with the id {message_id!r}.")
            row.rating, row.comment = rating, comment
            return {"message_id": message_id, "rating": rating, "comment": comment}

    def correct_road(self, message_id: str, road: str) -> str:
        """Stores which road the answer's question should have taken; returns the question."""
        with Session(self._engine) as session, session.begin():
            row = session.get(MessageRow, message_id)
            asked = session.get(MessageRow, row.parent_id) if row is not None and row.parent_id else None
            if row is None or asked is None or row.role != "assistant":
                raise NotFound(f"There is no answer with the id {message_id!r}.")
            memory = row.memory or {}
            # a follow-up says little by itself: what it stood for is what is learned; an answer from both sources
            # remembers only a part of its question there
            standalone = None if memory.get("road") == "both" else memory.get("standalone")
            question = str(standalone or asked.content)
            session.merge(CorrectionRow(key=key_of(question), question=question, road=road, created_at=now()))
            return question

    def corrections(self) -> Sequence[tuple[str, str]]:
        """Corrected questions and their roads, the oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(CorrectionRow).order_by(CorrectionRow.created_at, CorrectionRow.key))
            return [(row.question, row.road) for row in rows]

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
