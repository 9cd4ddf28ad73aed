"""Times in Chinese words: 去年3月, 2024年第三季度, 上半年, 昨天, 上周五, 近三个月, 今年以来, 去年同期, 本财年."""

import datetime as dt
import re

from knowledge.language.calendar_periods import (
    DAY,
    Clock,
    Point,
    Reader,
    Unit,
    around,
    fiscal_year,
    latest,
    month_of_year,
    moved,
    part_of_year,
    spaced,
)
from knowledge.language.dates_numeric import YEAR
from knowledge.language.number_words import han_value

_YEARS = {
    "今": 0, "本": 0, "这一": 0, "这个": 0, "去": -1, "上": -1, "上一": -1, "上个": -1, "前": -2, "大前": -3,
    "明": 1, "下": 1, "下一": 1, "下个": 1, "后": 2,
}  # fmt: skip
_SIDES = {"本": 0, "这": 0, "这个": 0, "这一": 0, "当": 0, "今": 0, "上": -1, "上个": -1, "上一": -1, "上一个": -1,
          "前一": -1, "前一个": -1, "上上": -2, "上上个": -2, "下": 1, "下个": 1, "下一": 1, "下一个": 1}  # fmt: skip
_SIDE = "|".join(sorted(_SIDES, key=len, reverse=True))
_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季": "quarter",
    "季度": "quarter", "半年": "half", "半年度": "half", "年": "year", "年度": "year",
}  # fmt: skip
_WEEKDAYS = {
    name: number for number, names in enumerate(("一", "二", "三", "四", "五", "六", "日天"), 1) for name in names
}
_DAYS = {"今天": 0, "今日": 0, "当天": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3,
         "明天": 1, "明日": 1, "后天": 2}  # fmt: skip
_HAN = "零〇一二两三四五六七八九十百"
_NUMBER = rf"(?P<n>\d{{1,4}}|[{_HAN}]{{1,5}})"
_YEAR = (
    rf"(?:(?P<fy>(?:(?P<fyear>{YEAR}|(?<!\d)\d\d)年?_|(?P<fside>本|这个|今|上一?个?|去|下一?个?)年?)(?:财年|财政年度|财务年度)|FY_'?(?P<fyear2>{YEAR}|\d\d)(?!\d))"
    rf"|(?P<y>(?<!\d){YEAR}|(?<![{_HAN}])[一二][零〇一二三四五六七八九]{{3}})_年度?(?!代)"
    rf"|(?P<short>(?<!\d)\d\d)年(?=\d{{1,2}}月)"
    rf"|(?P<side>大前|[今去前明后]|(?<!以)(?:上一|本))年度?|(?P<side2>本|上一?个?|下一?个?|这一?个?)年度|(?P<side3>上)年(?=度|同|的|[第\d一二三四]))"
)
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_QUARTER = r"第?_(?P<q>[一二三四1-4])_季度?|q_(?P<q2>[1-4])(?!\d)"
_HALF = r"(?P<h>[上下])半年度?"
_EDGE = r"(?P<edge>[前后])(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})(?:个(?P<edged>月|季度)|(?P<edged2>季度))"
_MONTHS = rf"(?P<from>{_MONTH})月?_(?:-|–|—|~|～|到|至)_(?P<to>{_MONTH})_月份?(?!\d)"
_PART = rf"(?:{_MONTHS}|(?P<m>{_MONTH})_月份?(?:_(?P<d>{_DAY})_[日号])?|{_QUARTER}|{_HALF}|{_EDGE})"


def _year_begins(match: re.Match[str], clock: Clock) -> dt.date:
    if match["fy"]:
        digits = match["fyear"] or match["fyear2"]
        if digits:
            return fiscal_year(int(digits) + (2000 if len(digits) == 2 else 0), clock.fiscal_start)[0]
        return around(clock.today, "year", _YEARS[match["fside"]], clock.fiscal_start)[0]
    if match["y"] or match["short"]:
        said = match["y"] or match["short"]
        return dt.date(
            (int(said) if said.isdecimal() else han_value(said) or 0) + (2000 if match["short"] else 0), 1, 1
        )
    return around(clock.today, "year", _YEARS[match["side"] or match["side2"] or match["side3"]])[0]


def _of_year(match: re.Match[str], clock: Clock) -> Point | None:
    """A year, or the month, day, quarter, half or first months of one."""
    year = _year_begins(match, clock)
    end = moved(year, "year", 1)
    if match["m"]:
        return _month(match, year)
    if match["from"]:
        return _months(match, year)
    if match["edge"]:
        unit, number = _UNITS[match["edged"] or match["edged2"]], _count(match["count"])
        first, end = (year, moved(year, unit, number)) if match["edge"] == "前" else (moved(end, unit, -number), end)
        return Point(first, end, "month", *match.span())
    if match["q"] or match["q2"] or match["h"]:
        return Point(*part_of_year(year, *_which(match)), "month", *match.span())
    return Point(year, end, "year", *match.span())


def _month(match: re.Match[str], year: dt.date) -> Point:
    first, end = month_of_year(year, _count(match["m"]))
    if not match["d"]:
        return Point(first, end, "month", *match.span())
    day = _count(match["d"])
    if day > (end - first).days:
        return Point(year, moved(year, "year", 1), "year", *match.span())
    return Point(first + (day - 1) * DAY, first + day * DAY, "day", *match.span())


def _months(match: re.Match[str], year: dt.date) -> Point:
    """2024年1-6月, 2024年11月到2月"""
    low, high = _count(match["from"]), _count(match["to"])
    end = month_of_year(year if low <= high else moved(year, "year", 1), high)[1]
    return Point(month_of_year(year, low)[0], end, "month", *match.span())


def _lone_months(match: re.Match[str], clock: Clock) -> Point | None:
    """1-6月: of this year, or of the last where they have not begun."""
    year = around(clock.today, "year")[0]
    point = _months(match, year)
    return _months(match, moved(year, "year", -1)) if point.first and point.first > clock.today else point


def _ten_days(match: re.Match[str], clock: Clock) -> Point | None:
    """3月上旬 is the first ten days, 下旬 what is left after the twentieth."""
    if match["side"]:
        first, end = around(clock.today, "month", _SIDES[match["side"]])
    else:
        year = dt.date(int(match["year"]), 1, 1) if match["year"] else around(clock.today, "year")[0]
        first, end = month_of_year(year, _count(match["month"]))
        if not match["year"] and first > clock.today:
            first, end = month_of_year(moved(year, "year", -1), _count(match["month"]))
    part = "上中下".index(match["ten"])
    return Point(first + 10 * part * DAY, end if part == 2 else first + 10 * (part + 1) * DAY, "day", *match.span())


def _which(match: re.Match[str]) -> tuple[Unit, int]:
    if match["h"]:
        return "half", 1 if match["h"] == "上" else 2
    return "quarter", _count(match["q"] or match["q2"])


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else han_value(text) or 0


def _lone_part(match: re.Match[str], clock: Clock) -> Point | None:
    """A quarter or half of no year: the latest that has begun."""
    years = [around(clock.today, "year", ahead)[0] for ahead in (-1, 0)]
    period = latest((part_of_year(year, *_which(match)) for year in years), clock.today)
    return Point(*period, "month", *match.span(), part=_which(match))


def _lone_month(match: re.Match[str], clock: Clock) -> Point | None:
    month = _count(match["m"])
    if match["d"]:
        return Point(None, None, "day", *match.span(), month=month, day=_count(match["d"]))
    return Point(None, None, "month", *match.span(), month=month)


def _day_word(match: re.Match[str], clock: Clock) -> Point | None:
    return Point(*around(clock.today, "day", _DAYS[match.group()]), "day", *match.span())


def _sided(match: re.Match[str], clock: Clock) -> Point | None:
    unit = _UNITS[match["unit"]]
    first, end = around(clock.today, unit, _SIDES[match["side"]])
    day = match["weekday"] or ""
    if match["day"]:
        number = _count(match["day"])
        if unit != "month" or number > (end - first).days:
            return None
        return Point(first + (number - 1) * DAY, first + number * DAY, "day", *match.span())
    if day == "末":
        first += 5 * DAY
    elif day:
        first += (_WEEKDAYS[day] - 1) * DAY
        end = first + DAY
    return Point(first, end, "day" if unit in ("day", "week") else "month", *match.span())


def _rolling(match: re.Match[str], clock: Clock) -> Point | None:
    unit: Unit = _UNITS[match["unit"]]
    first = moved(clock.today, unit, -_count(match["n"]))
    if match["half"]:
        first = moved(first, "half", -1)
    if unit in ("day", "week"):
        first += DAY
    return Point(first, clock.today + DAY, "day", *match.span())


def _half(match: re.Match[str], clock: Clock) -> Point | None:
    """近半年 is six months, 近半个月 fifteen days."""
    if match["unit"] == "年":
        return Point(moved(clock.today, "half", -1), clock.today + DAY, "day", *match.span())
    return Point(clock.today - 14 * DAY, clock.today + DAY, "day", *match.span())


def _coming(match: re.Match[str], clock: Clock) -> Point | None:
    end = moved(clock.today, _UNITS[match["unit"]], _count(match["n"])) + DAY
    return Point(clock.today, end, "day", *match.span())


def _hours(match: re.Match[str], clock: Clock) -> Point | None:
    if clock.now is None:
        return None
    number = _count(match["n"])
    begins = clock.now - (dt.timedelta(minutes=number) if match["unit"] == "分钟" else dt.timedelta(hours=number))
    return Point(begins.date(), clock.now.date() + DAY, "hour", *match.span(), begins=begins, ends=clock.now)


def _ago(match: re.Match[str], clock: Clock) -> Point | None:
    """三天前 is that day, 三个月前 that month, 两年前 that year."""
    day, unit = _back(match, clock)
    grain = "year" if unit == "year" else "day" if unit in ("day", "week") else "month"
    return Point(*around(day, unit), grain, *match.span(), since=day)


def _before_ago(match: re.Match[str], clock: Clock) -> Point | None:
    """三个月之前 is all that lies further back."""
    return Point(None, _back(match, clock)[0], "day", *match.span())


def _back(match: re.Match[str], clock: Clock) -> tuple[dt.date, Unit]:
    unit, number = _UNITS[match["unit"] or match["months"]], _count(match["n"])
    if unit == "year" and number >= 1000:
        raise ValueError("2024年前 is before that year, not so many years ago")
    return moved(clock.today, unit, -number), unit


def _first_quarters(match: re.Match[str], clock: Clock) -> Point | None:
    """前三季度: the first three quarters of this year."""
    year = around(clock.today, "year")[0]
    return Point(year, moved(year, "quarter", _count(match["n"])), "month", *match.span())


def _to_date(match: re.Match[str], clock: Clock) -> Point | None:
    unit = _UNITS[next(word for word in ("季", "月", "周", "年") if word in match.group())]
    first_month = clock.fiscal_start if "财" in match.group() else 1
    return Point(around(clock.today, unit, 0, first_month)[0], clock.today + DAY, "day", *match.span())


def _same(match: re.Match[str], clock: Clock) -> Point | None:
    if match["year"]:
        first = dt.date(int(match["year"]), 1, 1)
        end = moved(clock.today + DAY, "year", first.year - clock.today.year)
        return Point(first, end, "day", *match.span(), same="year", part=("year", first.year))
    word = match["back"]
    unit: Unit = "year" if "年" in word else "quarter" if "季" in word else "month" if "月" in word else "week"
    first = around(clock.today, unit)[0]
    return Point(moved(first, unit, -1), moved(clock.today + DAY, unit, -1), "day", *match.span(), same=unit)


_RECENT = "(?:最近|过去|近|最近的|过去的|以往|此前)"
READERS: tuple[Reader, ...] = (
    (spaced(rf"{_YEAR}(?:_的?_{_PART})?"), _of_year),
    (spaced(rf"(?<![\d年每{_HAN}])(?P<m>{_MONTH})_月份?(?:_(?P<d>{_DAY})_[日号])?(?!\d)"), _lone_month),
    (spaced(rf"(?<![\d年每{_HAN}-]){_MONTHS}"), _lone_months),
    (
        spaced(
            rf"(?:(?:(?P<year>{YEAR})年)?(?P<month>{_MONTH})月份?|(?P<side>本|上个?|这个|下个?)月)(?P<ten>[上中下])旬"
        ),
        _ten_days,
    ),
    (spaced(r"第?_(?P<q>[一二三四1-4])_季度(?P<q2>)(?P<h>)"), _lone_part),
    (spaced(r"(?P<h>[上下])半年度?(?P<q>)(?P<q2>)"), _lone_part),
    (re.compile("|".join(sorted(_DAYS, key=len, reverse=True))), _day_word),
    (
        spaced(
            rf"(?P<side>{_SIDE})(?P<unit>周|星期|礼拜|月|季度?)(?:(?<=[周期拜])(?P<weekday>[一二三四五六日天末]))?份?"
            rf"(?:(?<=月)_的?(?P<day>{_DAY})[日号])?(?![初底末中])"
        ),
        _sided,
    ),
    (
        spaced(
            rf"{_RECENT}_{_NUMBER}_(?:个)?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?P<half>半)?(?:以?来|以?内|之内|间)?"
        ),
        _rolling,
    ),
    (spaced(rf"{_RECENT}_半个?(?P<unit>年|月)(?:以?来|以?内|之内|间)?"), _half),
    (
        spaced(rf"(?:未来|今后|接下来的?)_{_NUMBER}_(?:个)?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?:以?内|之内)?"),
        _coming,
    ),
    (spaced(rf"{_RECENT}_{_NUMBER}_个?(?P<unit>小时|分钟)(?:以?来|以?内|之内)?"), _hours),
    (spaced(rf"(?<![近去第前\d]){_NUMBER}_(?:个?(?P<unit>天|日|周|星期|年)|个(?P<months>月))前"), _ago),
    (spaced(rf"(?<![近去第前\d]){_NUMBER}_(?:个?(?P<unit>天|日|周|星期|年)|个(?P<months>月))[之以]前"), _before_ago),
    (spaced(r"前(?P<n>[二两三23])季度"), _first_quarters),
    (
        re.compile(
            r"(?:今年|本年度?|本月|这个月|本季度|本周|本财年)(?:以来|至今|迄今|到目前为止|截至目前|到现在)"
            r"|(?:年初|月初|季初|周初|本周一|今年年初)(?:至今|以来|到现在|到今天)"
        ),
        _to_date,
    ),
    (
        re.compile(
            r"(?P<back>去年|上年|上一年度?|上个?月|上个?季度?|上个?周|(?P<year>(?:19|20)\d\d)年)的?(?:同期|同一时期|同一时段)"
        ),
        _same,
    ),
)
