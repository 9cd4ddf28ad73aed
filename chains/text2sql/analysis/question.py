"""What a question says before any schema is looked at: its words, numbers, times and cues."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.analysis.cues import Cue, CueName, cues_in, measures_in
from knowledge.language.dates import TimeSpan, time_spans
from knowledge.language.stemming import stem
from knowledge.language.units import unit_after

Language = str

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff]")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_SCALE = {
    "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7, "万亿": 1e12,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3,
}  # fmt: skip
_EN_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"once": 1, "twice": 2, "single": 1, "dozen": 12, "hundred": 100}
_EN_NUMBER = re.compile(rf"\b(?:{'|'.join(_EN_NUMBERS)})\b", re.IGNORECASE)
_ZH_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}
_ZH_NUMBER = re.compile(
    r"([一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
    r"(?=[个名位条座家次人户台种艘所份场项起本张间门类支首件辆届队大天月年])"
)
_QUOTED = re.compile(r"[\"“「『](.+?)[\"”」』]|(?<![A-Za-z])['‘](.+?)['’](?![A-Za-z])")
_RANGE = re.compile(
    r"(?P<a>\d+(?:\.\d+)?)\s*(?:元|分|岁|块)?\s*(?:-|–|—|~|～|到|至|and|to)\s*(?P<b>\d+(?:\.\d+)?)", re.IGNORECASE
)


@dataclass(frozen=True)
class Number:
    """A number of the question; `upper` is set for a range. `unit` is the measure written after it."""

    value: float
    start: int
    end: int
    unit: str | None = None
    upper: float | None = None
    is_word: bool = False

    @property
    def exact(self) -> int | float:
        return int(self.value) if self.value == int(self.value) else self.value


@dataclass(frozen=True)
class Word:
    """An English word by its stem, or one ideograph."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True)
class Question:
    """A question with what can be told from its words alone."""

    text: str
    language: Language
    today: dt.date

    @cached_property
    def words(self) -> list[Word]:
        return [Word(stem(m.group().casefold()), m.start(), m.end()) for m in _WORD.finditer(self.text)]

    @cached_property
    def cues(self) -> list[Cue]:
        return cues_in(self.text)

    @cached_property
    def measures(self) -> list[tuple[int, int, list[str]]]:
        return measures_in(self.text)

    @cached_property
    def times(self) -> list[TimeSpan]:
        return time_spans(self.text, self.today)

    @cached_property
    def quotes(self) -> list[tuple[str, int, int]]:
        """Texts in quotation marks and where they stand, marks left out."""
        return [
            (m.group(1) or m.group(2), m.start(1 if m.group(1) else 2), m.end(1 if m.group(1) else 2))
            for m in _QUOTED.finditer(self.text)
        ]

    @cached_property
    def numbers(self) -> list[Number]:
        taken = [(s.start, s.stop) for s in self.times] + [(a, b) for _, a, b in self.quotes]
        found = [n for n in _numbers(self.text) if not any(a < n.end and n.start < b for a, b in taken)]
        return sorted(found, key=lambda number: number.start)

    def has(self, *names: CueName) -> bool:
        return not self._cue_names.isdisjoint(names)

    @cached_property
    def _cue_names(self) -> frozenset[str]:
        return frozenset(cue.name for cue in self.cues)

    def cues_named(self, *names: CueName) -> list[Cue]:
        return [cue for cue in self.cues if cue.name in names]


def read_question(text: str, language: Language | None = None, today: dt.date | None = None) -> Question:
    """Return the analysed question; the language is told from the letters when it is not given."""
    kept = text[:2_000]
    ideographs = len(_IDEOGRAPH.findall(kept))
    told = "zh" if ideographs * 4 > len(re.findall(r"[A-Za-z]+", kept)) and ideographs else "en"
    return Question(kept, language or told, today or dt.datetime.now(tz=dt.UTC).date())


def _numbers(text: str) -> list[Number]:
    found: list[Number] = []
    for match in _RANGE.finditer(text):
        low, high = float(match["a"]), float(match["b"])
        if low < high:
            unit = unit_after(text, match.end())
            found.append(Number(low, match.start(), unit[1] if unit else match.end(), unit and unit[0], high))
    for match in re.finditer(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text):
        if any(n.start <= match.start() < n.end for n in found):
            continue
        if match.start() and (
            text[match.start() - 1].isascii()
            and (text[match.start() - 1].isalpha() or text[match.start() - 1] in "_-#")
        ):
            continue
        value, end = float(match.group().replace(",", "")), match.end()
        scale = re.match(r"\s*(万亿|百万|千万|万|亿|thousand\b|million\b|billion\b|k\b)", text[end:], re.IGNORECASE)
        if scale:
            value *= _SCALE[scale.group(1).casefold()]
            end += scale.end()
        unit = unit_after(text, end)
        found.append(Number(value, match.start(), unit[1] if unit else end, unit and unit[0]))
    for match in _EN_NUMBER.finditer(text):
        found.append(Number(_EN_NUMBERS[match.group().casefold()], match.start(), match.end(), None, None, True))
    for match in _ZH_NUMBER.finditer(text):
        found.append(Number(_zh_value(match.group(1)), match.start(1), match.end(1), None, None, True))
    return found


def _zh_value(text: str) -> int:
    if "十" not in text:
        return _ZH_DIGITS[text]
    tens, _, ones = text.partition("十")
    return (_ZH_DIGITS[tens] if tens else 1) * 10 + (_ZH_DIGITS[ones] if ones else 0)
