"""Counts how the questions of cases came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["right", "declined", "noticed", "silently_wrong"]
"""`noticed`: wrong rows beside a notice that says what was left out."""


@dataclass(frozen=True)
class Judged:
    """One question, how it came out, what shows why, and the kind of question that its file names."""

    question: str
    outcome: Outcome
    details: dict[str, Any]
    kind: str = ""


def counts(judged: list[Judged]) -> dict[str, int]:
    """Return n, right, declined, noticed, silently_wrong."""
    tally = Counter(one.outcome for one in judged)
    return {
        "n": len(judged),
        "right": tally["right"],
        "declined": tally["declined"],
        "noticed": tally["noticed"],
        "silently_wrong": tally["silently_wrong"],
    }


def by_kind(judged: list[Judged]) -> dict[str, dict[str, int]]:
    """Return the counts of each kind that is named."""
    kinds = sorted({one.kind for one in judged if one.kind})
    return {kind: counts([one for one in judged if one.kind == kind]) for kind in kinds}


def failures(judged: list[Judged]) -> list[dict[str, Any]]:
    """Return those that are not right, with what was asked, expected and given."""
    return [
        {"question": one.question, "outcome": one.outcome} | one.details for one in judged if one.outcome != "right"
    ]
