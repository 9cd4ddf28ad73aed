"""Finds points and stretches of time in a question: May 2024, 2024年5月, since 2020, 2020年到2023年, last year."""

import datetime as dt
import re
from dataclasses import dataclass

from knowledge.language.units import unit_after

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|"
        "november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_POINT = re.compile(
    rf"(?P<iso>(?P<iy>{_YEAR})[-/.](?P<im>\d{{1,2}})(?:[-/.](?P<id>\d{{1,2}}))?(?!\d))"
    rf"|(?P<zh>(?P<zy>{_YEAR})\s*年(?:\s*(?P<zm>\d{{1,2}})\s*月(?:份|\s*(?P<zd>\d{{1,2}})\s*[日号])?)?"
    rf"(?:第?(?P<zq>[一二三四1-4])季度)?)"
    rf"|(?P<en>\b(?:(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<em>{_MONTH})\.?(?:\s+(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?)?"
    rf"(?:,?\s+(?:of\s+)?(?P<ey>{_YEAR}))\b)"
    rf"|(?P<quarter>\bq(?P<qq>[1-4])\s+(?:of\s+)?(?P<qy>{_YEAR})\b)"
    rf"|(?P<decade>\b(?P<dy>(?:19|20)\d)0s\b|(?P<zdy>(?:19|20)\d0)\s*年代)"
    rf"|(?P<year>(?<![\d.,$￥¥])(?P<y>{_YEAR})(?![\d,]*\d|\.\d))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?P<en>last|this|previous)\s+(?P<unit>year|month)\b|(?P<zh>去年|今年|前年|上个?月|本月|这个月)", re.I
)
_LONE_MONTH = re.compile(rf"(?<![\d年])(?P<zm>1[0-2]|[1-9])\s*月(?:份)?(?!\d)|\bin\s+(?P<em>{_MONTH})\b", re.IGNORECASE)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_BETWEEN = re.compile(r"^\s*(?:年|月|日)?\s*(?:and|to|through|until|till|[-–—~～]|到|至|和|与)\s*$", re.IGNORECASE)
_AFTER_BEFORE = re.compile(
    r"\b(?:after|later than|newer than)\s+(?:the\s+)?(?:years?\s+)?(?:of\s+)?$|(?:晚于)$", re.IGNORECASE
)
_SINCE_BEFORE = re.compile(
    r"\b(?:since|from|starting(?: in| from)?)\s+(?:the\s+)?(?:years?\s+)?(?:of\s+)?$|(?:自从?|从)$", re.IGNORECASE
)
_UNTIL_BEFORE = re.compile(
    r"\b(?:before|earlier than|prior to|older than)\s+(?:the\s+)?(?:years?\s+)?(?:of\s+)?$|(?:早于)$", re.IGNORECASE
)
_TO_BEFORE = re.compile(
    r"\b(?:until|till|by|up to)\s+(?:the\s+)?(?:years?\s+)?(?:of\s+)?$|(?:截至|截止)$", re.IGNORECASE
)
_AFTER_BEHIND = re.compile(r"^\s*(?:之后|以后|后)")
# "before 2000 or after 2010" names two times
_NO_YEAR = rf"(?!\s+(?:the\s+)?(?:years?\s+)?(?:of\s+)?{_YEAR})"
_SINCE_BEHIND = re.compile(
    rf"^\s*(?:以来|起|开始|至今|及以后|及之后|or later|onwards?|or after{_NO_YEAR})", re.IGNORECASE
)
_UNTIL_BEHIND = re.compile(rf"^\s*(?:之前|以前|前)|^\s*or (?:earlier|before){_NO_YEAR}", re.IGNORECASE)


@dataclass(frozen=True)
class TimeSpan:
    """A stretch of time in a question. `first` is its first day, `end` the day after its last; None is open.

    `grain` is the finest unit that was named; `start` and `stop` are the characters it stands at.
    """

    first: dt.date | None
    end: dt.date | None
    grain: str
    start: int
    stop: int
    month_only: int | None = None


def time_spans(text: str, today: dt.date) -> list[TimeSpan]:
    """Return the stretches of time named in `text`, in order; relative ones count from `today`."""
    matches = [m for m in _POINT.finditer(text) if not (m["year"] and unit_after(text, m.end()))]
    points = [_point(match) for match in matches]
    found: list[TimeSpan] = []
    i = 0
    while i < len(points):
        point = points[i]
        following = points[i + 1] if i + 1 < len(points) else None
        between = text[point.stop : following.start] if following else ""
        before = text[: point.start]
        is_range = re.search(r"(?:between|from|从|自|介于|在)\s*(?:the\s+)?(?:years?\s+)?$", before, re.IGNORECASE)
        joined_by_and = re.match(r"^\s*(?:年)?\s*(?:and|和|与)\s*$", between, re.IGNORECASE)
        if following and _BETWEEN.match(between) and (not joined_by_and or (is_range and "从" not in before[-1:])):
            start = point.start - (len(is_range.group()) if is_range else 0)
            found.append(TimeSpan(point.first, following.end, following.grain, start, following.stop))
            i += 2
            continue
        found.append(_opened(point, before, text[point.stop :]))
        i += 1
    taken = [(span.start, span.stop) for span in found]
    found.extend(s for s in _relative(text, today) if not any(a < s.stop and s.start < b for a, b in taken))
    taken = [(span.start, span.stop) for span in found]
    for match in _LONE_MONTH.finditer(text):
        month = int(match["zm"]) if match["zm"] else _MONTHS[match["em"].casefold()]
        if not any(a < match.end() and match.start() < b for a, b in taken):
            found.append(TimeSpan(None, None, "month", match.start(), match.end(), month))
    return sorted(found, key=lambda span: span.start)


def _point(match: re.Match[str]) -> TimeSpan:
    part = match.groupdict()
    year = int(part["iy"] or part["zy"] or part["ey"] or part["qy"] or part["y"] or 0)
    month = int(part["im"] or part["zm"] or 0) or (_MONTHS[part["em"].casefold()] if part["em"] else 0)
    day = int(part["id"] or part["zd"] or part["ed"] or part["ed2"] or 0)
    quarter = _QUARTERS.get(part["zq"] or part["qq"] or "", 0)
    if match["decade"]:
        first = int(part["zdy"] or match["decade"][:4])
        return TimeSpan(dt.date(first, 1, 1), dt.date(first + 10, 1, 1), "year", match.start(), match.end())
    if quarter:
        first_day = dt.date(year, 3 * quarter - 2, 1)
        return TimeSpan(first_day, _next_month(dt.date(year, 3 * quarter, 1)), "month", match.start(), match.end())
    try:
        if day:
            start = dt.date(year, month, day)
            return TimeSpan(start, start + dt.timedelta(days=1), "day", match.start(), match.end())
        if month:
            start = dt.date(year, month, 1)
            return TimeSpan(start, _next_month(start), "month", match.start(), match.end())
    except ValueError:
        pass  # a day or month that no calendar has: the year still says something
    return TimeSpan(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), "year", match.start(), match.end())


def _opened(point: TimeSpan, before: str, behind: str) -> TimeSpan:
    """The point itself, or what lies before or after it when the words beside it say so."""
    for pattern, text, first, end in (
        (_AFTER_BEHIND, behind, point.end, None),
        (_SINCE_BEHIND, behind, point.first, None),
        (_UNTIL_BEHIND, behind, None, point.first),
        (_AFTER_BEFORE, before, point.end, None),
        (_UNTIL_BEFORE, before, None, point.first),
        (_SINCE_BEFORE, before, point.first, None),
        (_TO_BEFORE, before, None, point.end),
    ):
        match = pattern.search(text)
        if match:
            start = point.start - (len(match.group()) if text is before else 0)
            stop = point.stop + (len(match.group()) if text is behind else 0)
            return TimeSpan(first, end, point.grain, start, stop)
    return point


def _relative(text: str, today: dt.date) -> list[TimeSpan]:
    found = []
    for match in _RELATIVE.finditer(text):
        word = (match["zh"] or f"{match['en']} {match['unit']}").casefold()
        if "month" in word or "月" in word:
            start = today.replace(day=1)
            if word[0] in "lp上":
                start = (start - dt.timedelta(days=1)).replace(day=1)
            found.append(TimeSpan(start, _next_month(start), "month", match.start(), match.end()))
        else:
            years_ago = {"去": 1, "前": 2, "l": 1, "p": 1}.get(word[0], 0)
            year = today.year - years_ago
            found.append(TimeSpan(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), "year", match.start(), match.end()))
    return found


def _next_month(day: dt.date) -> dt.date:
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
