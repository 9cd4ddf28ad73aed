"""Database and data folder belong together: files that no row speaks of are taken for leftovers and removed."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.records import BaseRecord, DocumentRecord, RemovalRecord
from server.errors import DatabaseUnusable
from server.persistence.tables import InstallationRow, new_id

FOLDER_FILE = "installation"


def require_own_folder(engine: Engine, home: Path) -> None:
    """Writes down on first use that the folder is this database's. Raises `DatabaseUnusable` for another's.

    Only what would be lost or missing counts: a folder without documents and a database without any fit.
    """
    path = home / FOLDER_FILE
    with Session(engine) as session, session.begin():
        row = session.get(InstallationRow, "id")
        if row is None:
            row = InstallationRow(name="id", value=new_id())
            session.add(row)
        own = row.value
        named = path.read_text(encoding="utf-8").strip() if path.exists() else None
        if named == own:
            return
        stored = {file.parent.name for file in (home / "knowledge" / "files").glob("*/*")}
        known = set(session.scalars(sa.union_all(sa.select(BaseRecord.id), sa.select(RemovalRecord.base_id))))
        # a folder that names none is new, or of an earlier release, which had it in SQLite beside its files
        foreign = bool(stored) if named is not None else bool(stored) and not stored & known
        missing = not stored and engine.dialect.name != "sqlite" and _has_documents(session)
        if foreign or missing:
            raise DatabaseUnusable(
                f"The documents in the data folder {home} are not those of the application database. Give the two "
                "that belong together (SANCHA_HOME and SANCHA_DATABASE_URL), or set SANCHA_HOME to a new folder for "
                "a new database."
            )
    _write(path, own)


def _has_documents(session: Session) -> bool:
    return bool(session.scalar(sa.select(sa.exists(sa.select(DocumentRecord.id)))))


def _write(path: Path, text: str) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
