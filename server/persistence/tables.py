"""Tables of the application database that belong to the server (the knowledge room keeps its own)."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

LONGEST_TITLE = 200


def new_id() -> str:
    return uuid.uuid4().hex


def now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """The moment as clients read it, in UTC; SQLite gives it back without a zone, PostgreSQL in that of the server."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def key_of(text: str) -> str:
    """A short text that stands for a long one in an index, where PostgreSQL takes at most some 2,700 bytes."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _key_of_question(context: DefaultExecutionContext) -> str:
    return key_of(context.get_current_parameters()["question"])


class Base(DeclarativeBase):
    pass


class InstallationRow(Base):
    """What there is one of: the database's own id, under the name "id"."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class ThreadRow(Base):
    __tablename__ = "threads"

    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    # the newest message of the branch that is open; no foreign key, which would close a circle
    head_id: Mapped[str | None] = mapped_column(String(64), default=None)
    messages: Mapped[list[MessageRow]] = relationship(
        back_populates="thread",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="MessageRow.position",
    )


class MessageRow(Base):
    """One message. An answer is `pending` from the moment its question is stored until it is whole.

    `parent_id` is the message before it, `branch` the key under which the branch is remembered, `memory` what later
    turns need of this one.
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_thread_position", "thread_id", "position", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=new_id)
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="complete")
    content: Mapped[str] = mapped_column(Text, default="")
    output: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    rating: Mapped[int | None] = mapped_column(Integer, default=None)
    comment: Mapped[str | None] = mapped_column(Text, default=None)
    parent_id: Mapped[str | None] = mapped_column(String(64), default=None)
    branch: Mapped[str] = mapped_column(String(64))
    memory: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    thread: Mapped[ThreadRow] = relationship(back_populates="messages")


class CorrectionRow(Base):
    """The road that a question should have taken, as a user said; it outlives the thread that it was said in."""

    __tablename__ = "route_corrections"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    road: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class DatabaseRow(Base):
    """A connection that questions may be asked of. The URL holds a password, so it is stored encrypted."""

    __tablename__ = "databases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    description: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[bytes] = mapped_column(LargeBinary)
    # which schema and tables may be asked, as in `tools.choice.TableChoice`
    choice: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # what the curator says of tables and columns: {"plants": {"description", "synonyms"}, "plants.name": …}
    annotations: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class ExampleRow(Base):
    """A question about a database with a query that answers it; `message_id` is the answer that was rated up."""

    __tablename__ = "database_examples"
    __table_args__ = (Index("ix_database_examples_question", "database", "question_key", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=new_id)
    database: Mapped[str] = mapped_column(ForeignKey("databases.name", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(Text)
    question_key: Mapped[str] = mapped_column(String(64), default=_key_of_question)
    sql: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(String(64), default=None, index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
