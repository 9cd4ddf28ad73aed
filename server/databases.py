"""The databases that questions may be asked of: their stored connections, and the open readers."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.errors import Conflict, InvalidInput, NotFound
from server.persistence.secrets import Secrets
from server.persistence.tables import DatabaseRow
from tools.databases import ReadOnlyDatabase
from tools.limits import QueryLimits

NAME = re.compile(r"[\w\u3400-\u9fff][\w\u3400-\u9fff.-]{0,63}")


class DatabaseRegistry:
    """Adds, lists, opens and removes connections. URLs are stored encrypted and never returned."""

    def __init__(self, engine: sa.Engine, secrets: Secrets, limits: QueryLimits) -> None:
        self._engine = engine
        self._secrets = secrets
        self._limits = limits
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
        """Every connection, opened."""
        with Session(self._engine) as session:
            names = session.scalars(sa.select(DatabaseRow.name).order_by(DatabaseRow.name)).all()
        return {name: self.get(name) for name in names}

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
            "url": url.render_as_string(hide_password=True),
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
