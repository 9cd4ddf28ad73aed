"""On which side the words beside a point in time open it: since, after, before, until, 以来, 之后, 之前, 截至."""

import re
from typing import Literal

from knowledge.language.calendar_periods import Point, spaced
from knowledge.language.dates_numeric import YEAR

_THE = r" (?:the )?(?:(?:years?|months?) )?(?:of )?\Z"
_NO_YEAR = rf"(?! (?:the )?(?:years? )?(?:of )?{YEAR})"
"""Behind "before" of "or before": "before 2000 or before 1990" names two times."""
Side = Literal["after", "since", "before", "to"]
# the first that matches is meant: "no later than" before "later than"
_OPENED_BEFORE: tuple[tuple[Side, re.Pattern[str]], ...] = (
    ("to", spaced(rf"\b(?:by|before|until|till|up to) (?:the )?(?:end|close) of{_THE}")),
    ("after", spaced(rf"\b(?:since|after|from) (?:the )?(?:end|close) of{_THE}")),
    ("since", spaced(rf"\b(?:since|after|from) (?:the )?(?:start|beginning) of{_THE}")),
    ("before", spaced(rf"\b(?:by|before|until|till|up to) (?:the )?(?:start|beginning) of{_THE}")),
    (
        "to",
        spaced(
            rf"\b(?:until|till|by|up to|up until|through|(?:on|in) or before|(?:no|not) later than|not after){_THE}"
        ),
    ),
    ("to", spaced(r"(?:截至|截止到?|不晚于|不迟于)_\Z")),
    (
        "since",
        spaced(
            rf"\b(?:since|starting(?: (?:in|from|on))?|(?:on|in) or after|not before|(?:no|not) earlier than){_THE}"
        ),
    ),
    ("since", spaced(r"(?:自从?|从|不早于)_\Z")),
    ("after", spaced(rf"\b(?:after|later than|newer than){_THE}|\bpost-\Z|(?:晚于|迟于)_\Z")),
    ("before", spaced(rf"\b(?:before|earlier than|prior to|older than){_THE}|\bpre-\Z|早于_\Z")),
)
_FROM = spaced(rf"\bfrom{_THE}")
_OPENED_BEHIND: tuple[tuple[Side, re.Pattern[str]], ...] = (
    ("to", spaced(r"_年?[底末](?:之?前|以前)")),
    ("after", spaced(r"_年?[底末](?:以来|之后|以后|起)")),
    ("since", spaced(r"_年?初(?:以来|之后|以后|起|至今|开始)")),
    ("before", spaced(r"_年?初(?:之?前|以前)")),
    ("since", spaced(rf"_(?:以来|起|开始|至今|[及或]以后|[及或]之后|[及或]更晚|or later|onwards?|or after{_NO_YEAR})")),
    (
        "since",
        spaced(r"_(?:(?:to|until|till|through|up to|and) (?:now|date|(?:the )?present)\b|[到至](?:现在|目前|如今))"),
    ),
    ("to", spaced(rf"_(?:[及或](?:之前|以前|更早)|为止|or (?:earlier|before){_NO_YEAR})")),
    ("after", spaced(r"_(?:之后|以后)|后(?![天年\d一二两三四五六七八九十])")),
    ("before", spaced(r"_(?:之前|以前)|前(?![天年\d一二两三四五六七八九十])")),
)
_LONGER_AGO = spaced(r"\b(?:more than|over|longer than|earlier than|older than) \Z|\b超过_\Z")
_NEARER = spaced(r"\b(?:less than|under|within|no more than|not more than) \Z")


def side_of(text: str, point: Point, before: str) -> tuple[Side | None, int, int]:
    """On which side the words beside the point open it, and the characters that they and the point stand at."""
    if point.since and (match := _LONGER_AGO.search(before)):
        return "before", point.start - len(match.group()), point.stop
    if point.since and (match := _NEARER.search(before)):
        return "since", point.start - len(match.group()), point.stop
    side: Side | None = None
    start, stop = point.start, point.stop
    for name, pattern in _OPENED_BEHIND:
        if match := pattern.match(text, point.stop):
            side, stop = name, match.end()
            break
    opening = [*_OPENED_BEFORE, ("since", _FROM)] if _is_dated(text, point) else _OPENED_BEFORE
    for name, pattern in opening:
        if match := pattern.search(before):
            side, start = side or name, point.start - len(match.group())
            break
    return side, start, stop


def _is_dated(text: str, point: Point) -> bool:
    """Whether the point is given by its number: "from 2020" goes on from there, "from last month" is of that month."""
    return any(c.isdigit() for c in text[point.start : point.stop]) and point.since is None
