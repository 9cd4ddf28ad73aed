"""The demo database and the small ones of `composition`, built once, and read as a user's questions read them."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from server.demo.database import build
from tests.chains.text2sql.composition import databases
from tests.chains.text2sql.small_databases import made_of
from tools.databases import ReadOnlyDatabase


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadOnlyDatabase]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build(path)
    database = ReadOnlyDatabase("demo", f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ReadOnlyDatabase]]:
    """The databases of `composition.databases`, by their names."""
    folder = tmp_path_factory.mktemp("composition")
    with ExitStack() as stack:
        made = {}
        for name in ("MARINA", "TEAHOUSE", "FARM", "NURSERY", "CHOIR", "CONTRACTS"):
            made[name] = made_of(folder / f"{name.lower()}.db", getattr(databases, name))
            stack.callback(made[name].close)
        yield made
