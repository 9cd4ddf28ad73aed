"""A linear classifier on the meaning and the wording of a question, learned from our own exemplars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chains.route.phrases import Phrases
from knowledge.language.embedding import Embed

ROADS = ("chat", "knowledge", "database")
WEIGHTS = Path(__file__).with_name("classifier.npz")
PHRASE_SCALE = 2.0
"""How long the phrases' vector is beside the embedding's, which has length 1."""


@dataclass(frozen=True)
class RouteClassifier:
    """Multinomial logistic regression: `coefficients` is (3, dimensions + phrases), `intercept` (3,), in the order of
    `ROADS`."""

    coefficients: NDArray[np.float32]
    intercept: NDArray[np.float32]
    phrases: Phrases = field(default_factory=Phrases)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> RouteClassifier:
        with np.load(path) as stored:
            phrases = Phrases(tuple(stored["vocabulary"].tolist()), stored["rarity"])
            return cls(stored["coefficients"].astype(np.float32), stored["intercept"], phrases)

    def save(self, path: Path = WEIGHTS) -> None:
        np.savez_compressed(
            path,
            coefficients=self.coefficients.astype(np.float16),
            intercept=self.intercept,
            vocabulary=np.asarray(self.phrases.vocabulary, dtype=np.str_),
            rarity=self.phrases.rarity,
        )

    def logits(self, text: str, vector: Sequence[float]) -> NDArray[np.float32]:
        """Log-probabilities of the roads for a question and its embedding, shape (3,)."""
        raw = self.coefficients @ _features(text, vector, self.phrases) + self.intercept
        top = raw.max()
        return np.asarray(raw - top - np.log(np.exp(raw - top).sum()), dtype=np.float32)


def train(texts: Sequence[str], roads: Sequence[str], embed: Embed, strength: float = 4.0) -> RouteClassifier:
    """Fits the classifier with L2 regularisation `1 / strength`, the roads weighted equally."""
    from sklearn.linear_model import LogisticRegression

    phrases = Phrases.of(texts)
    features = np.stack(
        [_features(text, vector, phrases) for text, vector in zip(texts, embed(list(texts)), strict=True)]
    )
    targets = np.array([ROADS.index(road) for road in roads])
    model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced").fit(features, targets)
    return RouteClassifier(model.coef_.astype(np.float32), model.intercept_.astype(np.float32), phrases)


def _features(text: str, vector: Sequence[float], phrases: Phrases) -> NDArray[np.float32]:
    return np.concatenate([np.asarray(vector, dtype=np.float32), PHRASE_SCALE * phrases.vector(text)])
