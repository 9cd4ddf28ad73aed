"""Single numbers as they are written, with scale, unit and money: 1.5m, $20, 3万5千, 三万五, half a million, 20%."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from knowledge.language.calendar_periods import spaced
from knowledge.language.comparators import said_around
from knowledge.language.number_words import HAN_NUMERAL, SCALES, english_numbers, mixed_value
from knowledge.language.units import unit_after

Currency = Literal["CNY", "USD", "EUR", "GBP", "JPY", "HKD"]

_SCALES = SCALES | {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "hundred": 100,
    "dozen": 12,
}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,15})?(?![\d,])|\d{1,18}(?:\.\d{1,15})?")
_CODE = re.compile(r"(?:[A-Za-z_#]|(?<![~～])[A-Za-z0-9][-/]|\d\.)\Z")
_NEGATIVE = re.compile(r"(?:\A|[\s(=<>≥≤到至于过])[-−]\Z")
_SCALE = spaced(
    r"_(?P<word>hundred thousand|hundred|dozen|thousand|million|billion|trillion)s?\b"
    r"|(?P<letter>k|mn|mio|bn|(?-i:[MB]))(?![A-Za-z0-9])"
)
_HAN_SCALED = re.compile(
    r"\s?[十百千]?(?:万亿|[万亿])(?:\d{1,4}(?:[千百十]?万)?[千百十]?(?![\d.]))*"
    r"|[千百](?![瓦米克伏卡帕赫分])(?:\d{1,2}[百十]?(?![\d.]))*"
)
_METRES_OR_MILLIONS = re.compile(r"m(?![A-Za-z0-9²])")
_COUNTED_IN_MILLIONS = spaced(
    r"m (?:people|users|customers|inhabitants|residents|citizens|visitors|subscribers|downloads|views|records|rows"
    r"|units|dollars|euros|pounds|yuan|usd|eur|gbp|cny|rmb)\b"
)
_HAN = re.compile(rf"[{HAN_NUMERAL}]{{1,20}}")
_MEASURES = (
    "个名位条座家次人户台种艘所份场项起本张间门类支首件辆届队大天月年"  # measure words, and units of time
    "元块角分岁米公里吨克斤度倍成层级期号%只头部篇笔套箱瓶株双对口眼段页章道题票样款批组点周小日万亿"
)
_NO_NUMERAL = re.compile(r"(?:统|单|唯|同|之|专|星期|周|礼拜|初)\Z")
_NO_NUMERAL_BEHIND = re.compile(r"[些下样般切直定旦同共起概]|分之|[\u3400-\u9fff]?(?<=千万)[别不要]")
_VERY = re.compile(r"分(?=[\u3400-\u9fff])(?![以之的钟到至左上])")
"""十分满意 is "very pleased", no ten points."""
_NAME_GOES_ON = re.compile(r"(?=[\u3400-\u9fff])(?![以之的及或和与到至左上多起一每])")
"""三元桥 is a place."""
_JOINED = re.compile(rf"[到至~～-](?:\d|[{HAN_NUMERAL}])")
_HALF = spaced(
    r"\bhalf (?:an? )?(?P<scale>hundred|dozen|thousand|million|billion|trillion)\b"
    r"|\b(?<!\x20a\x20)(?:half(?: an?(?= hour| day| year| kilo| litre| mile| ton))?"
    r"|(?:a|one) quarter(?= of)|three quarters(?= of))\b"
    r"|一半|半(?=小时|天|吨|公斤|年|个)"
)
_AND_A_HALF = spaced(r" and a half\b(?: (?P<scale>hundred|dozen|thousand|million|billion|trillion)\b)?")
_PERCENT_BEFORE = re.compile(r"百分之\Z")
_PERCENT = spaced(r"_(?:%|％|percent\b|per cent\b|pct\b|个百分点)")
_TENTHS = re.compile(r"成(?![本绩员为功立人交就果年都])")
_MONEY_BEFORE = spaced(
    r"(?:(?P<HKD>HK_\$|\bHKD|港币)|(?P<USD>(?:US)?\$|\bUSD|美元)|(?P<EUR>€|\bEUR)|(?P<GBP>£|\bGBP)"
    r"|(?P<JPY>JP¥|\bJPY)|(?P<CNY>[¥￥]|\b(?:CNY|RMB)|人民币))_\Z"
)
_MONEY_BEHIND = spaced(
    r"_(?:(?P<USD>\$|美元|美金|dollars?\b|bucks\b|usd\b)|(?P<HKD>港元|港币|hkd\b)|(?P<EUR>€|欧元|euros?\b|eur\b)"
    r"|(?P<GBP>£|英镑|pounds?\b|gbp\b|quid\b)|(?P<JPY>日元|yen\b|jpy\b)|(?P<CNY>元(?:钱|人民币)?|块钱?|人民币|yuan\b|rmb\b|cny\b))"
)
_UNITS: dict[Currency, str] = {"CNY": "yuan", "USD": "dollars", "EUR": "euros", "GBP": "pounds"}
_ONCE = {"once": 1, "twice": 2, "single": 1}
_ONCE_WORD = re.compile(r"\b(?:once|twice|single)\b", re.IGNORECASE)
BETWEEN_NUMBERS = spaced(r"_(?:[-–—~～]|到|至|to|and|和|与)_\Z")
"""What joins the ends of a range."""


@dataclass(frozen=True)
class WrittenNumber:
    """A number before it is compared or joined to a range: its value as written, times its scale."""

    written: Decimal
    scale: int
    start: int
    stop: int
    unit: str | None = None
    currency: Currency | None = None
    is_word: bool = False
    is_ordinal: bool = False
    is_metres_or_millions: bool = False

    @property
    def value(self) -> Decimal:
        return self.written * self.scale


def written_numbers(text: str) -> list[WrittenNumber]:
    """Return the numbers of `text`, in order of place; none overlaps another."""
    found: list[WrittenNumber] = []
    taken: set[int] = set()
    for read in (_digits, _han, _halves, _english):
        for number in read(text):
            places = range(number.start, number.stop)
            if taken.isdisjoint(places):
                taken.update(places)
                found.append(number)
    return sorted(found, key=lambda atom: atom.start)


def _digits(text: str) -> list[WrittenNumber]:
    found: list[WrittenNumber] = []
    for match in _DIGITS.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        start, sign = match.start(), 1
        if _NEGATIVE.search(before):
            start, sign = start - 1, -1
        elif _CODE.search(before) and not (found and BETWEEN_NUMBERS.match(text[found[-1].stop : start])):
            continue
        written, scale, stop = Decimal(match.group().replace(",", "")), 1, match.end()
        if mixed := _HAN_SCALED.match(text, stop):
            value = mixed_value(match.group().replace(",", "") + mixed.group().strip())
            if value is not None:
                suffix = mixed_value("1" + _unit_part(mixed.group().strip()))
                scale = int(suffix) if suffix and value == written * suffix else 1
                written, stop = (written if scale > 1 else value), mixed.end()
        elif named := _SCALE.match(text, stop):
            scale = _scale(named)
            stop = named.end()
        unclear = scale == 1 and _METRES_OR_MILLIONS.match(text, stop) is not None
        money = _currency(_MONEY_BEFORE.search(before))
        if unclear and (money or _COUNTED_IN_MILLIONS.match(text, stop)):
            scale, stop, unclear = 10**6, stop + 1, False
        found.append(
            _measured(
                text, WrittenNumber(sign * written, scale, start, stop, currency=money, is_metres_or_millions=unclear)
            )
        )
    return found


def _unit_part(scaled: str) -> str:
    """The scale alone, 万 of 万5千."""
    return re.split(r"\d", scaled, maxsplit=1)[0]


def _scale(match: re.Match[str]) -> int:
    if match["letter"]:
        return _SCALES[match["letter"].casefold()]
    words = match["word"].casefold().split()
    return 100_000 if len(words) == 2 else _SCALES[words[0]]


def _measured(text: str, atom: WrittenNumber) -> WrittenNumber:
    """The atom with the percent sign, currency or unit behind it."""
    before = text[max(0, atom.start - 8) : atom.start]
    if half := _AND_A_HALF.match(text, atom.stop):
        scale = _SCALES[half["scale"].casefold()] if half["scale"] else atom.scale
        atom = replace(atom, written=atom.written + Decimal("0.5"), scale=scale, stop=half.end())
    if percent := _PERCENT.match(text, atom.stop):
        return replace(atom, unit="percent", stop=percent.end())
    if share := _PERCENT_BEFORE.search(before):
        return replace(atom, unit="percent", start=atom.start - len(share.group()))
    if tenths := _TENTHS.match(text, atom.stop):
        return replace(atom, written=atom.written * 10, unit="percent", stop=tenths.end())
    if atom.currency:
        money = _MONEY_BEFORE.search(before)
        start = atom.start - (len(money.group()) if money else 0)
        behind = _MONEY_BEHIND.match(text, atom.stop)
        stop = behind.end() if behind and _currency(behind) == atom.currency else atom.stop
        return replace(atom, unit=_UNITS.get(atom.currency), start=start, stop=stop)
    if behind := _MONEY_BEHIND.match(text, atom.stop):
        currency = _currency(behind)
        return replace(atom, unit=_UNITS.get(currency) if currency else None, currency=currency, stop=behind.end())
    unit = unit_after(text, atom.stop)
    return replace(atom, unit=unit[0], stop=unit[1]) if unit else atom


def _currency(match: re.Match[str] | None) -> Currency | None:
    if match is None:
        return None
    names: tuple[Currency, ...] = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD")
    return next(name for name in names if match[name])


def _han(text: str) -> list[WrittenNumber]:
    found = []
    for match in _HAN.finditer(text):
        before, numeral = text[: match.start()][-8:], match.group()
        while numeral and mixed_value(numeral) is None:
            numeral = numeral[:-1]
        value = mixed_value(numeral) if numeral else None
        stop = match.start() + len(numeral)
        if value is None or (len(numeral) > 4 and numeral.isnumeric() and not set(numeral) & set("十百千万亿")):
            continue
        is_share = bool(_PERCENT_BEFORE.search(before))
        if (_NO_NUMERAL.search(before) and not is_share) or _NO_NUMERAL_BEHIND.match(text, stop):
            continue
        if numeral == "十" and _VERY.match(text, stop):
            continue
        is_placed = len(numeral) > 1 and bool(set(numeral) & set("十百千万亿"))
        is_joined = _JOINED.match(text, stop) is not None
        is_measured = (text[stop : stop + 1] in _MEASURES and stop < len(text)) or unit_after(text, stop) is not None
        is_compared = said_around(text, match.start(), stop)[0] != "="
        if not (is_placed or is_share or is_measured or is_compared or is_joined):
            continue
        atom = WrittenNumber(value, 1, match.start(), stop, is_word=True, is_ordinal=before.endswith("第"))
        measured = _measured(text, atom)
        if measured.currency and len(numeral) == 1 and not is_compared and _NAME_GOES_ON.match(text, measured.stop):
            continue
        found.append(measured)
    return found


def _english(text: str) -> list[WrittenNumber]:
    found = [WrittenNumber(Decimal(n.value), 1, n.start, n.stop, is_word=True) for n in english_numbers(text)]
    found.extend(
        WrittenNumber(Decimal(_ONCE[m.group().casefold()]), 1, m.start(), m.end(), is_word=True)
        for m in _ONCE_WORD.finditer(text)
    )
    return [_measured(text, atom) for atom in found]


def _halves(text: str) -> list[WrittenNumber]:
    """Half, a quarter of, 一半, and 半 before a unit."""
    found = []
    for match in _HALF.finditer(text):
        said = match.group().casefold()
        value = Decimal("0.75") if said.startswith("three") else Decimal("0.25" if "quarter" in said else "0.5")
        scale = _SCALES[match["scale"].casefold()] if match["scale"] else 1
        found.append(_measured(text, WrittenNumber(value, scale, match.start(), match.end(), is_word=True)))
    return found
