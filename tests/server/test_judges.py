from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from server.judges import Judges


class Vectors:
    """An embedder of two dimensions: how many letters a and b a text has."""

    def __init__(self, model_id: str) -> None:
        self.id = model_id

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(text.count("a")), float(text.count("b"))] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def judges(reranker: Any = None, here: Sequence[str] = ("bge-small-zh-v1.5",)) -> Judges:
    return Judges(lambda language: reranker, lambda model: Vectors(model), lambda model: model in here)  # type: ignore[arg-type, return-value]


def test_a_reranker_with_learned_weights_judges() -> None:
    known = SimpleNamespace(id="ms-marco-minilm-l12")
    assert judges(known)("en") is known


def test_a_reranker_without_learned_weights_does_not() -> None:
    strange = SimpleNamespace(id="somebody-elses")
    assert judges(strange)("en") is None
    judge = judges(strange)("zh")
    assert judge is not None
    assert judge.id == "bge-small-zh-v1.5"


def test_chinese_is_judged_by_its_embedder_where_its_weights_are() -> None:
    judge = judges()("zh")
    assert judge is not None
    assert judge.score("a", ["aa", "b"]) == pytest.approx([2.0, 0.0])
    assert judges(here=())("zh") is None
