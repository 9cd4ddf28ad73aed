"""Pairs of opposites (active and inactive, 在售 and 下架), kept in `filters.toml`, and where a question says them."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from chains.text2sql.linking.phrases import IDEOGRAPHS, forms, starts_of

# "on leave" is not about who left
_PREPOSITIONS = frozenset(forms(word) for word in ("on", "in", "off", "out", "for", "under", "with", "not"))
_LONGEST_WORD = 6
DENYING = "未非不没无"
_DENYING_PAIRS = ("没有", "尚未", "还没", "从未", "不带", "不含", "没带", "不提供")


@dataclass(frozen=True)
class Words:
    """Phrases of both languages: English as forms, Chinese as it stands."""

    english: tuple[tuple[str, ...], ...]
    chinese: tuple[str, ...]
    written: tuple[str, ...] = ()
    """The English phrases as they are written."""

    @classmethod
    def of(cls, text: str) -> "Words":
        """Return the phrases that stand between bars."""
        parts = [part for part in text.split("|") if part]
        written = tuple(part for part in parts if part.isascii())
        return cls(tuple(map(forms, written)), tuple(part for part in parts if not part.isascii()), written)


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
def synonyms() -> tuple[Words, ...]:
    """Return the groups of words for one state."""
    return tuple(Words.of(group) for group in _stored()["synonyms"]["groups"])


@cache
def states() -> tuple[Words, ...]:
    """Return all groups of words that say one state."""
    groups = [same for concept in concepts() for same in (concept.yes, concept.no)]
    groups.extend(meaning.words for _, meanings in known_codes() for meaning in meanings)
    return (*groups, *synonyms())


@lru_cache(maxsize=5_000)
def groups_of(word: str, base: str) -> tuple[Words, ...]:
    """Return the words of one meaning among which the words of a code are, or its `base` without 已 and 中."""
    groups = states()
    if word.isascii():
        said = forms(word)
        return tuple(group for group in groups if said in group.english)
    return tuple(group for group in groups if word in group.chinese or base in group.chinese)


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
        before = text[:start].removesuffix("被")
        passive = start - len(before)
        pair = next((p for p in _DENYING_PAIRS if before.endswith(p)), "")
        if pair or (before and before[-1] in DENYING and not before.endswith(("是非", "无不"))):
            found.append((start - passive - (len(pair) or 1), end, True))
        else:
            found.append((start - passive - 1 if before[-1:] == "已" else start, end, False))
    return found


@lru_cache(maxsize=50_000)
def concepts_named(said: tuple[str, ...], runs: tuple[str, ...]) -> tuple[tuple[int, bool], ...]:
    """Return the concepts that a column with these forms and Chinese words is named for, by their number, and whether
    the column says that they hold; it says that they do not when it is named by a word of `no`.
    """
    by_names = _named(said, runs, "names")
    by_no = _named(said, runs, "no") - by_names
    return (*((number, True) for number in sorted(by_names)), *((number, False) for number in sorted(by_no)))


@lru_cache(maxsize=50_000)
def codes_named(said: tuple[str, ...], runs: tuple[str, ...]) -> tuple[Meaning, ...]:
    """Return the meanings of the cells of a column with these forms and Chinese words, where everyone knows them."""
    return tuple(
        meaning
        for names, meanings in known_codes()
        if any(phrase == said[-len(phrase) :] for phrase in names.english)
        or any(run.endswith(names.chinese) for run in runs)
        for meaning in meanings
    )


def _named(said: tuple[str, ...], runs: tuple[str, ...], part: Literal["names", "no"]) -> set[int]:
    found = set()
    places = range(1) if said[:1] in _PREPOSITIONS else range(len(said))
    for place in places:
        for phrase, number in _by_first_form(part).get(said[place], ()):
            if phrase == said[place : place + len(phrase)]:
                found.add(number)
    known = _chinese_of(part)
    for run in runs:
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + _LONGEST_WORD) + 1):
                found.update(known.get(run[start:end], ()))
    return found


@cache
def _by_first_form(part: Literal["names", "no"]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, concept in enumerate(concepts()):
        for phrase in (concept.names if part == "names" else concept.no).english:
            found.setdefault(phrase[0], []).append((phrase, number))
    return found


@cache
def _chinese_of(part: Literal["names", "no"]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, concept in enumerate(concepts()):
        for word in (concept.names if part == "names" else concept.no).chinese:
            found.setdefault(word, []).append(number)
    return found


def ideograph_runs(text: str) -> tuple[str, ...]:
    """Return the runs of ideographs of `text`."""
    return tuple(IDEOGRAPHS.findall(text))


@cache
def _stored() -> dict[str, Any]:
    folder = files("chains.text2sql.linking")
    return tomllib.loads(folder.joinpath("filters.toml").read_text(encoding="utf-8"))
