"""Stretches of the calendar: the week, month, quarter, half or year around a day, and so many of them on or back."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "half", "year"]
_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """What relative times count from. `now` is needed by hours alone; `fiscal_start` is a month, 1 to 12."""

    today: dt.date
    now: dt.datetime | None = None
    fiscal_start: int = 1


@dataclass(frozen=True)
class Point:
    """A stretch that words name, before the words beside it (since, until, from … to) are read.

    A month, or a day of a month, that no year was named for has `month` (and `day`) in place of `first` and `end`.
    `part` is the quarter or half that was named alone: its year may stand with another. `since` is the day that
    "since" counts from, where that is not `first`; `begins` and `ends` are set for hours. A weak point is one only
    beside a preposition or another point: "may". `same` stands for "the same time last year": what it names is whatever
    else the question names, a unit before.
    """

    first: dt.date | None
    end: dt.date | None
    grain: str
    start: int
    stop: int
    month: int | None = None
    day: int | None = None
    since: dt.date | None = None
    part: tuple[Unit, int] | None = None
    is_weak: bool = False
    same: Unit | None = None
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of that month where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not dt.MINYEAR <= year < dt.MAXYEAR:
        raise OverflowError(f"no calendar has the year {year}")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moved(day: dt.date, unit: Unit, count: int) -> dt.date:
    """The day so many units later; earlier where `count` is negative."""
    if unit == "day":
        return day + dt.timedelta(days=count)
    if unit == "week":
        return day + dt.timedelta(weeks=count)
    return add_months(day, _MONTHS[unit] * count)


def around(day: dt.date, unit: Unit, ahead: int = 0, first_month: int = 1) -> tuple[dt.date, dt.date]:
    """The first day of the unit that holds `day`, or of the one so many `ahead`, and the day after its last.

    Weeks begin on Monday. Years begin with `first_month`, and quarters and halves are counted from there.
    """
    if unit == "day":
        first = day
    elif unit == "week":
        first = day - dt.timedelta(days=day.weekday())
    else:
        first = add_months(day.replace(day=1), -((day.month - first_month) % _MONTHS[unit]))
    first = moved(first, unit, ahead)
    return first, moved(first, unit, 1)


def part_of_year(year: dt.date, unit: Unit, number: int) -> tuple[dt.date, dt.date]:
    """The `number`-th quarter or half (from 1) of the year that begins on the day `year`."""
    first = moved(year, unit, number - 1)
    return first, moved(first, unit, 1)


def month_of_year(year: dt.date, month: int) -> tuple[dt.date, dt.date]:
    """The month of that number within the twelve that begin on the day `year`."""
    first = add_months(year, (month - year.month) % 12)
    return first, add_months(first, 1)


def latest(periods: Iterable[tuple[dt.date, dt.date]], today: dt.date) -> tuple[dt.date, dt.date]:
    """The last of the periods that has begun by `today`; the first where none has."""
    in_order = sorted(periods)
    return max((p for p in in_order if p[0] <= today), default=in_order[0])


def fiscal_year(year: int, first_month: int) -> tuple[dt.date, dt.date]:
    """The fiscal year of that number: the one that ends in it, as most companies count.

    Apple's, Microsoft's and Alibaba's fiscal 2025 end in 2025; a year that begins in January is the calendar's.
    """
    first = dt.date(year if first_month == 1 else year - 1, first_month, 1)
    return first, add_months(first, 12)


Reader = tuple[re.Pattern[str], Callable[[re.Match[str], Clock], Point | None]]
"""An expression of time and what it names; None where its numbers are no date."""


def spaced(pattern: str) -> re.Pattern[str]:
    """Compile `pattern`, in which a blank stands for one to three blanks and `_` for none to three."""
    return re.compile(pattern.replace(" ", r"\s{1,3}").replace("_", r"\s{0,3}"), re.IGNORECASE)
