"""Users' corrections ("this should have asked the database") as evidence for questions like them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from chains.route.classifier import ROADS
from knowledge.language.embedding import Embed

MOST = 2_000
NEAR = 0.75
STRENGTH = 10.0
"""Log-odds that a correction of the very same question is worth, which is more than other evidence ever weighs; it
fades with the square of the distance, to none at a cosine of `NEAR`."""


class Corrections:
    """The newest 2,000 corrected questions of an installation. Safe to use from several threads at once."""

    def __init__(self, embed: Embed, known: Iterable[tuple[str, str]] = ()) -> None:
        """`known` are (question, road) pairs, the oldest first."""
        self._embed = embed
        self._lock = threading.Lock()
        self._roads: dict[str, str] = {}
        self._vectors: NDArray[np.float32] | None = None
        for question, road in known:
            self._put(question, road)

    def add(self, question: str, road: str) -> None:
        """Note that the question belongs on `road`; what was said of it before is forgotten."""
        with self._lock:
            self._put(question, road)
            self._vectors = None

    def evidence(self, vector: Sequence[float]) -> NDArray[np.float64]:
        """Log-odds for each of `ROADS`, shape (3,), that the nearest correction of each road is worth."""
        with self._lock:
            if not self._roads:
                return np.zeros(len(ROADS))
            if self._vectors is None:
                self._vectors = _unit(np.asarray(self._embed(list(self._roads)), dtype=np.float32))
            roads, vectors = list(self._roads.values()), self._vectors
        cosines = vectors @ _unit(np.asarray(vector, dtype=np.float32))
        worth = STRENGTH * np.clip((cosines - NEAR) / (1 - NEAR), 0, 1) ** 2
        return np.array(
            [max((w for w, said in zip(worth, roads, strict=True) if said == r), default=0.0) for r in ROADS]
        )

    def _put(self, question: str, road: str) -> None:
        self._roads.pop(question, None)
        self._roads[question] = road
        while len(self._roads) > MOST:
            del self._roads[next(iter(self._roads))]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9), dtype=np.float32)
