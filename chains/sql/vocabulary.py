"""The words by which a question says what it wants done: count, most, at least, per, in order of.

They stand in `vocabulary.toml`, English and Chinese side by side. The ranker sees cues, never words, so both
languages share what is learned.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

CueName = Literal[
    "count", "sum", "avg", "max", "min", "ascending", "descending", "order", "group", "distinct", "not", "above",
    "below", "at_least", "at_most", "between", "average_of_all", "every", "also", "or", "like", "starts", "ends",
    "recent", "null", "ratio",
]  # fmt: skip


@dataclass(frozen=True)
class Cue:
    """One cue and the characters at which it stands."""

    name: CueName
    start: int
    end: int
    text: str


def cues_in(text: str) -> list[Cue]:
    """Return the cues of `text` in order of place; cues of different names may overlap."""
    found = [
        Cue(name, match.start(), match.end(), match.group())
        for name, pattern in _cues()
        for match in pattern.finditer(text)
        if match.group()
    ]
    return sorted(found, key=lambda cue: (cue.start, cue.end))


def measures_in(text: str) -> list[tuple[int, int, list[str]]]:
    """Return (start, end, words of columns) for adjectives and question words that measure something."""
    return [(m.start(), m.end(), words) for pattern, words in _measures() for m in pattern.finditer(text)]


def unit_after(text: str, position: int) -> tuple[str, int] | None:
    """Return the longest unit that begins at `position`, and where it ends."""
    found = [(unit, match.end()) for unit, pattern in _units() if (match := pattern.match(text, position))]
    return max(found, key=lambda pair: pair[1], default=None)


@cache
def units() -> dict[str, str]:
    """Return the pattern of each unit by its name."""
    return dict(_stored()["units"])


@cache
def measure_words() -> str:
    """Return the Chinese measure words, as characters."""
    return str(_stored()["measure_words"])


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(files("chains.sql").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


@cache
def _cues() -> list[tuple[CueName, re.Pattern[str]]]:
    stored: dict[CueName, dict[str, list[str]]] = _stored()["cues"]
    joined = {name: "|".join([*words["en"], *words["zh"]]) for name, words in stored.items()}
    filled = {name: text.replace("{measure}", measure_words()) for name, text in joined.items()}
    return [(name, re.compile(text, re.IGNORECASE)) for name, text in filled.items()]


@cache
def _measures() -> list[tuple[re.Pattern[str], list[str]]]:
    return [(re.compile("|".join(m["said"]), re.IGNORECASE), m["columns"].split()) for m in _stored()["measures"]]


@cache
def _units() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(rf"\s*-?(?:{pattern})(?![a-z])", re.IGNORECASE)) for name, pattern in units().items()]
