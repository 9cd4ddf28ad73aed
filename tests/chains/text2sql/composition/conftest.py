"""The small databases, made once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.chains.text2sql.composition import databases
from tests.chains.text2sql.composition.reading import Asked, ask
from tests.chains.text2sql.small_databases import made_of
from tools.databases import ReadOnlyDatabase

Ask = Callable[[str], Asked]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ReadOnlyDatabase]]:
    folder = tmp_path_factory.mktemp("composition")
    with ExitStack() as stack:
        made = {}
        for name in ("MARINA", "TEAHOUSE", "FARM", "NURSERY"):
            made[name] = made_of(folder / f"{name.lower()}.db", getattr(databases, name))
            stack.callback(made[name].close)
        yield made


def _asking(database: ReadOnlyDatabase) -> Ask:
    return lambda question: ask(question, database)


@pytest.fixture
def marina(opened: dict[str, ReadOnlyDatabase]) -> Ask:
    return _asking(opened["MARINA"])


@pytest.fixture
def teahouse(opened: dict[str, ReadOnlyDatabase]) -> Ask:
    return _asking(opened["TEAHOUSE"])


@pytest.fixture
def farm(opened: dict[str, ReadOnlyDatabase]) -> Ask:
    return _asking(opened["FARM"])


@pytest.fixture
def nursery(opened: dict[str, ReadOnlyDatabase]) -> Ask:
    return _asking(opened["NURSERY"])
