"""How the wording of a question, the best passage and the best database are weighed against each other."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chains.route.classifier import ROADS

WEIGHTS = Path(__file__).with_name("fusion.json")
SURE = 0.99
"""Beyond this share (and below its complement) a source says nothing more."""
RIDGE, STEPS = 1e-3, 50

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fusion:
    """Scores of the roads: the log-probabilities of the wording, weighted; to a source's road an offset and the
    log-odds of its own match, weighted. A conditional logit (McFadden, 1974): its likelihood has one maximum.
    """

    wording: float
    knowledge_offset: float
    knowledge: float
    schema_offset: float
    schema: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Fusion:
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path = WEIGHTS) -> None:
        rounded = {name: round(value, 3) for name, value in asdict(self).items()}
        path.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")

    def scores(self, wording: Floats, knowledge: float | None, schema: float | None) -> Floats:
        """Scores in the order of `ROADS`, shape (3,); minus infinity for a road whose source is `None`."""
        scores = features(wording, knowledge or 0.0, schema or 0.0) @ np.array(astuple(self))
        for road, match in (("knowledge", knowledge), ("database", schema)):
            if match is None:
                scores[ROADS.index(road)] = -np.inf
        return np.asarray(scores, dtype=np.float64)


def features(wording: Floats, knowledge: float, schema: float) -> Floats:
    """What each weight of `Fusion` is multiplied with on each road, shape (3, 5)."""
    table = np.zeros((len(ROADS), 5))
    table[:, 0] = wording
    table[ROADS.index("knowledge"), 1:3] = 1.0, _log_odds(knowledge)
    table[ROADS.index("database"), 3:5] = 1.0, _log_odds(schema)
    return table


def fit(tables: Floats, roads: Sequence[str], weights: Sequence[float]) -> Fusion:
    """The weights of the highest likelihood with a small L2 penalty, by Newton's method; `tables` is (n, 3, 5)."""
    right = tables[np.arange(len(roads)), [ROADS.index(road) for road in roads]]
    share = np.asarray(weights) / sum(weights)
    found = np.array([1.0, 0.0, 1.0, 0.0, 1.0])
    for _ in range(STEPS):
        raw = tables @ found
        chance = np.exp(raw - raw.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        mean = np.einsum("nr,nri->ni", chance, tables)
        slope = share @ (right - mean) - RIDGE * found
        spread = np.einsum("n,nr,nri,nrj->ij", share, chance, tables, tables)
        curve = spread - np.einsum("n,ni,nj->ij", share, mean, mean) + RIDGE * np.eye(len(found))
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-6:
            break
    return Fusion(*(float(weight) for weight in found))


def _log_odds(share: float) -> float:
    bounded = min(max(share, 1 - SURE), SURE)
    return math.log(bounded / (1 - bounded))
