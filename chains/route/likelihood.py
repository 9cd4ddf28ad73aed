"""Lets the model settle a close call: which road's description it finds likelier after the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from chains.prompts import prompt
from chains.route.router import CLARIFY_LEAD, Road, RouteDecision
from chains.text2sql import Score

SECONDS = 1.5
MOST_CHARACTERS = 600


def settled(question: str, close: RouteDecision, language: str, score: Score) -> RouteDecision:
    """The decision of a question back after the model's word; `close` itself where that tells nothing or is late.

    A description counts by how much likelier the question makes it than no question does, as the roads' descriptions
    are not equally likely by themselves.
    """
    roads = [road for road, _ in close.alternatives]
    said = [prompt(f"likely_{road}", language) for road in roads]
    asked, nothing = (
        prompt("likely_context", language).format(question=question[:MOST_CHARACTERS]),
        prompt("likely_nothing", language),
    )
    pairs = [(context, " " + words) for words in said for context in (asked, nothing)]
    scores = [likelihood.log_probability for likelihood in score("", pairs, seconds=SECONDS)]
    if len(scores) < len(pairs):
        return close
    gains = [after - before for after, before in zip(scores[::2], scores[1::2], strict=True)]
    ranked = _weighed(close.alternatives, gains)
    if ranked[0][1] - ranked[1][1] < CLARIFY_LEAD:
        return replace(close, confidence=ranked[0][1], alternatives=ranked)
    name = prompt(f"road_{ranked[0][0]}", language)
    return RouteDecision(*ranked[0], prompt("reason_likely", language).format(road=name), ranked[1:])


def _weighed(roads: Sequence[tuple[Road, float]], gains: Sequence[float]) -> tuple[tuple[Road, float], ...]:
    """The roads with their shared probability divided anew, likeliest first."""
    weights = [probability * math.exp(gain - max(gains)) for (_, probability), gain in zip(roads, gains, strict=True)]
    whole = sum(probability for _, probability in roads) / sum(weights)
    anew = [(road, round(weight * whole, 4)) for (road, _), weight in zip(roads, weights, strict=True)]
    return tuple(sorted(anew, key=lambda pair: -pair[1]))
