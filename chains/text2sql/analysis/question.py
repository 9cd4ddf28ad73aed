"""What a question says before any schema is looked at: its words, numbers, times and cues."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.analysis.cues import Cue, CueName, cues_in, measures_in
from knowledge.language.dates import TimeSpan, time_spans
from knowledge.language.detection import language_of
from knowledge.language.quantities import quantities
from knowledge.language.stemming import stem

Language = str

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff]")
_QUOTED = re.compile(r"[\"“「『](.+?)[\"”」』]|(?<![A-Za-z])['‘](.+?)['’](?![A-Za-z])")


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
    now: dt.datetime | None = None
    fiscal_start: int = 1

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
        return time_spans(self.text, self.now or self.today, fiscal_start=self.fiscal_start)

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
        return [
            Number(float(q.value), q.start, q.stop, q.unit, None if q.upper is None else float(q.upper), q.is_word)
            for q in quantities(self.text)
            if not any(a < q.stop and q.start < b for a, b in taken)
        ]

    def has(self, *names: CueName) -> bool:
        return not self._cue_names.isdisjoint(names)

    @cached_property
    def _cue_names(self) -> frozenset[str]:
        return frozenset(cue.name for cue in self.cues)

    def cues_named(self, *names: CueName) -> list[Cue]:
        return [cue for cue in self.cues if cue.name in names]


def read_question(
    text: str, language: Language | None = None, today: dt.date | None = None, fiscal_start: int = 1
) -> Question:
    """Return the analysed question; the language is told from the letters when it is not given.

    `today` is the machine's date unless it is given; hours back from now are read where it is a moment in local time.
    """
    kept = text[:2_000]
    now = today if isinstance(today, dt.datetime) else None
    day = now.date() if now else today or dt.datetime.now().astimezone().date()
    return Question(kept, language or language_of(kept), day, now, fiscal_start)
