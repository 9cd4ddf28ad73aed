"""Finds names of places and languages that Chinese has of its own, 缅因 for Maine, where sound alone does not tell.

The names stand in `gazetteer.toml`.
"""

import tomllib
from functools import cache
from importlib.resources import files

NamedPlace = tuple[frozenset[str], int, int]


def places_in(text: str) -> list[NamedPlace]:
    """Return (spellings in small Latin letters, start, end) of each name in `text`, the longest at each place."""
    names = _names()
    longest = max(map(len, names))
    found: list[NamedPlace] = []
    place = 0
    while place < len(text):
        for end in range(min(place + longest, len(text)), place + 1, -1):
            if text[place:end] in names:
                found.append((names[text[place:end]], place, end))
                place = end - 1
                break
        place += 1
    return found


@cache
def _names() -> dict[str, frozenset[str]]:
    stored = tomllib.loads(files("knowledge.language").joinpath("gazetteer.toml").read_text(encoding="utf-8"))
    return {
        name: frozenset(latin.split("|"))
        for group in stored.values()
        for latin, chinese in group.items()
        for name in chinese.split()
    }
