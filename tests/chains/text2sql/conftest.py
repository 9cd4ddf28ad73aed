"""The demo database, built once, and read as a user's questions read it."""

from collections.abc import Iterator

import pytest

from server.demo.database import build
from tools.databases import ReadOnlyDatabase


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadOnlyDatabase]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build(path)
    database = ReadOnlyDatabase("demo", f"sqlite:///{path}")
    yield database
    database.close()
