"""Fuses the evidence for each road into probabilities and says why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chains.prompts import prompt
from chains.route.classifier import ROADS, RouteClassifier
from chains.route.corrections import STRENGTH, Corrections
from chains.route.fusion import Fusion
from knowledge.language.embedding import Embed

Road = Literal["chat", "knowledge", "database"]
Destination = Literal["chat", "knowledge", "database", "both", "clarify"]

FOLLOWUP_BONUS = 2.5
CLARIFY_LEAD = 0.08
"""By how much probability the likeliest road must lead, or the user is asked."""


@dataclass(frozen=True)
class RouteEvidence:
    """What the sources say: relevance of the best passage and schema match, 0..1; `None` where nothing is enabled."""

    knowledge: float | None = None
    schema: float | None = None
    database: str | None = None
    previous: Road | None = None


@dataclass(frozen=True)
class RouteDecision:
    """The road taken, its probability, a reason in words, and the other roads with theirs, likeliest first.

    "clarify" asks the user; its alternatives are the roads to choose from, its confidence is the first one's. "both" is
    for a question that asks the documents one thing and a database another.
    """

    name: Destination
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

    def __init__(
        self,
        classifier: RouteClassifier,
        embed: Embed,
        corrections: Corrections | None = None,
        fusion: Fusion | None = None,
    ) -> None:
        self._classifier = classifier
        self._embed = embed
        self._corrections = corrections or Corrections(embed)
        self._fusion = fusion or Fusion.load()

    def chat_likelihood(self, question: str) -> float:
        """How much the words of `question` alone sound like chat, 0..1."""
        return float(np.exp(self._classifier.logits(question, self._embed([question])[0])[ROADS.index("chat")]))

    def is_corrected(self, question: str) -> bool:
        """Whether a user has said of (nearly) this very question which road it belongs on."""
        return bool(self._corrections.evidence(self._embed([question])[0]).max() >= STRENGTH / 2)

    def decide(self, question: str, evidence: RouteEvidence, language: str) -> RouteDecision:
        """The likeliest road. A road whose source is not enabled cannot be taken."""
        vector = self._embed([question])[0]
        wording = self._classifier.logits(question, vector).astype(np.float64)
        scores = self._fusion.scores(wording, evidence.knowledge, evidence.schema) + self._corrections.evidence(vector)
        if evidence.previous:
            scores[ROADS.index(evidence.previous)] += FOLLOWUP_BONUS
        probability = np.exp(scores - scores.max())
        probability /= probability.sum()
        order = np.argsort(-probability)
        ranked: list[tuple[Road, float]] = [
            (_road(int(i)), round(float(probability[i]), 4)) for i in order if np.isfinite(scores[i])
        ]
        name, confidence = ranked[0]
        if len(ranked) > 1 and evidence.previous is None and confidence - ranked[1][1] < CLARIFY_LEAD:
            first, second = (prompt(f"road_{road}", language) for road, _ in ranked[:2])
            reason = prompt("reason_clarify", language).format(first=first, second=second)
            return RouteDecision("clarify", confidence, reason, tuple(ranked[:2]))
        return RouteDecision(name, confidence, _reason(name, evidence, language), tuple(ranked[1:]))


def joined(parts: Sequence[tuple[str, RouteDecision]], database: str, language: str) -> RouteDecision:
    """The decision for a question whose parts belong to the documents and to a database."""
    asked = {decision.name: part for part, decision in parts}
    reason = prompt("reason_both", language).format(
        knowledge=asked["knowledge"], database_part=asked["database"], database=database
    )
    return RouteDecision("both", round(math.prod(decision.confidence for _, decision in parts), 4), reason)


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
