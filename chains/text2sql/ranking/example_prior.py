"""Lets solved questions speak for and against candidates: those made like the queries of similar questions rise.

How much a solved question says depends on how alike it is; one that is not does not count at all. The amounts were
set by hand on development questions: a solved question of the same wording outweighs the ranker's usual margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chains.text2sql.examples.adapt import Neighbour, Solved
from chains.text2sql.examples.parts import Parts, likeness, parts_of_query
from chains.text2sql.examples.similarity import tokens
from chains.text2sql.ranking.constants import (
    ADAPTED_BEHIND,
    ALL_SUPPORT,
    LEAST_LIKENESS,
    NEAREST_SUPPORT,
    SAME_QUESTION,
    SUPPORT_DOUBT,
)
from chains.text2sql.ranking.rank import Candidate


def reconsider(ranked: Sequence[Candidate], solved: Solved, question: str) -> list[Candidate]:
    """Return `ranked` and the adapted queries as candidates, best first, with new scores and probabilities."""
    top = max((c.score for c in ranked), default=0.0)
    found = {
        c.sql: replace(c, score=c.score + _support(parts_of_query(c.query), solved.neighbours))
        for c in ranked
        if c.query is not None
    }
    for adapted in solved.adapted:
        if _trust(adapted.likeness) <= 0 and ranked:
            continue
        own = Neighbour(adapted.example, adapted.likeness, adapted.parts)
        score = top - ADAPTED_BEHIND + _support(adapted.parts, (own, *solved.neighbours))
        if adapted.likeness >= SAME_QUESTION or tokens(adapted.example.question) == tokens(question):
            # the very question that was solved, but for its values
            score = max([score, *(c.score for c in found.values())]) + 5.0
        kept = found.get(adapted.sql)
        if kept is None or kept.score < score:
            found[adapted.sql] = Candidate(adapted.sql, score, 0.0, None, adapted.example.question, adapted.likeness)
    if not found:
        return []
    ordered = sorted(found.values(), key=lambda c: -c.score)
    weights = np.exp(np.asarray([c.score - ordered[0].score for c in ordered]))
    shares = weights / weights.sum()
    return [replace(c, probability=float(p)) for c, p in zip(ordered, shares, strict=True)]


def _support(parts: Parts, neighbours: Sequence[Neighbour]) -> float:
    """What the solved questions give to a query of these parts: the best of them, and all of them together."""
    if not neighbours:
        return 0.0
    shared = [(_trust(n.likeness), likeness(parts, n.parts)) for n in neighbours]
    nearest = max(trust * share for trust, share in shared)
    together = sum(t * t * share for t, share in shared) / (sum(t * t for t, _ in shared) + SUPPORT_DOUBT)
    return NEAREST_SUPPORT * nearest + ALL_SUPPORT * together


def _trust(likeness: float) -> float:
    return min(1.0, max(0.0, (likeness - LEAST_LIKENESS) / (1 - LEAST_LIKENESS)))
