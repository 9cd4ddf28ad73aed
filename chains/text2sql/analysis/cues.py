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
    "recent", "null", "ratio", "money",
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
        if match.group() and not (match.group()[0] == "最" and _bound().match(text, match.end()))
    ]
    counts = [(cue.start, cue.end) for cue in found if cue.name == "count"]
    # the total of "the total number of" adds nothing up
    found = [c for c in found if c.name != "sum" or not any(a <= c.start and c.end <= b for a, b in counts)]
    sorting = [(cue.start, cue.end) for cue in found if cue.name in ("ascending", "descending")]
    # 从最大到最小 is an order, no superlative
    found = [c for c in found if c.name not in ("max", "min") or not any(a < c.end and c.start < b for a, b in sorting)]
    return sorted(found, key=lambda cue: (cue.start, cue.end))


def measures_in(text: str) -> list[tuple[int, int, list[str]]]:
    """Return (start, end, words of columns) for adjectives and question words that measure something."""
    return [(m.start(), m.end(), words) for pattern, words in _measures() for m in pattern.finditer(text)]


@cache
def abbreviations() -> dict[str, str]:
    """Return what the short forms in names of tables and columns stand for."""
    return dict(_stored()["abbreviations"])


def deeds_in(text: str) -> list[tuple[int, int, list[str]]]:
    """Return (start, end, words of tables) for verbs whose doings are kept in tables of their own."""
    return [(m.start(), m.end(), words) for pattern, words in _deeds() for m in pattern.finditer(text)]


@cache
def measure_words() -> str:
    """Return the Chinese measure words, as characters."""
    return str(_stored()["measure_words"])


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(files("chains.text2sql.analysis").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


@cache
def _cues() -> list[tuple[CueName, re.Pattern[str]]]:
    stored: dict[CueName, dict[str, list[str]]] = _stored()["cues"]
    joined = {name: "|".join([*words["en"], *words["zh"]]) for name, words in stored.items()}
    filled = {name: text.replace("{measure}", measure_words()) for name, text in joined.items()}
    return [(name, re.compile(text, re.IGNORECASE)) for name, text in filled.items()]


@cache
def _bound() -> re.Pattern[str]:
    """What follows 最低 where it is the end of a range, no superlative: 最低价格是200元."""
    return re.compile(rf"[\u3400-\u9fff]{{0,4}}?[是在为于]?\s*\d+(?:\.\d+)?(?![\d.]|\s*[{measure_words()}])")


@cache
def _measures() -> list[tuple[re.Pattern[str], list[str]]]:
    return [(re.compile("|".join(m["said"]), re.IGNORECASE), m["columns"].split()) for m in _stored()["measures"]]


@cache
def _deeds() -> list[tuple[re.Pattern[str], list[str]]]:
    return [(re.compile("|".join(d["said"]), re.IGNORECASE), d["tables"].split()) for d in _stored()["deeds"]]
