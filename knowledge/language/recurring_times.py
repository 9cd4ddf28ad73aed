"""Times that come round: on Mondays, weekends, after 6 pm, between 9:00 and 17:30, 周末, 工作日, 上午, 晚上8点以后.

A day named alone ("on Monday") is that weekday of any week; "last Monday" is a date and read by `dates`. Parts of the
day are those of forecasts: morning 6 to 12, afternoon 12 to 18, evening 18 to 24, night 22 to 6.
"""

import re
from dataclasses import dataclass

from knowledge.language.calendar_periods import spaced
from knowledge.language.dates_english import WEEKDAYS
from knowledge.language.number_words import han_value
from knowledge.language.widths import narrowed

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class WeekdaySpan:
    """Days of the week, 1 for Monday to 7 for Sunday, and the characters that name them."""

    days: tuple[int, ...]
    start: int
    stop: int


@dataclass(frozen=True)
class HourSpan:
    """A stretch of any day in minutes from midnight, `end` excluded; it goes past midnight where `first` is later."""

    first: int
    end: int
    start: int
    stop: int


_NAME = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WORKDAYS, _WEEKEND = (1, 2, 3, 4, 5), (6, 7)
_ENGLISH_DAYS = spaced(
    rf"(?<!last\s)(?<!this\s)(?<!next\s)(?<!previous\s)(?<!coming\s)"
    rf"\b(?:on |every |each |between |from )?(?P<a>{_NAME})s?\b"
    rf"(?:_(?P<to>to|through|thru|and|or|,|[-–])_(?:on )?(?P<b>{_NAME})s?\b)?"
)
_ENGLISH_SETS = spaced(
    r"(?<!last\s)(?<!this\s)(?<!next\s)(?<!previous\s)(?<!by\s)(?<!per\s)(?<!each\s)(?<!every\s)"
    r"(?:\b(?:on|at|during) (?:the )?)?\b"
    r"(?:(?P<weekend>weekends?)|(?P<work>weekdays|working days|workdays|business days))\b"
)
_HAN_DAYS = "一二三四五六日天"
_CHINESE_DAYS = re.compile(
    rf"(?<![上下本这个])每?(?:周|星期|礼拜)(?P<a>[{_HAN_DAYS}])"
    rf"(?:(?P<to>到|至|[-–—~]|和|与|或|、)(?:周|星期|礼拜)?(?P<b>[{_HAN_DAYS}]))?"
)
_CHINESE_SETS = re.compile(r"(?<![上下本这个按])(?:每个?)?(?:(?P<weekend>周末|双休日)|(?P<work>工作日))")

_EN_CLOCK = (
    r"(?:(?P<{n}h>\d{{1,2}})(?:[:.](?P<{n}m>[0-5]\d))?_(?P<{n}half>a\.?m\b\.?|p\.?m\b\.?|o'?clock\b|hours\b|h\b)?"
    r"|(?P<{n}word>noon|midnight)\b)"
)
_EN_RANGE = spaced(
    rf"\b(?:between|from) {_EN_CLOCK.format(n='a')}_(?:and|to|until|till|[-–])_{_EN_CLOCK.format(n='b')}"
)
_EN_SIDE = spaced(
    rf"\b(?P<side>after|since|from|before|until|till|by|at) {_EN_CLOCK.format(n='a')}(?: or later| onwards?)?"
)
_EN_PART = spaced(r"\b(?:(?:in|during) the (?P<part>morning|afternoon|evening|night)s?|at (?P<night>night))\b")
_EN_PARTS = {"morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24), "night": (22, 6)}
_ZH_PARTS = {
    "凌晨": (0, 6), "清晨": (5, 8), "早上": (6, 9), "早晨": (6, 9), "上午": (6, 12), "中午": (11, 13), "下午": (12, 18),
    "午后": (12, 18), "傍晚": (17, 19), "晚上": (18, 24), "晚间": (18, 24), "夜间": (22, 6), "夜里": (22, 6),
    "深夜": (22, 6),
}  # fmt: skip
_ZH_PART = "|".join(_ZH_PARTS)
_ZH_CLOCK = (
    rf"(?P<{{n}}part>{_ZH_PART})?(?P<{{n}}h>\d{{{{1,2}}}}|[一二两三四五六七八九十]{{{{1,3}}}})"
    r"(?:[点时](?:(?P<{n}half>半)|(?P<{n}q>[一三])刻|(?P<{n}m>[0-5]?\d)分?)?钟?(?!间)|:(?P<{n}m2>[0-5]\d))"
)
_ZH_RANGE = re.compile(rf"{_ZH_CLOCK.format(n='a')}(?:到|至|[-–—~]){_ZH_CLOCK.format(n='b')}(?:之间)?")
_ZH_SIDE = re.compile(rf"{_ZH_CLOCK.format(n='a')}(?P<side>以后|之后|后|以前|之前|前|起|以来)")
_ZH_WHOLE = re.compile(rf"(?P<part>{_ZH_PART})(?!\d|[一二两三四五六七八九十]{{1,3}}[点时])")


def weekdays_in(text: str) -> list[WeekdaySpan]:
    """Return the days of the week that `text` names, in order of place."""
    text = narrowed(text)
    found: list[WeekdaySpan] = []
    for pattern, number in ((_ENGLISH_DAYS, _english_day), (_CHINESE_DAYS, _chinese_day)):
        for match in pattern.finditer(text):
            first, last = number(match["a"]), number(match["b"] or match["a"])
            is_range = (match["to"] or "").casefold() in ("to", "through", "thru", "-", "–", "—", "~", "到", "至")
            if match["b"] and (match["to"] or "").casefold() == "and" and "between" in match.group().casefold():
                is_range = True
            days = tuple(_days_from(first, last)) if is_range else tuple(sorted({first, last}))
            found.append(WeekdaySpan(days, *match.span()))
    for pattern in (_ENGLISH_SETS, _CHINESE_SETS):
        for match in pattern.finditer(text):
            found.append(WeekdaySpan(_WEEKEND if match["weekend"] else _WORKDAYS, *match.span()))
    return sorted(found, key=lambda span: span.start)


def hours_in(text: str) -> list[HourSpan]:
    """Return the hours of the day that `text` names, in order of place."""
    text = narrowed(text)
    found: list[HourSpan] = []
    for pattern, read in (
        (_EN_RANGE, _english_range),
        (_EN_SIDE, _english_side),
        (_EN_PART, _english_part),
        (_ZH_RANGE, _chinese_range),
        (_ZH_SIDE, _chinese_side),
        (_ZH_WHOLE, _chinese_part),
    ):
        for match in pattern.finditer(text):
            span = read(match)
            if span and not any(span.start < other.stop and other.start < span.stop for other in found):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def _english_day(name: str) -> int:
    return WEEKDAYS[name.casefold()]


def _chinese_day(name: str) -> int:
    return 7 if name in "日天" else _HAN_DAYS.index(name) + 1


def _days_from(first: int, last: int) -> list[int]:
    """Friday to Monday goes over the weekend."""
    count = (last - first) % 7 + 1
    return sorted((first + i - 1) % 7 + 1 for i in range(count))


def _english_clock(match: re.Match[str], name: str, half: str = "") -> int | None:
    """Minutes from midnight; `half` is the am or pm that is said once for both ends."""
    if match[f"{name}word"]:
        return 12 * 60 if match[f"{name}word"].casefold() == "noon" else 0
    hour, said = int(match[f"{name}h"]), (match[f"{name}half"] or half).casefold().replace(".", "")
    if said in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if said == "pm" else 0)
    elif not said and not match[f"{name}m"]:
        return None  # a bare number is an amount
    return hour * 60 + int(match[f"{name}m"] or 0) if hour <= 24 else None


def _english_range(match: re.Match[str]) -> HourSpan | None:
    half = match["bhalf"] or ""
    end = _english_clock(match, "b")
    first = _english_clock(match, "a", half)
    is_before = end is not None and first is not None and first >= end
    if is_before and not match["ahalf"] and half.casefold().startswith("p"):
        first = _english_clock(match, "a", "am")  # from 9 to 5 pm
    return _span(first, end, match)


def _english_side(match: re.Match[str]) -> HourSpan | None:
    return _side(match, _english_clock(match, "a"), match["side"].casefold())


def _side(match: re.Match[str], clock: int | None, side: str) -> HourSpan | None:
    if clock is None or clock >= DAY_MINUTES:
        return None
    if side == "at":
        return _span(clock, clock + (60 if clock % 60 == 0 else 1), match)
    if side in ("before", "until", "till", "by", "以前", "之前", "前"):
        return _span(0, clock, match)
    return _span(clock, DAY_MINUTES, match)


def _english_part(match: re.Match[str]) -> HourSpan | None:
    return _part(_EN_PARTS[(match["part"] or match["night"]).casefold()], match)


def _chinese_part(match: re.Match[str]) -> HourSpan | None:
    return _part(_ZH_PARTS[match["part"]], match)


def _part(hours: tuple[int, int], match: re.Match[str]) -> HourSpan | None:
    return _span(hours[0] * 60, hours[1] * 60, match)


def _chinese_clock(match: re.Match[str], name: str, part: str = "") -> int | None:
    said, part = match[f"{name}h"], match[f"{name}part"] or part
    hour = int(said) if said.isdecimal() else han_value(said)
    if hour is None or hour > 24:
        return None
    if hour < 12 and (
        part in ("下午", "午后", "傍晚", "晚上", "晚间") or (part in ("夜间", "夜里", "深夜") and hour > 6)
    ):
        hour += 12
    quarter = {"一": 15, "三": 45}.get(match[f"{name}q"] or "", 0)
    minutes = 30 if match[f"{name}half"] else quarter or int(match[f"{name}m"] or match[f"{name}m2"] or 0)
    return hour * 60 + minutes


def _chinese_range(match: re.Match[str]) -> HourSpan | None:
    return _span(_chinese_clock(match, "a"), _chinese_clock(match, "b", match["apart"] or ""), match)


def _chinese_side(match: re.Match[str]) -> HourSpan | None:
    return _side(match, _chinese_clock(match, "a"), match["side"])


def _span(first: int | None, end: int | None, match: re.Match[str]) -> HourSpan | None:
    if first is None or end is None or first == end or max(first, end) > DAY_MINUTES or end == 0:
        return None
    return HourSpan(first, end, *match.span())
