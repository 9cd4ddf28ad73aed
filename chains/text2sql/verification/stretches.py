"""The stretch of time that a comparison of a date with what is written out keeps."""

import datetime as dt
import re
from decimal import Decimal

from chains.text2sql.generation.temporal import DateFormat
from chains.text2sql.protocols import Cell
from chains.text2sql.verification.operands import DatePart

Bounds = tuple[dt.datetime | None, dt.datetime | None]
_DAY = dt.timedelta(days=1)
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})-?")
_YEAR = re.compile(r"(\d{4})-?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_COMPACT_FORMATS = ("compact_text", "compact_int", "year_month_int", "year_month_text")
_LAST_HOUR = 23


def named_by(cell: Cell, stored: DateFormat | None, part: DatePart | None = None) -> Bounds | None:
    """Return the half-open stretch that a cell names: a year, a month, a day, a moment; None where it names none."""
    if stored in ("epoch_s", "epoch_ms") and isinstance(cell, int | Decimal):
        seconds = float(cell) / (1000 if stored == "epoch_ms" else 1)
        moment = dt.datetime.fromtimestamp(seconds)
        return moment, moment
    text = str(cell).strip().removesuffix("%").strip()
    try:
        if part == "year" or (stored == "year" and _YEAR.fullmatch(text)):
            return _year(int(text[:4]))
        if (found := _MOMENT.match(text)) and part == "year_month":
            return _month(int(found[1]), int(found[2]))  # a date cut to its month is the first of it
        if found:
            return _day_or_moment(found)
        if found := _MONTH.fullmatch(text):
            return _month(int(found[1]), int(found[2]))
        if (found := _COMPACT.fullmatch(text)) and (stored in _COMPACT_FORMATS or part is not None):
            month = _month(int(found[1]), int(found[2]))
            if found[3] is None:
                return month
            day = dt.datetime(int(found[1]), int(found[2]), int(found[3]))
            return day, day + _DAY
        if (found := _YEAR.fullmatch(text)) and isinstance(cell, str):
            return _year(int(found[1]))
    except ValueError:  # no day of the calendar
        return None
    return None


def compared(operator: str, named: Bounds) -> Bounds:
    """Return the stretch that `operator` keeps, for the stretch that its right side names ("=" for "!=" too)."""
    first, end = named
    match operator:
        case ">":
            return end, None
        case ">=":
            return first, None
        case "<":
            return None, first
        case "<=":
            return None, end
    return first, end


def both(one: Bounds, other: Bounds) -> Bounds:
    """Return what lies in both stretches."""
    firsts = [b for b in (one[0], other[0]) if b is not None]
    ends = [b for b in (one[1], other[1]) if b is not None]
    return max(firsts, default=None), min(ends, default=None)


def months_of(year: int, first: int, last: int) -> Bounds:
    """Return the stretch from one month of a year to another."""
    return _month(year, first)[0], _month(year, last)[1]


def _year(year: int) -> Bounds:
    return dt.datetime(year, 1, 1), dt.datetime(year + 1, 1, 1)


def _month(year: int, month: int) -> Bounds:
    after = dt.datetime(year + month // 12, month % 12 + 1, 1)
    return dt.datetime(year, month, 1), after


def _day_or_moment(found: re.Match[str]) -> Bounds:
    day = dt.datetime(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day, day + _DAY
    hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    if (hour, minute) == (_LAST_HOUR, 59):
        return day, day + _DAY  # the last moment of a day is its end
    moment = day.replace(hour=hour, minute=minute, second=second)
    return moment, moment
