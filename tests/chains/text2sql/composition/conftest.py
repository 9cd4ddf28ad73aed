"""Asks the small databases."""

from collections.abc import Callable

import pytest

from tests.chains.text2sql.composition.reading import Asked, ask
from tools.databases import ReadOnlyDatabase

Ask = Callable[[str], Asked]


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


@pytest.fixture
def choir(opened: dict[str, ReadOnlyDatabase]) -> Ask:
    return _asking(opened["CHOIR"])


@pytest.fixture
def contracts(opened: dict[str, ReadOnlyDatabase]) -> Ask:
    return _asking(opened["CONTRACTS"])
