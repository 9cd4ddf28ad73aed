"""The databases that questions may be asked of: their stored connections, and the open readers."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.errors import Conflict, InvalidInput, NotFound, ServerError
from server.persistence.secrets import Secrets
from server.persistence.tables import DatabaseRow
from tools.choice import EVERYTHING, Note, TableChoice
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseUnreachable, ToolError
from tools.limits import QueryLimits

logger = logging.getLogger(__name__)

NAME = re.compile(r"[\w\u3400-\u9fff][\w\u3400-\u9fff.-]{0,63}")


class DatabaseRegistry:
    """Adds, lists, opens and removes connections. URLs are stored encrypted and never returned."""

    def __init__(self, engine: sa.Engine, secrets: Secrets, limits: QueryLimits, private: Sequence[Path] = ()) -> None:
        """`private` are files that no connection may read: the application's own."""
        self._engine = engine
        self._secrets = secrets
        self._limits = limits
        self._private = [path.resolve() for path in private]
        self._open: dict[str, ReadOnlyDatabase] = {}
        self._lock = threading.Lock()

    def add(self, name: str, url: str, description: str = "", choice: TableChoice = EVERYTHING) -> dict[str, Any]:
        """Stores the connection after it has answered once. Raises what made it unusable."""
        if not NAME.fullmatch(name):
            raise InvalidInput(
                "A database name has 1 to 64 letters, digits, dots, dashes or underscores, and starts with no dot."
            )
        with Session(self._engine) as session:
            if session.get(DatabaseRow, name) is not None:
                raise Conflict(f"There is already a database called {name!r}. Choose another name.")
        reader = self._tried(name, url, choice)
        with Session(self._engine) as session, session.begin():
            row = DatabaseRow(name=name, description=description, url=self._secrets.encrypt(url))
            row.choice, row.annotations = choice.as_dict(), {}
            session.add(row)
        with self._lock:
            self._open[name] = reader
        return self.describe(name)

    def test(self, url: str, choice: TableChoice = EVERYTHING) -> dict[str, Any]:
        """Connects once and stores nothing. Returns the dialect and the tables that could be asked.

        Raises what made it unusable, as a sentence for whoever typed the address.
        """
        reader = self._tried("test", url, choice)
        try:
            return {"dialect": reader.dialect, "tables": sorted(map(str, reader.metadata().tables))}
        finally:
            reader.close()

    def change(self, name: str, description: str | None, choice: TableChoice | None) -> dict[str, Any]:
        """Stores another description or choice of tables. Raises `NotFound`, or what the new choice met."""
        with Session(self._engine) as session:
            row = self._row(session, name)
            url, notes = self._secrets.decrypt(row.url), _notes(row)
        reader = None if choice is None else self._tried(name, url, choice, notes)
        with Session(self._engine) as session, session.begin():
            row = self._row(session, name)
            row.description = row.description if description is None else description
            row.choice = row.choice if choice is None else choice.as_dict()
        if reader is not None:
            with self._lock:
                old, self._open[name] = self._open.get(name), reader
            if old is not None:
                old.close()
        return self.describe(name)

    def annotate(self, name: str, notes: Mapping[str, Note | None]) -> dict[str, Any]:
        """Stores notes on tables (`plants`) and columns (`plants.name`); None takes one away.

        Returns all notes by name. Raises `NotFound`, or `InvalidInput` for a name that the database does not have.
        """
        database = self.get(name)
        tables = database.metadata().tables
        known = {str(t) for t in tables} | {f"{t}.{c.name}" for t, table in tables.items() for c in table.columns}
        unknown = sorted(place for place, note in notes.items() if note is not None and place not in known)
        if unknown:
            raise InvalidInput(f"There is no table or column {', '.join(unknown)} in {name!r}. Refresh its schema.")
        with Session(self._engine) as session, session.begin():
            row = self._row(session, name)
            kept = dict(row.annotations) | {place: note.as_dict() for place, note in notes.items() if note is not None}
            row.annotations = {place: kept[place] for place in sorted(kept) if notes.get(place, True) is not None}
            stored = _notes(row)
        database.annotate(stored)
        return {place: note.as_dict() for place, note in stored.items()}

    def annotations(self, name: str) -> dict[str, Any]:
        """The curator's notes by name. Raises `NotFound`."""
        with Session(self._engine) as session:
            return {place: note.as_dict() for place, note in _notes(self._row(session, name)).items()}

    def list(self) -> list[dict[str, Any]]:
        with Session(self._engine) as session:
            rows = session.scalars(sa.select(DatabaseRow))
            # here and not in the database: each has an order of its own
            return [self._item(row) for row in sorted(rows, key=lambda row: row.name)]

    def describe(self, name: str) -> dict[str, Any]:
        with Session(self._engine) as session:
            return self._item(self._row(session, name))

    def get(self, name: str) -> ReadOnlyDatabase:
        """The open reader. Raises `NotFound`."""
        with Session(self._engine) as session:
            row = self._row(session, name)
            with self._lock:
                if name not in self._open:
                    self._open[name] = ReadOnlyDatabase(
                        name, self._secrets.decrypt(row.url), self._limits, TableChoice.of(row.choice), _notes(row)
                    )
                return self._open[name]

    def all(self) -> Mapping[str, ReadOnlyDatabase]:
        """Every connection that can be opened now."""
        with Session(self._engine) as session:
            names = sorted(session.scalars(sa.select(DatabaseRow.name)))
        readers: dict[str, ReadOnlyDatabase] = {}
        for name in names:
            try:
                readers[name] = self.get(name)
            except (ToolError, ServerError) as error:
                # one that cannot be opened must not keep the others away
                logger.warning("database left out name=%s reason=%s", name, error)
        return readers

    def remove(self, name: str) -> None:
        with Session(self._engine) as session, session.begin():
            session.delete(self._row(session, name))
        with self._lock:
            reader = self._open.pop(name, None)
        if reader is not None:
            reader.close()

    def close(self) -> None:
        with self._lock:
            readers, self._open = list(self._open.values()), {}
        for reader in readers:
            reader.close()

    def _tried(
        self, name: str, url: str, choice: TableChoice, notes: Mapping[str, Note] | None = None
    ) -> ReadOnlyDatabase:
        """A reader that has answered and found tables to ask."""
        reader = ReadOnlyDatabase(name, url, self._limits, choice, notes)
        try:
            self._refuse_private(url)
            reader.ping()
            _refuse_own_tables(url)
            if choice != EVERYTHING:
                _refuse_empty(reader)
        except BaseException:
            reader.close()
            raise
        return reader

    def _refuse_private(self, url: str) -> None:
        parts = sa.make_url(url)
        if parts.get_backend_name() == "sqlite" and Path(parts.database or "").expanduser().resolve() in self._private:
            raise InvalidInput("This file holds Sancha's own data and cannot be asked. Connect another database.")

    def _item(self, row: DatabaseRow) -> dict[str, Any]:
        url = sa.make_url(self._secrets.decrypt(row.url))
        return {
            "name": row.name,
            "description": row.description,
            "dialect": url.get_backend_name(),
            # options may hold passwords too
            "url": url.set(query={}).render_as_string(hide_password=True),
        } | TableChoice.of(row.choice).as_dict()

    @staticmethod
    def _row(session: Session, name: str) -> DatabaseRow:
        row = session.get(DatabaseRow, name)
        if row is None:
            known = ", ".join(sorted(session.scalars(sa.select(DatabaseRow.name))))
            raise NotFound(
                f"There is no database called {name!r}." + (f" Connected: {known}." if known else " Connect one first.")
            )
        return row


def _refuse_empty(reader: ReadOnlyDatabase) -> None:
    if not reader.metadata().tables:
        raise InvalidInput("Nothing is left to ask: no table fits this choice. Choose other schemas or tables.")


def _refuse_own_tables(url: str) -> None:
    """PostgreSQL has no path to compare: the tables in it tell, under whatever address it was reached."""
    address = sa.make_url(url)
    if address.get_backend_name() != "postgresql":
        return
    from server.persistence.postgresql import holds_own_tables

    try:
        own = holds_own_tables(address)
    except sa.exc.SQLAlchemyError as error:
        raise DatabaseUnreachable("The database stopped answering while it was tried. Try again.") from error
    if own:
        raise InvalidInput("This database holds Sancha's own data and cannot be asked. Connect another database.")


def _notes(row: DatabaseRow) -> dict[str, Note]:
    return {place: Note.of(stored) for place, stored in row.annotations.items()}
