"""Numbers and dates of a text in one normal form: 1,000 meets 1000, 三成 meets 30%, 2024-05-01 meets May 1."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from knowledge.language.months import MONTH_PATTERN, MONTHS

_MONTH = rf"(?P<month>{MONTH_PATTERN})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DATES = (
    re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?:\s*,?\s+{_YEAR}\b)?", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?![a-z])(?:\s*,?\s+{_YEAR}\b)?", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s*,?\s+{_YEAR}\b", re.IGNORECASE),
)
_HAN = "零〇一二两三四五六七八九十百千"
_HAN_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})\s*年\s*)?(?P<month>\d{{1,2}}|[{_HAN}]{{1,3}})\s*月(?:份|\s*"
    rf"(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})\s*[日号])?"
)
_HAN_YEAR = re.compile(r"([零〇一二三四五六七八九]{4})\s*年")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MEASURE = "个名位人次天日周月年度小分秒米公里千克吨元块条项座台辆艘架间层张份种类倍届任级期章节款岁世号路集部本首只头"
_NUMBER = re.compile(
    r"(?<![\d.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<scale>万亿|[万亿]|(?:thousand|million|billion|trillion)\b)?\s*(?P<percent>%|percent\b|per cent\b|个百分点)?",
    re.IGNORECASE,
)
_HAN_PERCENT = re.compile(rf"百分之(?P<share>[{_HAN}]+|\d+(?:\.\d+)?)|(?P<tenths>[一二两三四五六七八九]|\d)成")
_HAN_NUMBER = re.compile(rf"第?(?P<number>[{_HAN}]+)(?P<scale>[万亿]?)(?P<measure>[{_MEASURE}]?)")
_WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {word: 10 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_WORD_NUMBER = re.compile(
    rf"\b(?P<first>{'|'.join(_WORDS)})(?:[-\s](?P<second>one|two|three|four|five|six|seven|eight|nine))?"
    r"(?:\s+(?P<scale>hundred|thousand|million|billion))?\b",
    re.IGNORECASE,
)


def stated(text: str) -> frozenset[str]:
    """The figures that `text` claims: numbers in digits or words, percentages (`30%`), months (`m5`) and days (`d1`).

    What may be no number at all is left out: `one`, and Chinese numerals without a measure word (统一, 一些).
    """
    return frozenset(_figures(text, cautious=True))


def offered(text: str) -> frozenset[str]:
    """The figures that a source can vouch for: like `stated`, with the doubtful ones as well."""
    return frozenset(_figures(text, cautious=False))


def han_number(numeral: str) -> int | None:
    """The value of a Chinese numeral below 10,000 (一百二十 → 120, 二〇二四 → 2024); `None` if it is none."""
    if not numeral or any(c not in _DIGITS and c not in _PLACES for c in numeral):
        return None
    if all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, digit = 0, None
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (1 if digit is None else digit) * _PLACES[character]
            digit = None
    return total + (digit or 0)


def _figures(text: str, cautious: bool) -> set[str]:
    rest = unicodedata.normalize("NFKC", text)
    found: set[str] = set()

    def take(pattern: re.Pattern[str], read: object) -> None:
        nonlocal rest

        def cut(match: re.Match[str]) -> str:
            figures = read(match)  # type: ignore[operator]
            if figures is None:
                return match.group()
            found.update(figures)
            return " " * len(match.group())

        rest = pattern.sub(cut, rest)

    for pattern in _DATES:
        take(pattern, _date)
    take(_HAN_DATE, _date)
    take(_HAN_YEAR, lambda m: {str(han_number(m.group(1)))})
    take(_HAN_PERCENT, _share)
    take(_NUMBER, _number)
    take(_HAN_NUMBER, lambda m: _numeral(m, cautious))
    take(_WORD_NUMBER, lambda m: _word(m, cautious))
    return found


def _value(text: str) -> int | None:
    if text.lower() in MONTHS:
        return MONTHS[text.lower()]
    return int(text) if text.isdecimal() else han_number(text)


def _date(match: re.Match[str]) -> set[str] | None:
    parts = {name: _value(value) for name, value in match.groupdict().items() if value}
    month, day = parts.get("month"), parts.get("day")
    if month is None or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    figures = {f"m{month}"}
    if day is not None:
        figures.add(f"d{day}")
    if parts.get("year") is not None:
        figures.add(str(parts["year"]))
    return figures


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _share(match: re.Match[str]) -> set[str] | None:
    if match["tenths"]:
        tenths = _value(match["tenths"])
        return None if tenths is None else {f"{tenths * 10}%"}
    share = match["share"]
    value = Decimal(share) if share[0].isdecimal() else han_number(share)
    return None if value is None else {f"{_plain(Decimal(value))}%"}


def _number(match: re.Match[str]) -> set[str] | None:
    try:
        value = Decimal(match["digits"].replace(",", ""))
    except InvalidOperation:
        return None
    for scale in re.findall(r"[万亿]|[a-z]+", (match["scale"] or "").lower()):
        value *= _SCALES[scale]
    return {_plain(value) + ("%" if match["percent"] else "")}


def _numeral(match: re.Match[str], cautious: bool) -> set[str] | None:
    numeral, scale = match["number"], match["scale"]
    if cautious and not scale:
        if numeral == "一" or (len(numeral) == 1 and not match["measure"]):
            return None
        if not any(c in _DIGITS for c in numeral) and numeral != "十":
            return None  # 千百: many, not a number
    value = han_number(numeral)
    if value is None:
        return None
    return {str(value * _SCALES.get(scale, 1))}


def _word(match: re.Match[str], cautious: bool) -> set[str] | None:
    first, second, scale = match["first"].lower(), match["second"], (match["scale"] or "").lower()
    if cautious and first == "one" and not scale:
        return None
    value = _WORDS[first]
    if second and value >= 20:
        value += _WORDS[second.lower()]
    elif second:
        return {str(value), str(_WORDS[second.lower()])}
    return {str(value * (100 if scale == "hundred" else _SCALES.get(scale, 1)))}
