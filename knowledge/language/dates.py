"""Finds points and stretches of time in a question: May 2024, 2024年5月, since 2020, last 30 days, 上季度.

What can be said is in `dates_numeric`, `dates_english` and `dates_chinese`, one entry per expression; here they are
joined to ranges (from … to, 从…到…) and opened on one side (since, before, 以来, 之前). All stretches are half-open.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.language import dates_chinese, dates_english, dates_numeric
from knowledge.language.calendar_periods import DAY, Clock, Point, around, month_of_year, moved, spaced
from knowledge.language.dates_numeric import YEAR, UnclearDate, unclear_dates
from knowledge.language.period_cues import PeriodCue, period_cues
from knowledge.language.widths import narrowed

__all__ = ["PeriodCue", "TimeSpan", "UnclearDate", "period_cues", "time_spans", "unclear_dates"]

_READERS = (*dates_numeric.READERS, *dates_english.READERS, *dates_chinese.READERS)
_REACH = 40
"""Characters before a point in which its preposition stands."""


_BETWEEN = spaced(r"_[年月日]?_(?:and|to|up to|through|thru|until|till|[-–—~～]|到|至|和|与)_(?:the )?\Z")
_AND = spaced(r"_年?_(?:and|和|与)_(?:the )?\Z")
_LISTED = spaced(r"_(?:,|，|、|and|or|&|和|与|或|及)_(?:in )?\Z")
_RANGE_BEFORE = spaced(r"(?:\bbetween\b|\bfrom\b|从|自|介于|在)_(?:the )?(?:years? )?\Z")
_RANGE_BEHIND = spaced(r"_(?:之间|期间|为止)")
_LATER_DAY = spaced(r"_(?:到|至|[-–—~～])_(?P<d>\d{1,2})_[日号]")
_PREPOSITION = spaced(
    r"\b(?P<word>in|during|throughout|for|of|on|by|since|from|between|until|till|before|after|every|each)"
    r" (?:(?:early|late|mid|the month of) )?\Z"
)
_MANY_SENSES = frozenset(("april", "may", "june", "august", "jan", "march", "mar", "dec"))
"""Months that are people or verbs as well: behind "for" and "of" they are not taken for months."""

_THE = r" (?:the )?(?:(?:years?|months?) )?(?:of )?\Z"
_NO_YEAR = rf"(?! (?:the )?(?:years? )?(?:of )?{YEAR})"
"""Behind "before" of "or before": "before 2000 or before 1990" names two times."""
_Side = Literal["after", "since", "before", "to"]
# the first that matches is meant: "no later than" before "later than"
_OPENED_BEFORE: tuple[tuple[_Side, re.Pattern[str]], ...] = (
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
_OPENED_BEHIND: tuple[tuple[_Side, re.Pattern[str]], ...] = (
    ("since", spaced(rf"_(?:以来|起|开始|至今|[及或]以后|[及或]之后|[及或]更晚|or later|onwards?|or after{_NO_YEAR})")),
    ("since", spaced(r"_(?:(?:to|until|till|through|up to) (?:now|date|(?:the )?present)\b|[到至](?:现在|目前|如今))")),
    ("to", spaced(rf"_(?:[及或](?:之前|以前|更早)|为止|or (?:earlier|before){_NO_YEAR})")),
    ("after", spaced(r"_(?:之后|以后)|后(?![天年\d一二两三四五六七八九十])")),
    ("before", spaced(r"_(?:之前|以前)|前(?![天年\d一二两三四五六七八九十])")),
)
_LONGER_AGO = spaced(r"\b(?:more than|over|longer than|earlier than|older than) \Z|\b超过_\Z")
_NEARER = spaced(r"\b(?:less than|under|within|no more than|not more than) \Z")


@dataclass(frozen=True)
class TimeSpan:
    """A stretch of time in a question. `first` is its first day, `end` the day after its last; None is open.

    `grain` is the finest unit that was named; `start` and `stop` are the characters it stands at. `month_only` is a
    month of any year. Where hours were named, `begins` and `ends` say within those days when, in local time.
    """

    first: dt.date | None
    end: dt.date | None
    grain: str
    start: int
    stop: int
    month_only: int | None = None
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None

    @property
    def bounds(self) -> tuple[dt.date | None, dt.date | None]:
        """First and end, as moments where hours were named."""
        return self.begins or self.first, self.ends or self.end


def time_spans(text: str, today: dt.date, *, fiscal_start: int = 1) -> list[TimeSpan]:
    """Return the stretches of time named in `text`, in order; relative ones count from `today`.

    With a moment (a datetime) for `today`, "last 24 hours" is read as well. `fiscal_start` is the month in which the
    fiscal year begins; a fiscal year is named by the year in which it ends.
    """
    now = today if isinstance(today, dt.datetime) else None
    clock = Clock(now.date() if now else today, now, fiscal_start)
    text = narrowed(text)
    points = _with_years(text, _points(text, clock))
    found: list[TimeSpan] = []
    same: list[Point] = []
    i = 0
    while i < len(points):
        point, before = points[i], text[max(0, points[i].start - _REACH) : points[i].start]
        if point.same:
            same.append(point)
        elif i + 1 < len(points) and (span := _range(text, point, points[i + 1], before, clock)):
            found.append(span)
            i += 1
        elif span := _alone(text, point, before, clock):
            found.append(span)
        i += 1
    found.extend([_year_before(point, found, clock) for point in same])
    return sorted(found, key=lambda span: span.start)


def _points(text: str, clock: Clock) -> list[Point]:
    """The points that the readers find, of overlapping ones the longest."""
    read: list[Point] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(text):
            try:
                point = reader(match, clock)
            except (OverflowError, ValueError):
                continue  # a year that no calendar has
            if point is not None:
                read.append(point)
    chosen: list[Point] = []
    for point in sorted(read, key=lambda p: p.start - p.stop):
        if not any(point.start < other.stop and other.start < point.stop for other in chosen):
            chosen.append(point)
    # what can be read in two ways has kept others from its characters, and goes
    return sorted((p for p in chosen if p.first or p.month or p.end), key=lambda point: point.start)


def _with_years(text: str, points: list[Point]) -> list[Point]:
    """In "March and April 2024" and 2024年3月和4月 both months are of that year."""
    for i in range(len(points) - 1):
        left, right = points[i], points[i + 1]
        if not _LISTED.match(text, left.stop, right.start):
            continue
        if left.month and not right.month and right.first and right.grain in ("month", "day") and not left.day:
            points[i] = _in_year(left, right.first.year)
        elif right.month and not left.month and left.first and left.grain == "month" and not right.day:
            points[i + 1] = _in_year(right, left.first.year)
    return points


def _in_year(point: Point, year: int) -> Point:
    """The month or day that `point` names, in that year; a day that it has not is the last of its month."""
    first, end = month_of_year(dt.date(year, 1, 1), point.month or 1)
    if point.day:
        first += (min(point.day, (end - first).days) - 1) * DAY
        end = first + DAY
    return replace(point, first=first, end=end, month=None, day=None, is_weak=False)


def _latest(point: Point, clock: Clock) -> Point:
    """The last time that this month or day came round."""
    if point.month is None:
        return point
    this = _in_year(point, clock.today.year)
    return this if this.first and this.first <= clock.today else _in_year(point, clock.today.year - 1)


def _range(text: str, point: Point, following: Point, before: str, clock: Clock) -> TimeSpan | None:
    """The stretch from one point to the next where the words between and before them say so."""
    between = text[point.stop : following.start]
    opened = _RANGE_BEFORE.search(before)
    if following.same or not _BETWEEN.match(between):
        return None
    if _AND.match(between) and (opened is None or opened.group()[0] == "从"):
        return None
    if point.month and following.first:
        point = _in_year(point, following.first.year)
        if point.first and following.end and point.first >= following.end:
            point = _in_year(replace(point, month=point.first.month), following.first.year - 1)
    point = _latest(point, clock)
    if following.month and point.first:
        later = _in_year(following, point.first.year)
        following = later if later.end and later.end > point.first else _in_year(following, point.first.year + 1)
    first, end = point.since or point.first, following.end
    if first is None or end is None:
        return None
    if first >= end and following.first and point.end:
        first, end = following.first, point.end
    start = point.start - (len(opened.group()) if opened else 0)
    behind = _RANGE_BEHIND.match(text, following.stop)
    stop = behind.end() if behind else following.stop
    moments = (point.begins, following.ends) if (point.begins or following.ends) else (None, None)
    return TimeSpan(first, end, following.grain, start, stop, None, *moments)


def _alone(text: str, point: Point, before: str, clock: Clock) -> TimeSpan | None:
    later = _LATER_DAY.match(text, point.stop) if point.grain == "day" else None
    if later and (point.first or point.month):
        return _to_day(_latest(point, clock), later)
    side, start, stop = _side(text, point, before)
    if side is None and point.first is None and point.end is None and point.month:
        return _lone_month(point, before, clock)
    if point.is_weak and not _PREPOSITION.search(before):
        return None
    point = _latest(point, clock)
    first, end, begins, ends = point.first, point.end, point.begins, point.ends
    match side:
        case "after":
            first, end, begins, ends = end, None, ends, None
        case "since":
            first, end, ends = point.since or first, None, None
        case "before":
            first, end, begins, ends = None, point.since or first, None, begins
        case "to":
            first, begins = None, None
    return TimeSpan(first, end, point.grain, start, stop, None, begins, ends)


def _side(text: str, point: Point, before: str) -> tuple[_Side | None, int, int]:
    """On which side the words beside the point open it, and the characters that they and the point stand at."""
    if point.since and (match := _LONGER_AGO.search(before)):
        return "before", point.start - len(match.group()), point.stop
    if point.since and (match := _NEARER.search(before)):
        return "since", point.start - len(match.group()), point.stop
    side: _Side | None = None
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


def _lone_month(point: Point, before: str, clock: Clock) -> TimeSpan | None:
    """A month of any year; a day of a month is the last that came round."""
    preposition = _PREPOSITION.search(before)
    if point.is_weak and preposition is None:
        return None
    if point.day:
        dated = _latest(point, clock)
        return TimeSpan(dated.first, dated.end, "day", point.start, point.stop)
    start = (
        preposition.start() - len(before) + point.start if preposition and preposition["word"] == "in" else point.start
    )
    return TimeSpan(None, None, "month", start, point.stop, point.month)


def _to_day(point: Point, later: re.Match[str]) -> TimeSpan | None:
    """3月5日到8日"""
    first, day = point.first, int(later["d"])
    if first is None or not first.day <= day <= (around(first, "month")[1] - DAY).day:
        return None
    return TimeSpan(first, first.replace(day=day) + DAY, "day", point.start, later.end())


def _year_before(point: Point, others: Iterable[TimeSpan], clock: Clock) -> TimeSpan:
    """The same stretch a year (or month, week) before the one that the question names; up to today where it goes on."""
    named = [(abs(s.start - point.start), (s.first, s.end)) for s in others if s.first and s.end]
    unit = point.same or "year"
    if not named:
        return TimeSpan(point.first, point.end, point.grain, point.start, point.stop)
    first, end = min(named, key=lambda pair: pair[0])[1]
    if first <= clock.today:
        end = min(end, clock.today + DAY)
    return TimeSpan(moved(first, unit, -1), moved(end, unit, -1), "day", point.start, point.stop)
