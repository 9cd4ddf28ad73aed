from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.route.classifier import ROADS
from chains.route.fusion import Fusion, features, fit

KNOWN = Fusion(wording=0.8, knowledge_offset=0.7, knowledge=1.1, schema_offset=-0.5, schema=0.9)
EVEN = np.log(np.full(3, 1 / 3))


def test_the_weights_behind_choices_are_found_again() -> None:
    chance = np.random.default_rng(3)
    tables, roads = [], []
    for _ in range(6000):
        wording = np.log(chance.dirichlet(np.ones(3)))
        table = features(wording, *chance.uniform(size=2))
        likely = np.exp(table @ np.array(astuple(KNOWN)))
        tables.append(table)
        roads.append(ROADS[chance.choice(3, p=likely / likely.sum())])
    found = fit(np.stack(tables), roads, [1.0] * len(roads))
    assert astuple(found) == pytest.approx(astuple(KNOWN), abs=0.12)


def test_a_line_that_counts_twice_weighs_as_two_lines() -> None:
    lines = [(0.9, 0.1, "knowledge"), (0.2, 0.8, "database"), (0.3, 0.7, "chat"), (0.6, 0.3, "database")]
    tables = [features(EVEN, knowledge, schema) for knowledge, schema, _ in lines]
    roads = [road for *_, road in lines]
    weighted = fit(np.stack(tables), roads, [1, 1, 2, 1])
    repeated = fit(np.stack([*tables, tables[2]]), [*roads, roads[2]], [1] * 5)
    assert astuple(weighted) == pytest.approx(astuple(repeated), abs=1e-6)


def test_weights_survive_the_disk(tmp_path: Path) -> None:
    KNOWN.save(tmp_path / "fusion.json")
    assert Fusion.load(tmp_path / "fusion.json") == KNOWN


def test_a_source_that_is_not_there_leaves_its_road_without_hope() -> None:
    scores = KNOWN.scores(EVEN, None, 0.5)
    assert scores[ROADS.index("knowledge")] == -np.inf
    assert np.isfinite(scores[[ROADS.index("chat"), ROADS.index("database")]]).all()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_with_the_bundled_weights_a_better_match_never_speaks_against_its_road(
    a: float, b: float, other: float
) -> None:
    fusion, (low, high) = Fusion.load(), sorted((a, b))
    knowledge, database = ROADS.index("knowledge"), ROADS.index("database")
    assert fusion.scores(EVEN, low, other)[knowledge] <= fusion.scores(EVEN, high, other)[knowledge]
    assert fusion.scores(EVEN, other, low)[database] <= fusion.scores(EVEN, other, high)[database]
