from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chains.route.classifier import ROADS, RouteClassifier, train
from tests.chains.passages import bag_of_characters

LINES = [("hello hello", "chat"), ("aaa rules aaa", "knowledge"), ("count xxx", "database")] * 3


@pytest.mark.slow
def test_it_learns_what_it_is_shown_and_keeps_it_on_disk(tmp_path: Path) -> None:
    texts, roads = zip(*LINES, strict=True)
    classifier = train(texts, roads, bag_of_characters)
    classifier.save(tmp_path / "weights.npz")
    again = RouteClassifier.load(tmp_path / "weights.npz")
    for text, road in LINES[:3]:
        logits = again.logits(text, bag_of_characters([text])[0])
        assert ROADS[int(np.argmax(logits))] == road
        assert np.isclose(np.exp(logits).sum(), 1, atol=1e-5)
        assert np.allclose(logits, classifier.logits(text, bag_of_characters([text])[0]), atol=0.01)


def test_wording_decides_where_the_embedding_is_blind() -> None:
    def blind(texts: list[str]) -> Sequence[Sequence[float]]:
        return [[1.0, 0.0] for _ in texts]

    lines = [("set my alarm", "chat"), ("why does it rust", "knowledge"), ("每个车间有多少人", "database")] * 3
    texts, roads = zip(*lines, strict=True)
    classifier = train(texts, roads, blind)
    said = [ROADS[int(np.argmax(classifier.logits(text, [1.0, 0.0])))] for text in ("my alarm", "why rust", "多少人")]
    assert said == ["chat", "knowledge", "database"]


def test_the_bundled_weights_tell_three_roads_of_512_dimensions_and_their_phrases() -> None:
    classifier = RouteClassifier.load()
    assert classifier.coefficients.shape == (3, 512 + len(classifier.phrases.vocabulary))
    assert classifier.intercept.shape == (3,)
    assert {"my", "有 多"} <= set(classifier.phrases.vocabulary)
