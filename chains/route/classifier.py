"""A linear classifier on sentence embeddings, learned from our own exemplars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Embed = Callable[[list[str]], Sequence[Sequence[float]]]
ROADS = ("chat", "knowledge", "database")
WEIGHTS = Path(__file__).with_name("classifier.npz")


@dataclass(frozen=True)
class RouteClassifier:
    """Multinomial logistic regression: `coefficients` is (3, dimensions), `intercept` (3,), in the order of `ROADS`."""

    coefficients: NDArray[np.float32]
    intercept: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> RouteClassifier:
        with np.load(path) as stored:
            return cls(stored["coefficients"], stored["intercept"])

    def save(self, path: Path = WEIGHTS) -> None:
        np.savez_compressed(path, coefficients=self.coefficients, intercept=self.intercept)

    def logits(self, vector: Sequence[float]) -> NDArray[np.float32]:
        """Log-probabilities of the roads for one embedded question, shape (3,)."""
        raw = self.coefficients @ np.asarray(vector, dtype=np.float32) + self.intercept
        top = raw.max()
        return np.asarray(raw - top - np.log(np.exp(raw - top).sum()), dtype=np.float32)


def train(texts: Sequence[str], roads: Sequence[str], embed: Embed, strength: float = 4.0) -> RouteClassifier:
    """Fits the classifier with L2 regularisation `1 / strength`, the roads weighted equally."""
    from sklearn.linear_model import LogisticRegression

    vectors = np.asarray(embed(list(texts)), dtype=np.float32)
    targets = np.array([ROADS.index(road) for road in roads])
    model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced").fit(vectors, targets)
    return RouteClassifier(model.coef_.astype(np.float32), model.intercept_.astype(np.float32))
