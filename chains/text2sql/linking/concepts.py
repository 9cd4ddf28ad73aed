"""Pairs of opposites (active and inactive, 在售 and 下架), kept in `filters.toml`, and where a question says them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chains.text2sql.linking.phrases import IDEOGRAPHS, Span, Token, forms, places_of, span_of, starts_of

# "on leave" is not about who left
_PREPOSITIONS = frozenset(forms(word) for word in ("on", "in", "off", "out", "for", "under", "with", "not"))
DENYING = "未非不没无"
_DENYING_PAIRS = ("没有", "尚未", "还没", "从未")


@dataclass(frozen=True)
class Words:
    """Phrases of both languages: English as forms, Chinese as it stands."""

    english: tuple[tuple[str, ...], ...]
    chinese: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Return the phrases that stand between bars."""
        parts = text.split("|")
        return cls(
            tuple(forms(part) for part in parts if part.isascii()),
            tuple(part for part in parts if not part.isascii()),
        )

    def spans(self, tokens: Sequence[Token], text: str) -> list[Span]:
        """Return where a question says one of them."""
        found = [span_of(tokens, *place) for phrase in self.english for place in places_of(phrase, tokens)]
        found.extend((at, at + len(run)) for run in self.chinese for at in starts_of(run, text))
        return found


@dataclass(frozen=True)
class Concept:
    """Something that holds or does not: how columns are named for it, and how questions say yes and no."""

    names: Words
    yes: Words
    no: Words


@dataclass(frozen=True)
class Meaning:
    """One meaning that cells stand for without a comment, and the words for it."""

    cells: frozenset[str]
    words: Words


@cache
def concepts() -> tuple[Concept, ...]:
    """Return all pairs of opposites."""
    return tuple(Concept(*(Words.of(c[key]) for key in ("names", "yes", "no"))) for c in _stored()["concepts"])


@cache
def known_codes() -> tuple[tuple[Words, tuple[Meaning, ...]], ...]:
    """Return (names of columns, meanings of their cells) for codes that everyone reads: M and F of a gender."""
    return tuple(
        (
            Words.of(known["names"]),
            tuple(Meaning(frozenset(m["cells"].split("|")), Words.of(m["words"])) for m in known["meanings"]),
        )
        for known in _stored()["known_codes"]
    )


def chinese_places(run: str, text: str) -> list[tuple[int, int, bool]]:
    """Return (start, end, whether it is denied) of a Chinese word; 已 before it and what denies it belong to it."""
    found = []
    for start in starts_of(run, text):
        end = start + len(run)
        before = text[:start]
        pair = next((p for p in _DENYING_PAIRS if before.endswith(p)), "")
        if pair or (before and before[-1] in DENYING and not before.endswith(("是非", "无不"))):
            found.append((start - (len(pair) or 1), end, True))
        else:
            found.append((start - (before[-1:] == "已"), end, False))
    return found


def is_named_by(names: Words, column_forms: Sequence[str], runs: Sequence[str]) -> bool:
    """Whether a column with these forms and Chinese words is named by one of the phrases."""
    said = tuple(column_forms)
    lead = said[:1] if said[:1] in _PREPOSITIONS else ()
    has_english = any(
        phrase == said[i : i + len(phrase)] and (i == 0 or not lead)
        for phrase in names.english
        for i in range(len(said) - len(phrase) + 1)
    )
    return has_english or any(word in run for word in names.chinese for run in runs)


def ideograph_runs(text: str) -> tuple[str, ...]:
    """Return the runs of ideographs of `text`."""
    return tuple(IDEOGRAPHS.findall(text))


@cache
def _stored() -> dict[str, Any]:
    folder = files("chains.text2sql.linking")
    return tomllib.loads(folder.joinpath("filters.toml").read_text(encoding="utf-8"))
