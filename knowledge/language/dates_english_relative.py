"""Times that count from today, in English: yesterday, last week, the past 3 months, 2 years ago, year to date."""

import datetime as dt
import re

from knowledge.language.calendar_periods import DAY, Clock, Point, Reader, Unit, around, moved, spaced
from knowledge.language.dates_english import AHEAD, NUMBER, SIDE, UNITS, WEEKDAYS, number_said
from knowledge.language.dates_numeric import YEAR
from knowledge.language.months import MONTH_PATTERN

_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_UNIT = "day|week|fortnight|month|quarter|half(?:[- ]year)?|year"
_NO_YEAR_BEHIND = rf"(?!_'?s?_(?:of|in) (?:the )?(?:{YEAR}|{SIDE}|FY|fiscal|year\b|{MONTH_PATTERN}))"


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
    unit: Unit = UNITS.get(word.casefold(), "half")
    return unit, {"day": "day", "week": "day", "year": "year"}.get(unit, "month")


def _counted(match: re.Match[str]) -> tuple[Unit, int]:
    """The unit and how many of it: fortnights are weeks, half-years are halves."""
    number, word = number_said(match["n"] or "1"), match["unit"].casefold()
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
    span = dt.timedelta(**{match["unit"].casefold() + "s": number_said(match["n"] or "1")})
    begins = clock.now - span
    return Point(begins.date(), clock.now.date() + DAY, "hour", *match.span(), begins=begins, ends=clock.now)


def _ago(match: re.Match[str], clock: Clock) -> Point | None:
    unit, number = _counted(match)
    day = moved(clock.today, unit, -number)
    first, end = around(day, unit)
    return Point(first, end, _unit(match["unit"])[1], *match.span(), since=day)


def _to_date(match: re.Match[str], clock: Clock) -> Point | None:
    word = (match["unit"] or match["unit2"] or match["unit3"] or "").casefold()
    unit = UNITS.get(word) or {"y": "year", "q": "quarter", "m": "month", "w": "week"}[match["letter"].casefold()]
    first_month = clock.fiscal_start if "fiscal" in match.group().casefold() else 1
    return Point(around(clock.today, unit, 0, first_month)[0], clock.today + DAY, "day", *match.span())  # type: ignore[arg-type]


def _same(match: re.Match[str], clock: Clock) -> Point | None:
    unit = UNITS[match["back"].casefold()] if match["back"] else "year"
    named = match["named"].casefold()
    within: Unit = UNITS.get(named, "year" if unit == "year" else unit)
    first = around(clock.today, within)[0]
    end = around(clock.today, within)[1] if named in UNITS else clock.today + DAY
    return Point(moved(first, unit, -1), moved(end, unit, -1), "day", *match.span(), same=unit)


def _weekday(match: re.Match[str], clock: Clock) -> Point | None:
    side, name = match["side"].casefold(), match["name"].casefold()
    monday = around(clock.today, "week", AHEAD[side] if name == "weekend" else 0)[0]
    if name == "weekend":
        return Point(monday + 5 * DAY, monday + 7 * DAY, "day", *match.span())
    day = monday + (WEEKDAYS[name] - 1) * DAY
    if side in ("last", "previous") and day >= clock.today:
        day -= 7 * DAY
    elif side in ("next", "coming") and day <= clock.today:
        day += 7 * DAY
    return Point(day, day + DAY, "day", *match.span())


READERS: tuple[Reader, ...] = (
    (spaced(r"\b(?:the )?(?P<word>day before yesterday|day after tomorrow|yesterday|today|tomorrow)\b"), _day_word),
    (
        spaced(
            rf"\b(?P<side>{SIDE}) (?:calendar )?(?P<fiscal>(?:fiscal|financial) )?(?P<unit>{_UNIT})\b" + _NO_YEAR_BEHIND
        ),
        lambda match, clock: _beside(match, clock, AHEAD[match["side"].casefold()]),
    ),
    (
        spaced(r"\b(?P<unit>day|week|month|quarter|year) before last\b(?P<fiscal>)"),
        lambda match, clock: _beside(match, clock, -2),
    ),
    (
        spaced(
            rf"\b(?:past|last|previous|recent|trailing|preceding|most recent|latest) {NUMBER}[ -]"
            rf"(?P<whole>(?:full|complete|completed|whole|calendar) )?(?P<unit>{_UNIT})s?\b" + _NO_YEAR_BEHIND
        ),
        _rolling,
    ),
    (spaced(rf"\b(?:past|trailing) (?P<n>)(?P<whole>)(?P<unit>{_UNIT})\b"), _rolling),
    (spaced(rf"\b(?:next|coming|following) {NUMBER} (?P<unit>{_UNIT})s?\b"), _coming),
    (
        spaced(
            rf"\b(?:(?:past|last|previous|recent|trailing|preceding) {NUMBER}|(?:past|last)) (?P<unit>hour|minute)s?\b"
        ),
        _hours,
    ),
    (spaced(rf"\b{NUMBER} (?P<unit>{_UNIT})s? ago\b"), _ago),
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
    (spaced(rf"\b(?P<side>{SIDE}) (?P<name>{_WEEKDAY}|weekend)\b"), _weekday),
)
