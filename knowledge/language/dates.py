"""Finds points and stretches of time in a question: May 2024, 2024年5月, since 2020, last 30 days, 上季度.

What can be said is in the modules whose names begin with `dates_`, one entry per expression; here they are
joined to ranges (from … to, 从…到…) and opened on one side (since, before, 以来, 之前). All stretches are half-open.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from knowledge.language import dates_chinese, dates_english, dates_english_relative, dates_numeric
from knowledge.language.calendar_periods import DAY, Clock, Point, around, month_of_year, moved, part_of_year, spaced
from knowledge.language.date_sides import side_of
from knowledge.language.dates_numeric import UnclearDate, unclear_dates
from knowledge.language.period_cues import PeriodCue, period_cues
from knowledge.language.widths import narrowed

__all__ = ["PeriodCue", "TimeSpan", "UnclearDate", "period_cues", "time_spans", "unclear_dates"]

_READERS = (*dates_numeric.READERS, *dates_english.READERS, *dates_english_relative.READERS, *dates_chinese.READERS)
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

_PARTIAL_BEFORE = spaced(
    r"\b(?:early|late|mid|(?:start|beginning|end|middle|close|rest|half) of"
    r"|(?:first|second|third|fourth|last|final) (?:\w{1,12} )?"
    r"(?:days?|weeks?|weekends?|months?|\w{3,6}days?) (?:of|in))"
    r"(?: the)?(?: |-)\Z"
)
_PARTIAL_BEHIND = spaced(r"_(?:年?[初底末]|年中|中期|前期|后期|末期)")
"""Early 2024, 2024年底: a part of what is named that nobody has drawn the borders of."""


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
        elif span := _alone(text, point, before, clock, _goes_on(text, found, point)):
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
    """In "March and April 2024", "Q1 to Q3 2024" and 2024年3月和4月 both are of that year."""
    for i in range(len(points) - 1):
        left, right = points[i], points[i + 1]
        if left.same or right.same:
            continue
        is_listed = _LISTED.match(text, left.stop, right.start)
        is_joined = _BETWEEN.match(text, left.stop, right.start)
        if not (is_listed or is_joined):
            continue
        if _lacks_year(left) and _is_of_a_year(right) and right.first:
            # from November to February 2024 is a range's affair
            if left.part or (is_listed and not left.day):
                points[i] = _in_year(left, right.first.year)
        elif (
            _lacks_year(right) and _is_of_a_year(left) and left.first and (right.part or (is_listed and not right.day))
        ):
            points[i + 1] = _in_year(right, left.first.year)
    return points


def _lacks_year(point: Point) -> bool:
    return bool(point.month or point.part)


def _is_of_a_year(point: Point) -> bool:
    """Whether the point is a month, quarter or half of a year that was named, or a day of it."""
    return point.first is not None and not _lacks_year(point) and point.grain in ("month", "day")


def _in_year(point: Point, year: int) -> Point:
    """What `point` names, in that year; a day that its month has not is the last of the month."""
    if point.part:
        first, end = part_of_year(dt.date(year, 1, 1), *point.part)
        return replace(point, first=first, end=end, part=None)
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


def _goes_on(text: str, found: list[TimeSpan], point: Point) -> bool:
    """Whether the point is listed behind a month: April of "in March or April"."""
    return bool(found) and found[-1].grain == "month" and _LISTED.match(text, found[-1].stop, point.start) is not None


def _alone(text: str, point: Point, before: str, clock: Clock, goes_on: bool) -> TimeSpan | None:
    later = _LATER_DAY.match(text, point.stop) if point.grain == "day" else None
    if later and (point.first or point.month):
        return _to_day(_latest(point, clock), later)
    side, start, stop = side_of(text, point, before)
    if side in (None, "to") and _PARTIAL_BEHIND.match(text, point.stop) and stop == point.stop:
        if side is None:
            return None
        stop += 1
    if side is None and _PARTIAL_BEFORE.search(before):
        return None
    if side is None and point.first is None and point.end is None and point.month:
        return _lone_month(text, point, before, clock, goes_on)
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


def _lone_month(text: str, point: Point, before: str, clock: Clock, goes_on: bool) -> TimeSpan | None:
    """A month of any year; a day of a month is the last that came round."""
    preposition = _PREPOSITION.search(before)
    if point.is_weak and preposition is None and not goes_on:
        return None
    is_name = text[point.start : point.stop].casefold() in _MANY_SENSES
    if is_name and preposition and preposition["word"].casefold() in ("for", "of"):
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
    back = point.part[1] - first.year if point.part else -1
    return TimeSpan(moved(first, unit, back), moved(end, unit, back), "day", point.start, point.stop)
