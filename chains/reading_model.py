"""Weighs the features of `chains.reading`: which sentence answers, and whether any does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from chains.reading import FEATURES, Matrix

WEIGHTS = Path(__file__).with_name("reading.json")
UNJUDGED = "none"
BY_HAND = {"is_question": -8.0, "is_instruction": -8.0, "other_year": -2.0, "other_language": 0.0}
"""What the exercises have too little of: a question asks, it does not answer; an instruction informs nobody; a
passage about other years than the question's tells of something else."""
FOREIGN_SLOPE, FOREIGN_LEAST = 10.0, 0.25
"""A sentence in another language than the question shares no words with it: only the multilingual cosine counts.

Below 0.25 hardly any sentence answers (measured with Chinese questions on English text).
"""


@dataclass(frozen=True)
class ReadingModel:
    """A linear score per sentence. `least` is what the best sentence must reach for the question to be answerable."""

    weights: Mapping[str, float]
    least: float

    def scores(self, rows: Matrix) -> Matrix:
        """One score per row, less `least`: a sentence at or above 0 is taken for an answer."""
        own = rows @ np.array([self.weights.get(name, 0.0) for name in FEATURES]) - self.least
        foreign = FOREIGN_SLOPE * (rows[:, FEATURES.index("cosine")] - FOREIGN_LEAST)
        addressed = rows @ np.array([BY_HAND.get(name, 0.0) for name in FEATURES])
        scores: Matrix = np.where(rows[:, FEATURES.index("other_language")] > 0, foreign + addressed, own)
        return scores

    def as_dict(self) -> dict[str, object]:
        return {"least": round(self.least, 3), "weights": {k: round(v, 3) for k, v in self.weights.items()}}


@cache
def _all() -> dict[str, dict[str, ReadingModel]]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {
        language: {judge: ReadingModel(entry["weights"], entry["least"]) for judge, entry in models.items()}
        for language, models in stored.items()
    }


def reading_model(language: str, judge: str | None) -> ReadingModel:
    """The model for questions in `language` judged by `judge` (its id); the one without a judge if that is unknown."""
    models = _all()["zh" if language == "zh" else "en"]
    return models.get(judge or UNJUDGED, models[UNJUDGED])


def knows_judge(language: str, judge: str) -> bool:
    """Whether weights were learned for this judge; the scores of another one would mean something else."""
    return judge in _all()["zh" if language == "zh" else "en"]


def save(models: Mapping[str, Mapping[str, ReadingModel]], path: Path = WEIGHTS) -> None:
    """Writes the models by language and judge."""
    entries = {lang: {judge: model.as_dict() for judge, model in by.items()} for lang, by in models.items()}
    path.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")
