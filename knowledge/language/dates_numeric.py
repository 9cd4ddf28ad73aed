"""Points in time written in digits: 2024-03-05, 2024/3, 20240305, 2024-03-05 14:30, 1990s, 2024.

Days are read in ISO order (year first). 13/05/2024 and 5.3.2024 can be read in one way only and are; 03/05/2024 is
March to some and May to others: `unclear_dates` names it, and it is no point in time.
"""

import datetime as dt
import re
from dataclasses import dataclass

from knowledge.language.calendar_periods import DAY, Clock, Point, Reader, month_of_year, spaced
from knowledge.language.units import unit_after

YEAR = r"(?:19|20)\d\d"
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?![\d/-]|\.\d)")
_COMPARED = re.compile(
    r"(?:\b(?:more|less|fewer|greater|higher|lower|larger|smaller|bigger) than|\bover|\bunder"
    r"|\babove|\bbelow|\bexceed\w{0,3}|\bat (?:least|most)|\bup to|[<>≥≤]=?|超过|大于|小于|多于|少于|高于|低于"
    r"|至少|至多|最多|不少于|不多于|不足|不到)\s{0,3}\Z",
    re.IGNORECASE,
)
"""Over 2000 is an amount: a column of years is compared with it like any other number."""
_COUNTED = re.compile(r"\s?(?:多|余)?[个名人位条座家次户台件辆篇只头]")
_CODE = re.compile(r"(?:[A-Za-z]{1,20}[-_/#]|[A-Za-z_#])\Z")
_NO_CODE = re.compile(r"\b(?:pre|post|mid|since|year|fy)-\Z", re.IGNORECASE)


@dataclass(frozen=True)
class UnclearDate:
    """A date that may be read day first or month first, and the characters it stands at."""

    start: int
    stop: int
    readings: tuple[dt.date, dt.date]


def unclear_dates(text: str) -> list[UnclearDate]:
    """Return the dates of `text` that can be read in two ways, as 03/05/2024 can."""
    found = []
    for match in _SHORT.finditer(text):
        days = _readings(match)
        if len(days) == 2:
            found.append(UnclearDate(match.start(), match.end(), (days[0], days[1])))
    return found


def _readings(match: re.Match[str]) -> list[dt.date]:
    """The days that the digits may mean, month first before day first; dots are written day first alone."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    orders = [(second, first)] if match[2] == "." else [(first, second), (second, first)]
    days = []
    for month, day in orders:
        try:
            days.append(dt.date(year, month, day))
        except ValueError:
            continue  # there is no 13th month: the other order is meant
    return list(dict.fromkeys(days))


def _short(match: re.Match[str], clock: Clock) -> Point | None:
    days = _readings(match)
    day = days[0] if len(days) == 1 else None
    return Point(day, day + DAY, "day", match.start(), match.end()) if day else Point(None, None, "", *match.span())


def _iso(match: re.Match[str], clock: Clock) -> Point | None:
    return day_or_month(int(match["y"]), int(match["m"]), int(match["d"] or 0), match)


def day_or_month(year: int, month: int, day: int, match: re.Match[str]) -> Point:
    """The day, or the month where `day` is 0, or else the year that the match names.

    A day or month that no calendar has leaves the year, which still says something.
    """
    try:
        if day:
            first = dt.date(year, month, day)
            return Point(first, first + DAY, "day", *match.span())
        return Point(*month_of_year(dt.date(year, 1, 1), dt.date(year, month, 1).month), "month", *match.span())
    except ValueError:
        return Point(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), "year", *match.span())


def _moment(match: re.Match[str], clock: Clock) -> Point | None:
    numbers = [int(match[name] or 0) for name in ("y", "m", "d", "H", "M", "S")]
    try:
        begins = dt.datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        return None
    ends = begins + (dt.timedelta(seconds=1) if match["S"] else dt.timedelta(minutes=1))
    return Point(begins.date(), begins.date() + DAY, "hour", *match.span(), begins=begins, ends=ends)


def _compact(match: re.Match[str], clock: Clock) -> Point | None:
    try:
        first = dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    return Point(first, first + DAY, "day", *match.span())


def _decade(match: re.Match[str], clock: Clock) -> Point | None:
    first = 1900 + int(match["short"]) if match["short"] else int(match["y"])
    return Point(dt.date(first, 1, 1), dt.date(first + 10, 1, 1), "year", *match.span())


def _year(match: re.Match[str], clock: Clock) -> Point | None:
    text, before = match.string, match.string[max(0, match.start() - 40) : match.start()]
    if unit_after(text, match.end()) or _COUNTED.match(text, match.end()):
        return None
    if _CODE.search(before) and not _NO_CODE.search(before):
        return None
    if _COMPARED.search(before):
        return None
    year = int(match["y"])
    return Point(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), "year", *match.span())


READERS: tuple[Reader, ...] = (
    (
        spaced(
            rf"(?<!\d)(?P<y>{YEAR})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}})(?:T|_)"
            r"(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d))?(?!\d)"
        ),
        _moment,
    ),
    (spaced(rf"(?<!\d)(?P<y>{YEAR})[-/.](?P<m>\d{{1,2}})(?:[-/.](?P<d>\d{{1,2}}))?(?!\d)"), _iso),
    (spaced(rf"(?<![\w.,#$￥¥-])(?P<y>{YEAR})(?P<m>\d\d)(?P<d>\d\d)(?![\w,]|[.-]\d)"), _compact),
    (_SHORT, _short),
    (spaced(r"\b(?P<y>(?:19|20)\d0)s\b|(?P<zh>(?<!\d)(?P<short>[2-9]0)年代)"), _decade),
    (spaced(r"(?<!\d)(?P<y>(?:19|20)\d0)_年代(?P<short>)"), _decade),
    (spaced(rf"(?<![\d.,$￥¥])(?P<y>{YEAR})(?![\d,]{{0,9}}\d|\.\d)"), _year),
)
