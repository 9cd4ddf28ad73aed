"""A rolling summary of what a thread has forgotten word for word: one line per turn, within a budget of characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.language.tokenization import terms

LINE_CHARACTERS = 160
BUDGET_CHARACTERS = 1_200

_FIRST_SENTENCE = re.compile(r"^.*?(?:[。！？]|[.!?](?=\s|$)|\n|$)", re.DOTALL)
_MARKS = re.compile(r"\s*\[\d+\]")


def line_of(question: str, answer: str) -> str:
    """A turn in one line of at most 160 characters: the question and the first sentence of its answer."""
    said = _FIRST_SENTENCE.match(_MARKS.sub("", answer.strip()))
    parts = [" ".join(question.split()), " ".join(said.group().split()) if said else ""]
    half = LINE_CHARACTERS // 2 - 2
    asked = _cut(parts[0], max(half, LINE_CHARACTERS - 3 - len(parts[1])))
    return _cut(f"{asked} → {parts[1]}" if parts[1] else asked, LINE_CHARACTERS)


def fold(summary: Sequence[str], question: str, answer: str) -> list[str]:
    """The summary with one more turn, within its budget.

    Where it would grow too long, the line that says least beyond what the others say goes first, an older one before
    a newer one; so the subjects of a long thread stay, and its repetitions do not.
    """
    lines = [*summary, line_of(question, answer)]
    while sum(len(line) for line in lines) > BUDGET_CHARACTERS and len(lines) > 1:
        del lines[_least_telling(lines)]
    return lines


def _least_telling(lines: Sequence[str]) -> int:
    """The place of the line with the fewest terms of its own; the newest line is never it."""
    bags = [set(terms(line)) for line in lines]
    own = [len(bag.difference(*(other for j, other in enumerate(bags) if j != i))) for i, bag in enumerate(bags)]
    return min(range(len(lines) - 1), key=lambda i: (own[i], i))


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
