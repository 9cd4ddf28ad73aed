"""The practice behind the router's weights: its material is sound, and a sample of it teaches what the whole did."""

from __future__ import annotations

import asyncio
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from statistics import mean

import numpy as np
import pytest

from chains.route.classifier import ROADS, RouteClassifier
from chains.route.fusion import Fusion
from chains.route.phrases import Phrases
from knowledge.language import language_of
from server.services import open_services
from server.settings import Settings
from tests.fitting.router_practice import Practised, exemplars, furnish, practice_databases, practise, weigh

HELD_OUT = Path(__file__).parents[1] / "evals" / "out_of_scope.toml"


def test_every_practice_database_has_rows_in_every_table() -> None:
    for name, script in practice_databases().items():
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(script)
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert len(tables) >= 2, name
            for table in tables:
                assert connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0], (name, table)


def test_exemplars_are_many_on_each_road_in_each_language_and_none_is_held_out() -> None:
    lines = exemplars()
    texts = [line.text for line in lines]
    for road in ROADS:
        for language in ("en", "zh"):
            assert sum(line.road == road and language_of(line.text) == language for line in lines) > 450
    held_out = tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))["zh"]
    assert len(held_out) >= 150
    assert not set(held_out) & set(texts)


def test_the_bundled_classifier_is_the_one_of_these_exemplars() -> None:
    shipped, made = RouteClassifier.load().phrases, Phrases.of([line.text for line in exemplars()])
    assert shipped.vocabulary == made.vocabulary, "the exemplars changed: run python -m tests.fitting router"
    assert np.allclose(shipped.rarity, made.rarity)


@pytest.fixture(scope="module")
def sample(bundled_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Practised]:
    """Every twentieth exemplar, and exercises on every ninth document."""
    folder = tmp_path_factory.mktemp("practice")
    return asyncio.run(_practised(Settings(home=folder / "home", weights_dir=bundled_weights, demo=False), folder))


async def _practised(settings: Settings, folder: Path) -> list[Practised]:
    async with open_services(settings) as services, asyncio.timeout(300):
        await services.readiness.done.wait()
        exercises = await asyncio.to_thread(furnish, services, folder, 9)
        return await asyncio.to_thread(practise, services, exemplars()[::10], exercises, RouteClassifier.load())


def test_a_sample_of_the_practice_gives_weights_like_the_bundled_ones(sample: list[Practised]) -> None:
    found, shipped = weigh(sample), Fusion.load()
    for name in ("wording", "knowledge", "schema"):
        assert 0.4 < getattr(found, name) / getattr(shipped, name) < 2.5, name


def test_documents_that_answer_match_better_than_the_others_do(sample: list[Practised]) -> None:
    told: dict[str, list[Practised]] = {}
    for line in sample:
        told.setdefault(line.text, []).append(line)
    pairs = [lines for lines in told.values() if len(lines) == 2]
    assert len(pairs) > 80
    assert mean(whole.knowledge for whole, _ in pairs) > mean(without.knowledge for _, without in pairs) + 0.3


def test_the_databases_match_their_own_questions_best(sample: list[Practised]) -> None:
    of_road = {road: mean(line.schema for line in sample if line.road == road) for road in ROADS}
    assert of_road["database"] > of_road["chat"] + 0.2
    assert of_road["database"] > of_road["knowledge"] + 0.2
