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
_MONTH = MONTH_PATTERN
_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "latter": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_AHEAD = {"last": -1, "previous": -1, "prior": -1, "preceding": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_SIDE = "|".join(_AHEAD)
_UNITS: dict[str, Unit] = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
_UNIT = "day|week|fortnight|month|quarter|half(?:[- ]year)?|year"
_NUMBER = (
    r"(?P<n>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|"
    r"twenty[- ]four|thirty|forty|forty[- ]five|sixty|ninety|(?:a )?couple(?: of)?|(?:a )?dozen)"
)
_NAMED_YEAR = (
    rf"(?:(?P<fy>(?:FY_-?_'?|(?:fiscal|financial)(?: year)? )(?P<fyear>{YEAR}|\d\d)(?:[/-](?P<fnext>\d\d))?)(?!\d)"
    rf"|(?P<y>{YEAR})(?!\d)(?P<fiscal> (?:fiscal|financial) year\b)?"
    rf"|(?P<side>{_SIDE}) (?P<rfiscal>(?:fiscal|financial) )?year\b)"
)
_DAY = r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\b)"
_DATED = (
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<m>{_MONTH})\b\.?"
    r"(?: (?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)?\b)?"
)
_ORDINAL = "first|second|third|fourth|last|final|1st|2nd|3rd|4th"
_QUARTER = rf"(?:(?:\b|(?<=\d))q_(?P<q>[1-4])\b|\b(?P<qw>{_ORDINAL}) (?P<qf>fiscal )?quarter\b)"
_HALF = r"(?:(?:\b|(?<=\d))h(?P<h>[12])\b|\b(?P<hw>first|second|last|latter|1st|2nd) half\b)"
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
    return around(clock.today, "year", _AHEAD[match["side"].casefold()], first_month)[0]


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
    return Point(*period, "month", *match.span())


def _lone_month(match: re.Match[str], clock: Clock) -> Point | None:
    month = MONTHS[match["m"].casefold()]
    day = int(match["d1"] or match["d2"] or 0)
    if day and not (match["d1"] and match["d2"]) and day <= 31:
        is_verb = match["m"] in ("may", "march") and not re.search(r"\d(?:st|nd|rd|th)", match.group(), re.IGNORECASE)
        return Point(None, None, "day", *match.span(), month=month, day=day, is_weak=is_verb)
    start, stop = match.span("m")
    return Point(None, None, "month", start, stop, month=month, is_weak=True)


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


def _day_word(match: re.Match[str], clock: Clock) -> Point | None:
    ahead = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(match["word"].casefold())
    if ahead is None:
        ahead = -2 if "before" in match["word"].casefold() else 2
    return Point(*around(clock.today, "day", ahead), "day", *match.span())


def _beside(match: re.Match[str], clock: Clock, ahead: int) -> Point:
    unit, grain = _unit(match["unit"])
    if match["unit"].casefold() == "fortnight":
        first = around(clock.today, "week", 2 * ahead)[0]
        return Point(first, moved(first, "week", 2), "day", *match.span())
    first_month = clock.fiscal_start if match["fiscal"] else 1
    return Point(*around(clock.today, unit, ahead, first_month), grain, *match.span())


def _unit(word: str) -> tuple[Unit, str]:
    """The unit, and the finest grain that it names."""
    unit: Unit = _UNITS.get(word.casefold(), "half")
    return unit, {"day": "day", "week": "day", "year": "year"}.get(unit, "month")


def _number(text: str) -> int:
    words = text.casefold()
    if words.isdecimal():
        return int(words)
    if words in ("a", "an"):
        return 1
    return english_value(words.removesuffix(" of")) or 0


def _counted(match: re.Match[str]) -> tuple[Unit, int]:
    """The unit and how many of it: fortnights are weeks, half-years are halves."""
    number, word = _number(match["n"] or "1"), match["unit"].casefold()
    if word == "fortnight":
        return "week", 2 * number
    return _unit(word)[0], number


def _rolling(match: re.Match[str], clock: Clock) -> Point | None:
    unit, number = _counted(match)
    if match["whole"]:
        end = around(clock.today, unit)[0]
        return Point(moved(end, unit, -number), end, "day", *match.span())
    first = moved(clock.today, unit, -number)
    if unit in ("day", "week"):
        first += DAY
    return Point(first, clock.today + DAY, "day", *match.span())


def _coming(match: re.Match[str], clock: Clock) -> Point | None:
    unit, number = _counted(match)
    return Point(clock.today, moved(clock.today, unit, number) + DAY, "day", *match.span())


def _hours(match: re.Match[str], clock: Clock) -> Point | None:
    if clock.now is None:
        return None
    span = dt.timedelta(**{match["unit"].casefold() + "s": _number(match["n"] or "1")})
    begins = clock.now - span
    return Point(begins.date(), clock.now.date() + DAY, "hour", *match.span(), begins=begins, ends=clock.now)


def _ago(match: re.Match[str], clock: Clock) -> Point | None:
    unit, number = _counted(match)
    day = moved(clock.today, unit, -number)
    first, end = around(day, unit)
    return Point(first, end, _unit(match["unit"])[1], *match.span(), since=day)


def _to_date(match: re.Match[str], clock: Clock) -> Point | None:
    word = (match["unit"] or match["unit2"] or match["unit3"] or "").casefold()
    unit = _UNITS.get(word) or {"y": "year", "q": "quarter", "m": "month", "w": "week"}[match["letter"].casefold()]
    first_month = clock.fiscal_start if "fiscal" in match.group().casefold() else 1
    return Point(around(clock.today, unit, 0, first_month)[0], clock.today + DAY, "day", *match.span())  # type: ignore[arg-type]


def _same(match: re.Match[str], clock: Clock) -> Point | None:
    unit = _UNITS[match["back"].casefold()] if match["back"] else "year"
    named = match["named"].casefold()
    within: Unit = _UNITS.get(named, "year" if unit == "year" else unit)
    first = around(clock.today, within)[0]
    end = around(clock.today, within)[1] if named in _UNITS else clock.today + DAY
    return Point(moved(first, unit, -1), moved(end, unit, -1), "day", *match.span(), same=unit)


def _first_of(match: re.Match[str], clock: Clock) -> Point | None:
    year, unit, number = _year_begins(match, clock), _UNITS[match["unit"].casefold()], _number(match["n"])
    if match["edge"].casefold() == "first":
        return Point(year, moved(year, unit, number), "day", *match.span())
    end = moved(year, "year", 1)
    return Point(moved(end, unit, -number), end, "day", *match.span())


def _weekday(match: re.Match[str], clock: Clock) -> Point | None:
    side, name = match["side"].casefold(), match["name"].casefold()
    monday = around(clock.today, "week", _AHEAD[side] if name == "weekend" else 0)[0]
    if name == "weekend":
        return Point(monday + 5 * DAY, monday + 7 * DAY, "day", *match.span())
    day = monday + (WEEKDAYS[name] - 1) * DAY
    if side in ("last", "previous") and day >= clock.today:
        day -= 7 * DAY
    elif side in ("next", "coming") and day <= clock.today:
        day += 7 * DAY
    return Point(day, day + DAY, "day", *match.span())


_NO_YEAR_BEHIND = rf"(?!_'?s?_(?:of|in) (?:the )?(?:{YEAR}|{_SIDE}|FY|fiscal|year\b|{_MONTH}))"

READERS: tuple[Reader, ...] = (
    (spaced(rf"{_PART},?_(?:\b(?:of|in) )?(?:the (?:year )?)?\b{_NAMED_YEAR}"), _part),
    (spaced(rf"{_NAMED_YEAR}(?:'s)?[ -]?_{_PART}"), _part),
    (
        spaced(rf"\b{_NAMED_YEAR}"),
        lambda match, clock: None if match["y"] and not match["fiscal"] else _year(match, clock),
    ),
    (
        spaced(
            rf"\b(?P<edge>first|last) {_NUMBER} (?P<unit>day|week|month|quarter)s?"
            rf" (?:of|in) (?:the (?:year )?)?{_NAMED_YEAR}"
        ),
        _first_of,
    ),
    (spaced(rf"{_QUARTER.replace('last|final|', '')}|\bh(?P<h>[12])\b(?P<hw>)"), _lone_part),
    (spaced(r"\b(?P<hw>first|second|latter|1st|2nd) half of the year\b(?P<h>)(?P<q>)(?P<qw>)(?P<qf>)"), _lone_part),
    (spaced(_DATED), _lone_month),
    (spaced(rf"\b(?P<side>last|this|next) (?P<m>{_MONTH})\b"), _sided_month),
    (spaced(r"\b(?:the )?(?P<word>day before yesterday|day after tomorrow|yesterday|today|tomorrow)\b"), _day_word),
    (
        spaced(
            rf"\b(?P<side>{_SIDE}) (?:calendar )?(?P<fiscal>(?:fiscal|financial) )?(?P<unit>{_UNIT})\b"
            + _NO_YEAR_BEHIND
        ),
        lambda match, clock: _beside(match, clock, _AHEAD[match["side"].casefold()]),
    ),
    (
        spaced(r"\b(?P<unit>day|week|month|quarter|year) before last\b(?P<fiscal>)"),
        lambda match, clock: _beside(match, clock, -2),
    ),
    (
        spaced(
            rf"\b(?:past|last|previous|recent|trailing|preceding|most recent|latest) {_NUMBER}[ -]"
            rf"(?P<whole>(?:full|complete|completed|whole|calendar) )?(?P<unit>{_UNIT})s?\b" + _NO_YEAR_BEHIND
        ),
        _rolling,
    ),
    (spaced(rf"\b(?:past|trailing) (?P<n>)(?P<whole>)(?P<unit>{_UNIT})\b"), _rolling),
    (spaced(rf"\b(?:next|coming|following) {_NUMBER} (?P<unit>{_UNIT})s?\b"), _coming),
    (
        spaced(
            rf"\b(?:(?:past|last|previous|recent|trailing|preceding) {_NUMBER}|(?:past|last)) (?P<unit>hour|minute)s?\b"
        ),
        _hours,
    ),
    (spaced(rf"\b{_NUMBER} (?P<unit>{_UNIT})s? ago\b"), _ago),
    (
        spaced(
            r"\b(?P<unit>year|quarter|month|week)[- ]to[- ]date\b|\b(?P<letter>[ymqw])td\b"
            r"|\bso far (?:in )?this (?:fiscal |financial )?(?P<unit2>year|quarter|month|week)\b"
            r"|\b(?:(?:this|the) (?:fiscal |financial )?(?P<unit3>year|quarter|month|week))"
            r" (?:so far|to date|until now|until today)\b"
        ),
        _to_date,
    ),
    (
        spaced(
            r"\bsince (?:the )?(?:start|beginning) of (?:the|this) (?:fiscal |financial )?"
            r"(?P<unit>year|quarter|month|week)\b(?P<unit2>)(?P<unit3>)(?P<letter>)"
        ),
        _to_date,
    ),
    (
        spaced(
            r"\b(?:the )?same (?P<named>period|time|stretch|span|day|week|month|quarter)"
            r" (?:(?:of|in|from) )?(?:the )?"
            r"(?:(?:last|previous|prior) (?P<back>year|quarter|month|week)|(?:a|one) year (?:ago|before|earlier))\b"
        ),
        _same,
    ),
    (spaced(rf"\b(?P<side>{_SIDE}) (?P<name>{_WEEKDAY}|weekend)\b"), _weekday),
)
