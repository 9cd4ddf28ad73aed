"""Times in English words: March 5th, Q3 2024, first half of last year, yesterday, last 30 days, year to date."""

import datetime as dt
import re

from knowledge.language.calendar_periods import (
    DAY,
    Clock,
    Point,
    Reader,
    Unit,
    around,
    fiscal_year,
    latest,
    month_of_year,
    moved,
    part_of_year,
    spaced,
)
from knowledge.language.dates_numeric import YEAR
from knowledge.language.months import MONTH_PATTERN, MONTHS
from knowledge.language.number_words import english_value

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat|sunday sun".split(
            "|"
        ),
        start=1,
    )
    for name in names.split()
}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "latter": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
AHEAD = {"last": -1, "previous": -1, "prior": -1, "preceding": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
SIDE = "|".join(AHEAD)
UNITS: dict[str, Unit] = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
NUMBER = (
    r"(?P<n>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|"
    r"twenty[- ]four|thirty|forty|forty[- ]five|sixty|ninety|(?:a )?couple(?: of)?|(?:a )?dozen)"
)
_NAMED_YEAR = (
    rf"(?:(?P<fy>(?:FY_-?_'?|(?:fiscal|financial)(?: year)? )(?P<fyear>{YEAR}|\d\d)(?:[/-](?P<fnext>\d\d))?)(?!\d)"
    rf"|(?P<y>{YEAR})(?!\d)(?P<fiscal> (?:fiscal|financial) year\b)?"
    rf"|(?P<side>{SIDE}) (?P<rfiscal>(?:fiscal|financial) )?year\b)"
)
_DAY = r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\b)"
_DAYS = r"(?P<low>\d{1,2})(?:st|nd|rd|th)?_(?:-|–|—|to|through|and|until)_(?P<high>\d{1,2})(?:st|nd|rd|th)?"
_DATED = (
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<m>{MONTH_PATTERN})\b\.?"
    r"(?: (?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)?\b)?"
)
_ORDINAL = "first|second|third|fourth|last|final|1st|2nd|3rd|4th"
_QUARTER = rf"(?:(?<![A-Za-z])q_(?P<q>[1-4])(?![A-Za-z0-9])|\b(?P<qw>{_ORDINAL}) (?P<qf>fiscal )?quarter\b)"
_HALF = r"(?:(?<![A-Za-z])h(?P<h>[12])(?![A-Za-z0-9])|\b(?P<hw>first|second|last|latter|1st|2nd) half\b)"
_PART = rf"(?:{_DATED}|{_QUARTER}|{_HALF})"


def _year_begins(match: re.Match[str], clock: Clock) -> dt.date:
    """The first day of the year that the match names: a number, a fiscal year, last year."""
    if match["y"] and not match["fiscal"]:
        return dt.date(int(match["y"]), 1, 1)
    if match["y"] or match["fy"]:
        digits = match["y"] or match["fyear"]
        year = int(digits) + (2000 if len(digits) == 2 else 0) + (1 if match["fnext"] else 0)
        return fiscal_year(year, clock.fiscal_start)[0]
    first_month = clock.fiscal_start if match["rfiscal"] else 1
    return around(clock.today, "year", AHEAD[match["side"].casefold()], first_month)[0]


def _year(match: re.Match[str], clock: Clock) -> Point | None:
    first = _year_begins(match, clock)
    return Point(first, moved(first, "year", 1), "year", *match.span())


def _part(match: re.Match[str], clock: Clock) -> Point | None:
    year = _year_begins(match, clock)
    if match["m"]:
        first, end = month_of_year(year, MONTHS[match["m"].casefold()])
        day = int(match["d1"] or match["d2"] or 0)
        if not day:
            return Point(first, end, "month", *match.span())
        if day > (end - first).days or (match["d1"] and match["d2"]):
            return Point(year, moved(year, "year", 1), "year", *match.span())
        first += (day - 1) * DAY
        return Point(first, first + DAY, "day", *match.span())
    return Point(*part_of_year(year, *_which(match)), "month", *match.span())


def _which(match: re.Match[str]) -> tuple[Unit, int]:
    """The quarter or half that the match names."""
    if match["q"] or match["qw"]:
        return "quarter", int(match["q"] or _ORDINALS.get(match["qw"].casefold(), 4))
    return "half", int(match["h"] or _ORDINALS.get(match["hw"].casefold(), 2))


def _lone_part(match: re.Match[str], clock: Clock) -> Point | None:
    """Q3, the second half of the year: the latest that has begun."""
    if match["h"] and not match.group().startswith("H"):
        return None
    unit, number = _which(match)
    first_month = clock.fiscal_start if match["qf"] else 1
    years = [around(clock.today, "year", ahead, first_month)[0] for ahead in (-1, 0)]
    period = latest((part_of_year(year, unit, number) for year in years), clock.today)
    return Point(*period, "month", *match.span(), part=None if first_month != 1 else (unit, number))


def _lone_month(match: re.Match[str], clock: Clock) -> Point | None:
    month = MONTHS[match["m"].casefold()]
    day = int(match["d1"] or match["d2"] or 0)
    if day and not (match["d1"] and match["d2"]) and day <= 31:
        is_verb = match["m"] in ("may", "march") and not re.search(r"\d(?:st|nd|rd|th)", match.group(), re.IGNORECASE)
        return Point(None, None, "day", *match.span(), month=month, day=day, is_weak=is_verb)
    start, stop = match.span("m")
    return Point(None, None, "month", start, stop, month=month, is_weak=True)


def _days(match: re.Match[str], clock: Clock) -> Point | None:
    """March 3 to 8, 2024, 3-8 March; of the last such month that has begun where no year is named."""
    month, low, high = MONTHS[match["m"].casefold()], int(match["low"]), int(match["high"])
    year = dt.date(int(match["year"]), 1, 1) if match["year"] else around(clock.today, "year")[0]
    first, end = month_of_year(year, month)
    if not match["year"] and first + (low - 1) * DAY > clock.today:
        first, end = month_of_year(moved(year, "year", -1), month)
    if not 1 <= low < high <= (end - first).days:
        return None
    return Point(first + (low - 1) * DAY, first + high * DAY, "day", *match.span())


def _day_of_month(match: re.Match[str], clock: Clock) -> Point | None:
    """The 15th of last month."""
    first, end = around(clock.today, "month", AHEAD[match["side"].casefold()])
    day = int(match["d"])
    return (
        Point(first + (day - 1) * DAY, first + day * DAY, "day", *match.span()) if day <= (end - first).days else None
    )


def _sided_month(match: re.Match[str], clock: Clock) -> Point | None:
    month, side = MONTHS[match["m"].casefold()], match["side"].casefold()
    if match["m"] in ("may", "march") and side == "this":
        return None  # "this may be": a verb
    this = month_of_year(around(clock.today, "year")[0], month)
    if side == "last" and this[1] > clock.today:
        this = month_of_year(around(clock.today, "year", -1)[0], month)
    if side == "next" and this[0] <= clock.today:
        this = month_of_year(around(clock.today, "year", 1)[0], month)
    return Point(*this, "month", *match.span())


def number_said(text: str) -> int:
    words = text.casefold()
    if words.isdecimal():
        return int(words)
    if words in ("a", "an"):
        return 1
    return english_value(words.removesuffix(" of")) or 0


def _first_of(match: re.Match[str], clock: Clock) -> Point | None:
    year, unit, number = _year_begins(match, clock), UNITS[match["unit"].casefold()], number_said(match["n"])
    if match["edge"].casefold() == "first":
        return Point(year, moved(year, unit, number), "day", *match.span())
    end = moved(year, "year", 1)
    return Point(moved(end, unit, -number), end, "day", *match.span())


READERS: tuple[Reader, ...] = (
    (spaced(rf"{_PART},?_(?:\b(?:of|in) )?(?:the (?:year )?)?\b{_NAMED_YEAR}"), _part),
    (spaced(rf"{_NAMED_YEAR}(?:'s)?[ -]?_{_PART}"), _part),
    (
        spaced(rf"\b{_NAMED_YEAR}"),
        lambda match, clock: None if match["y"] and not match["fiscal"] else _year(match, clock),
    ),
    (
        spaced(
            rf"\b(?P<edge>first|last) {NUMBER} (?P<unit>day|week|month|quarter)s?"
            rf" (?:of|in) (?:the (?:year )?)?{_NAMED_YEAR}"
        ),
        _first_of,
    ),
    (spaced(rf"{_QUARTER.replace('last|final|', '')}|\bh(?P<h>[12])\b(?P<hw>)"), _lone_part),
    (spaced(r"\b(?P<hw>first|second|latter|1st|2nd) half of the year\b(?P<h>)(?P<q>)(?P<qw>)(?P<qf>)"), _lone_part),
    (spaced(_DATED), _lone_month),
    (spaced(rf"\b(?P<m>{MONTH_PATTERN})\b\.? {_DAYS}(?:,?_(?P<year>{YEAR}))?(?!\d)"), _days),
    (spaced(rf"\b{_DAYS} (?:of )?(?P<m>{MONTH_PATTERN})\b\.?(?:,?_(?P<year>{YEAR}))?(?!\d)"), _days),
    (spaced(rf"\b(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th) of (?P<side>{SIDE}) month\b"), _day_of_month),
    (spaced(rf"\b(?P<side>last|this|next) (?P<m>{MONTH_PATTERN})\b"), _sided_month),
)
