"""Words that ask for one row per stretch of time: by month, quarterly, per weekday, 每月, 按季度, 逐年."""

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.language.calendar_periods import spaced

PeriodUnit = Literal["year", "half", "quarter", "month", "week", "weekday", "day", "hour"]


@dataclass(frozen=True)
class PeriodCue:
    """The unit that rows are wanted by, and the characters that say so."""

    unit: PeriodUnit
    start: int
    stop: int


_BY = r"(?:by|per|each|every|for each|for every|in each|in every|broken down by|grouped by)(?: the)?(?: calendar)?"
_ENGLISH: dict[PeriodUnit, str] = {
    "year": rf"\b{_BY} years?\b|\b(?:yearly|annually|annual|year by year|year[- ]on[- ]year|year[- ]over[- ]year)\b",
    "half": rf"\b{_BY} half(?:[- ]years?)?\b|\b(?:half[- ]yearly|semi-?annual(?:ly)?|biannual(?:ly)?)\b",
    "quarter": rf"\b{_BY} quarters?\b|\b(?:quarterly|quarter by quarter)\b",
    "month": rf"\b{_BY} months?\b|\b(?:monthly|month by month|month[- ]over[- ]month)\b",
    "week": rf"\b{_BY} weeks?\b(?!_days?)|\b(?:weekly|week by week)\b",
    "weekday": rf"\b{_BY} (?:weekdays?|days? of (?:the )?week)\b|\b(?:on )?which (?:weekday|day of the week)\b",
    "day": rf"\b{_BY} (?:days?|dates?)\b(?! of (?:the )?week)|\b(?:daily|day by day)\b",
    "hour": rf"\b{_BY} hours?(?: of (?:the )?day)?\b|\b(?:hourly|hour by hour)\b",
}
_EACH = r"(?:按照?|每一?个?|各个?|逐|分|以|依)"
_CHINESE: dict[PeriodUnit, str] = {
    "year": rf"{_EACH}(?:年度|年份|年(?!龄|级|纪|轻|代))|年度(?=汇总|统计|趋势|变化|报表|对比)|历年",
    "half": rf"{_EACH}半年度?",
    "quarter": rf"{_EACH}季度?(?!节)|季度(?=汇总|统计|趋势|变化|报表|对比)",
    "month": rf"{_EACH}(?:自然)?月份?(?!薪|供|租)|月度|按年月|月份(?=分布)",
    "week": rf"{_EACH}(?:周(?![一二三四五六日天末年岁几])|(?:星期|礼拜)(?![一二三四五六日天几]))|周度",
    "weekday": rf"{_EACH}(?:星期几|周几|礼拜几|工作日|周内日)|(?:星期|周)[一1](?:到|至)(?:星期|周)?[日天7]各",
    "day": rf"{_EACH}(?:天|日(?!期型)期?)(?!数)|日度|每日",
    "hour": rf"{_EACH}(?:小时|钟头|时段)",
}
_MOST = r"(?=.{0,60}\b(?:most|fewest|least)\b)"
_MOST_CHINESE = r"(?=.{0,20}最[多少])"
"""Where the most is asked for, "which month" and 哪个月 are one row for each month, and the one with the most."""


def _pattern(unit: PeriodUnit) -> str:
    asked = rf"\b(?:in |on )?(?:which|what) {unit}\b{_MOST}"
    asked_in_chinese = rf"(?:在|是)?哪一?个?{_UNITS[unit]}{_MOST_CHINESE}" if unit in _UNITS else "(?!)"
    return f"{_ENGLISH[unit]}|{_CHINESE[unit]}|{asked}|{asked_in_chinese}"


_UNITS: dict[PeriodUnit, str] = {
    "year": "年度?", "quarter": "季度", "month": "月份?", "week": "周", "weekday": "星期几?", "day": "天",
}  # fmt: skip
_CUES: tuple[tuple[PeriodUnit, re.Pattern[str]], ...] = tuple((unit, spaced(_pattern(unit))) for unit in _ENGLISH)


def period_cues(text: str) -> list[PeriodCue]:
    """Return the units that `text` wants rows by, in order of place."""
    found = [PeriodCue(unit, *match.span()) for unit, pattern in _CUES for match in pattern.finditer(text)]
    kept: list[PeriodCue] = []
    for cue in sorted(found, key=lambda cue: cue.start - cue.stop):
        if not any(cue.start < other.stop and other.start < cue.stop for other in kept):
            kept.append(cue)
    return sorted(kept, key=lambda cue: cue.start)
