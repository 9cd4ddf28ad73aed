"""Stretches of time in words: "in May 2024", "since 2015", 2024年第二季度."""

import datetime as dt

from chains.text2sql.linking.filters import Within

_MONTHS = "January February March April May June July August September October November December".split()


def time_in_words(within: Within, language: str) -> str | None:
    """Return the stretch in words; None for one that begins or ends within a day."""
    bounds = [m for m in (within.first, within.end) if m is not None]
    if not bounds or any(m.time() != dt.time() for m in bounds):
        return None
    first = within.first.date() if within.first is not None else None
    end = within.end.date() if within.end is not None else None
    return _chinese(first, end) if language == "zh" else _english(first, end)


def _english(first: dt.date | None, end: dt.date | None) -> str:
    if first is None and end is not None:
        return f"before {end.year}" if _is_new_year(end) else f"before {end.isoformat()}"
    if first is not None and end is None:
        return f"since {first.year}" if _is_new_year(first) else f"since {first.isoformat()}"
    if first is None or end is None:
        return ""
    unit = _unit(first, end)
    if unit == "year":
        return f"in {first.year}"
    if unit == "quarter":
        return f"in Q{(first.month + 2) // 3} {first.year}"
    if unit == "month":
        return f"in {_MONTHS[first.month - 1]} {first.year}"
    if unit == "day":
        return f"on {first.isoformat()}"
    last = end - dt.timedelta(days=1)
    if _is_new_year(first) and _is_new_year(end):
        return f"from {first.year} to {last.year}"
    return f"from {first.isoformat()} to {last.isoformat()}"


def _chinese(first: dt.date | None, end: dt.date | None) -> str:
    if first is None and end is not None:
        return f"{end.year}年以前" if _is_new_year(end) else f"{_day(end)}之前"
    if first is not None and end is None:
        return f"{first.year}年以来" if _is_new_year(first) else f"{_day(first)}以来"
    if first is None or end is None:
        return ""
    unit = _unit(first, end)
    if unit == "year":
        return f"{first.year}年"
    if unit == "quarter":
        return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"
    if unit == "month":
        return f"{first.year}年{first.month}月"
    if unit == "day":
        return _day(first)
    last = end - dt.timedelta(days=1)
    if _is_new_year(first) and _is_new_year(end):
        return f"{first.year}年到{last.year}年"
    return f"{_day(first)}到{_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _is_new_year(day: dt.date) -> bool:
    return (day.month, day.day) == (1, 1)


def _unit(first: dt.date, end: dt.date) -> str | None:
    """The calendar unit that the stretch is."""
    if end == first + dt.timedelta(days=1):
        return "day"
    if first.day != 1 or end.day != 1:
        return None
    months = (end.year - first.year) * 12 + end.month - first.month
    if months == 1:
        return "month"
    if months == 3 and first.month % 3 == 1:
        return "quarter"
    return "year" if months == 12 and first.month == 1 else None
