"""Readers over the databases of this folder."""

import datetime as dt
from collections.abc import Iterator

import pytest

from chains.text2sql.dialogue.understanding import Reader
from tests.chains.text2sql.dialogue.databases import BOOKSHOPS, SHOP, opened

TODAY = dt.date(2026, 1, 15)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with opened(SHOP, tmp_path_factory.mktemp("shop")) as database:
        yield Reader(database, None, TODAY)


@pytest.fixture(scope="module")
def bookshops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with opened(BOOKSHOPS, tmp_path_factory.mktemp("bookshops")) as database:
        yield Reader(database, None, TODAY)
