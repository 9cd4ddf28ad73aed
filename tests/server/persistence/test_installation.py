"""A data folder and a database that do not belong together are refused before anything is tidied up."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.records import BaseRecord, DocumentRecord
from server.errors import DatabaseUnusable
from server.persistence.engine import migrate, open_engine
from server.persistence.installation import FOLDER_FILE, require_own_folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def store(home: Path, engine: Engine) -> Path:
    """One document, as the knowledge room keeps it."""
    with Session(engine) as session, session.begin():
        session.add(BaseRecord(id="b", name="house", embedding="auto"))
        session.flush()
        session.add(DocumentRecord(id="d", base_id="b", name="a.md", sha256="abc", size=9))
    file = home / "knowledge" / "files" / "b" / "abc"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"some text")
    return file


def test_the_two_find_each_other_again(engine: Engine, home: Path) -> None:
    require_own_folder(engine, home)
    store(home, engine)
    require_own_folder(engine, home)


def test_a_folder_with_the_documents_of_another_database_is_refused(engine: Engine, home: Path, tmp_path: Path) -> None:
    other = open_engine(tmp_path / "other.db")
    migrate(other)
    require_own_folder(other, home)
    require_own_folder(engine, home)
    store(home, engine)
    with pytest.raises(DatabaseUnusable, match="SANCHA_HOME and SANCHA_DATABASE_URL"):
        require_own_folder(other, home)
    require_own_folder(engine, home)
    other.dispose()


def test_the_folder_of_an_earlier_release_is_known_by_its_documents(engine: Engine, home: Path, tmp_path: Path) -> None:
    store(home, engine)
    empty = open_engine(tmp_path / "empty.db")
    migrate(empty)
    with pytest.raises(DatabaseUnusable, match="not those of the application database"):
        require_own_folder(empty, home)
    empty.dispose()
    assert not (home / FOLDER_FILE).exists()
    require_own_folder(engine, home)
    assert (home / FOLDER_FILE).exists()


def test_a_database_whose_documents_are_elsewhere_is_refused(engine: Engine, home: Path, tmp_path: Path) -> None:
    require_own_folder(engine, home)
    store(home, engine)
    new = tmp_path / "new"
    new.mkdir()
    if engine.dialect.name == "sqlite":
        require_own_folder(engine, new)  # the file lies in its folder: nothing can be mistaken
    else:
        with pytest.raises(DatabaseUnusable, match="set SANCHA_HOME to a new folder"):
            require_own_folder(engine, new)
