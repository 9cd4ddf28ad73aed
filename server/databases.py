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
from tools.databases import ReadOnlyDatabase
from tools.errors import ToolError
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

    def add(self, name: str, url: str, description: str = "") -> dict[str, Any]:
        """Stores the connection after it has answered once. Raises what made it unusable."""
        if not NAME.fullmatch(name):
            raise InvalidInput(
                "A database name has 1 to 64 letters, digits, dots, dashes or underscores, and starts with no dot."
            )
        with Session(self._engine) as session:
            if session.get(DatabaseRow, name) is not None:
                raise Conflict(f"There is already a database called {name!r}. Choose another name.")
        reader = ReadOnlyDatabase(name, url, self._limits)
        parts = sa.make_url(url)
        if parts.get_backend_name() == "sqlite" and Path(parts.database or "").expanduser().resolve() in self._private:
            reader.close()
            raise InvalidInput("This file holds Sancha's own data and cannot be asked. Connect another database.")
        try:
            reader.ping()
        except BaseException:
            reader.close()
            raise
        with Session(self._engine) as session, session.begin():
            session.add(DatabaseRow(name=name, description=description, url=self._secrets.encrypt(url)))
        with self._lock:
            self._open[name] = reader
        return self.describe(name)

    def list(self) -> list[dict[str, Any]]:
        with Session(self._engine) as session:
            rows = session.scalars(sa.select(DatabaseRow).order_by(DatabaseRow.name)).all()
            return [self._item(row) for row in rows]

    def describe(self, name: str) -> dict[str, Any]:
        with Session(self._engine) as session:
            return self._item(self._row(session, name))

    def get(self, name: str) -> ReadOnlyDatabase:
        """The open reader. Raises `NotFound`."""
        with Session(self._engine) as session:
            row = self._row(session, name)
            with self._lock:
                if name not in self._open:
                    self._open[name] = ReadOnlyDatabase(name, self._secrets.decrypt(row.url), self._limits)
                return self._open[name]

    def all(self) -> Mapping[str, ReadOnlyDatabase]:
        """Every connection that can be opened now."""
        with Session(self._engine) as session:
            names = session.scalars(sa.select(DatabaseRow.name).order_by(DatabaseRow.name)).all()
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

    def _item(self, row: DatabaseRow) -> dict[str, Any]:
        url = sa.make_url(self._secrets.decrypt(row.url))
        return {
            "name": row.name,
            "description": row.description,
            "dialect": url.get_backend_name(),
            # options may hold passwords too
            "url": url.set(query={}).render_as_string(hide_password=True),
        }

    @staticmethod
    def _row(session: Session, name: str) -> DatabaseRow:
        row = session.get(DatabaseRow, name)
        if row is None:
            known = ", ".join(session.scalars(sa.select(DatabaseRow.name).order_by(DatabaseRow.name)))
            raise NotFound(
                f"There is no database called {name!r}." + (f" Connected: {known}." if known else " Connect one first.")
            )
        return row
