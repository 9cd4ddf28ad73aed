"""Fuses the evidence for each road into probabilities and says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from chains.prompts import prompt
from chains.route.classifier import ROADS, Embed, RouteClassifier

Road = Literal["chat", "knowledge", "database"]

# Log-odds that a full match of each source is worth, and the match at which it says nothing.
KNOWLEDGE_WEIGHT, KNOWLEDGE_NEUTRAL = 5.0, 0.45
SCHEMA_WEIGHT, SCHEMA_NEUTRAL = 5.0, 0.40
FOLLOWUP_BONUS = 2.5
TEXT_WEIGHT = 0.8


@dataclass(frozen=True)
class RouteEvidence:
    """What the sources say: relevance of the best passage and schema match, 0..1; `None` where nothing is enabled."""

    knowledge: float | None = None
    schema: float | None = None
    database: str | None = None
    previous: Road | None = None


@dataclass(frozen=True)
class RouteDecision:
    """The road taken, its probability, a reason in words, and the other roads with theirs, likeliest first."""

    name: Road
    confidence: float
    reason: str
    alternatives: tuple[tuple[Road, float], ...] = ()

    def as_dict(self) -> dict[str, object]:
        others = [{"name": road, "confidence": p} for road, p in self.alternatives]
        return {
            "name": self.name,
            "confidence": self.confidence,
            "reason": self.reason,
            "alternatives": others,
        }


class Router:
    """Decides among the roads that are open."""

    def __init__(self, classifier: RouteClassifier, embed: Embed) -> None:
        self._classifier = classifier
        self._embed = embed

    def chat_likelihood(self, question: str) -> float:
        """How much the words of `question` alone sound like chat, 0..1."""
        return float(np.exp(self._classifier.logits(self._embed([question])[0])[ROADS.index("chat")]))

    def decide(self, question: str, evidence: RouteEvidence, language: str) -> RouteDecision:
        """The likeliest road. A road whose source is not enabled cannot be taken."""
        scores = self._classifier.logits(self._embed([question])[0]).astype(float) * TEXT_WEIGHT
        knowledge, database = ROADS.index("knowledge"), ROADS.index("database")
        if evidence.knowledge is None:
            scores[knowledge] = -np.inf
        else:
            scores[knowledge] += KNOWLEDGE_WEIGHT * (evidence.knowledge - KNOWLEDGE_NEUTRAL)
        if evidence.schema is None:
            scores[database] = -np.inf
        else:
            scores[database] += SCHEMA_WEIGHT * (evidence.schema - SCHEMA_NEUTRAL)
        if evidence.previous:
            scores[ROADS.index(evidence.previous)] += FOLLOWUP_BONUS
        probability = np.exp(scores - scores.max())
        probability /= probability.sum()
        order = np.argsort(-probability)
        ranked: list[tuple[Road, float]] = [
            (_road(int(i)), round(float(probability[i]), 4)) for i in order if np.isfinite(scores[i])
        ]
        name, confidence = ranked[0]
        return RouteDecision(name, confidence, _reason(name, evidence, language), tuple(ranked[1:]))


def forced(road: Road, language: str) -> RouteDecision:
    """The decision when the user chose the road."""
    return RouteDecision(road, 1.0, prompt("reason_forced", language))


def _road(index: int) -> Road:
    roads: tuple[Road, Road, Road] = ("chat", "knowledge", "database")
    return roads[index]


def _reason(name: Road, evidence: RouteEvidence, language: str) -> str:
    if evidence.previous == name:
        return prompt("reason_followup", language)
    if evidence.knowledge is None and evidence.schema is None:
        return prompt("reason_only", language)
    return prompt(f"reason_{name}", language).format(
        knowledge=evidence.knowledge or 0.0, schema=evidence.schema or 0.0, database=evidence.database or ""
    )
