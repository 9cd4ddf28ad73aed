"""Solved questions of the connected databases: entered by a curator, or learned from answers that were rated up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chains.text2sql import Example
from server.databases import DatabaseRegistry
from server.errors import InvalidInput, NotFound
from server.persistence.tables import ExampleRow, MessageRow, iso, key_of
from tools.databases import QueryResult
from tools.errors import DatabaseError

LONGEST_QUESTION = 1_000
MOST_EXAMPLES = 2_000


class SolvedExamples:
    """Stores pairs of a question and a query that has run; one query per question of a database."""

    def __init__(self, engine: sa.Engine, databases: DatabaseRegistry) -> None:
        self._engine = engine
        self._databases = databases

    def add(self, database: str, question: str, sql: str, message_id: str | None = None) -> dict[str, Any]:
        """Store the pair after the query has run once; the same question again replaces its query.

        Raises `NotFound` for the database, `InvalidInput` without a question, and what the query met.
        """
        asked = " ".join(question.split())
        if not asked or len(asked) > LONGEST_QUESTION:
            raise InvalidInput(f"A question has 1 to {LONGEST_QUESTION:,} characters. Write one that can be asked.")
        ran = self._databases.get(database).query(sql)
        try:
            return self._store(database, asked, ran, message_id)
        except IntegrityError:
            # another request stored the same question a moment ago, or removed the database
            self._databases.describe(database)
            return self._store(database, asked, ran, message_id)

    def _store(self, database: str, asked: str, ran: QueryResult, message_id: str | None) -> dict[str, Any]:
        with Session(self._engine) as session, session.begin():
            row = session.scalar(sa.select(ExampleRow).filter_by(database=database, question_key=key_of(asked)))
            if row is None:
                count = session.scalar(sa.select(sa.func.count()).where(ExampleRow.database == database)) or 0
                if count >= MOST_EXAMPLES:
                    raise InvalidInput(f"A database keeps at most {MOST_EXAMPLES:,} examples. Delete some first.")
                row = ExampleRow(database=database, question=asked)
                session.add(row)
            row.sql, row.message_id = ran.sql, message_id
            session.flush()
            return _item(row) | {"columns": ran.columns, "row_count": ran.row_count}

    def list(self, database: str) -> Sequence[dict[str, Any]]:
        """Every example, the newest first. Raises `NotFound` for the database."""
        self._databases.describe(database)
        with Session(self._engine) as session:
            return [_item(row) for row in _rows(session, database)]

    def of(self, database: str) -> Sequence[Example]:
        """The examples as the chains read them, the newest first; empty for an unknown database."""
        with Session(self._engine) as session:
            return [Example(row.question, row.sql) for row in _rows(session, database)]

    def remove(self, database: str, example_id: str) -> None:
        """Raises `NotFound`."""
        with Session(self._engine) as session, session.begin():
            row = session.get(ExampleRow, example_id)
            if row is None or row.database != database:
                raise NotFound(f"The database {database!r} has no example with the id {example_id!r}.")
            session.delete(row)

    def rated(self, message_id: str, rating: int) -> str | None:
        """An answer with a query that was rated up becomes an example, one rated down is one no longer.

        Returns the id of the example that was stored; None when the answer holds no query, or it does not run any more.
        """
        with Session(self._engine) as session, session.begin():
            message = session.get(MessageRow, message_id)
            memory = (message.memory or {}) if message is not None else {}
            database, sql = memory.get("database"), memory.get("sql")
            question = str(memory.get("standalone") or memory.get("question") or "")
            if not database or not sql:
                return None
            if rating < 0:
                same = sa.and_(
                    ExampleRow.database == database,
                    ExampleRow.question == " ".join(question.split()),
                    ExampleRow.sql == sql,
                )
                session.execute(sa.delete(ExampleRow).where(sa.or_(ExampleRow.message_id == message_id, same)))
                return None
        try:
            return str(self.add(str(database), question, str(sql), message_id)["id"])
        except (DatabaseError, InvalidInput, NotFound):
            # the rating itself counts all the same: the database may be gone by now
            return None


def _rows(session: Session, database: str) -> Sequence[ExampleRow]:
    newest = sa.select(ExampleRow).filter_by(database=database).order_by(ExampleRow.created_at.desc(), ExampleRow.id)
    return session.scalars(newest).all()


def _item(row: ExampleRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "question": row.question,
        "sql": row.sql,
        "message_id": row.message_id,
        "created_at": iso(row.created_at),
    }
