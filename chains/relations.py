"""What a question asks about its subject (its other name, its beginning, its use ...), and whether a text tells it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_WORDS = Path(__file__).with_name("relations.toml")


class _Relation(NamedTuple):
    asked: re.Pattern[str]
    told: re.Pattern[str]


def relations(question: str, text: str) -> tuple[int, int]:
    """How many of the relations that `question` asks about `text` tells of, and how many it does not."""
    wanted = [relation for relation in _relations() if relation.asked.search(question)]
    met = sum(relation.told.search(text) is not None for relation in wanted)
    return met, len(wanted) - met


@cache
def _relations() -> tuple[_Relation, ...]:
    entries = tomllib.loads(_WORDS.read_text(encoding="utf-8"))["relation"]
    return tuple(_Relation(_pattern(entry["asked"]), _pattern(entry["told"])) for entry in entries)


def _pattern(words: dict[str, str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words['en']})|{words['zh']}", re.IGNORECASE)
