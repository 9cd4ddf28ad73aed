"""The words that ask for a part of a query, and those that ask for nothing (`words.toml`)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.language.stemming import stem

_IDEOGRAPH = r"\u3400-\u9fff"


@dataclass(frozen=True)
class CueMatch:
    """A cue of `words.toml` and the characters at which it stands."""

    name: str
    start: int
    end: int


def cue_matches(text: str) -> list[CueMatch]:
    """Return every place of every cue in `text`, in both languages; matches may overlap."""
    return [
        CueMatch(name, match.start(), match.end())
        for name, pattern in _patterns()
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]


def is_empty_word(word: str) -> bool:
    """Return whether the word asks for nothing."""
    return word.casefold() in _empty()


def empty_chinese() -> list[str]:
    """Return the Chinese words that ask for nothing, longest first."""
    return _empty_chinese()


@cache
def person_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the stems of English words and the Chinese words for people that tables are named after."""
    entry = _stored()["persons"]
    return frozenset(stem(w) for w in entry["en"].split()), tuple(entry["zh"].split())


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(files("chains.text2sql.composition").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    made = []
    for name, entry in _stored()["cues"].items():
        # a word ends where letters end; "%" and "," stand by themselves
        english = "|".join(f"(?:{p})" for p in sorted(entry["en"], key=len, reverse=True))
        chinese = "|".join(sorted(entry["zh"], key=len, reverse=True))
        made.append((name, re.compile(rf"(?<![A-Za-z])(?:{english})(?![A-Za-z])", re.IGNORECASE)))
        made.append((name, re.compile(chinese)))
    return made


@cache
def _empty() -> frozenset[str]:
    entry = _stored()["empty"]
    return frozenset(entry["en"].split()) | frozenset(entry["zh"].split())


@cache
def _empty_chinese() -> list[str]:
    return sorted(_stored()["empty"]["zh"].split(), key=len, reverse=True)
