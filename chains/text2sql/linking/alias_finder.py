"""Where a question says the names of tables and columns: shared stems in English, runs of ideographs in Chinese."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from chains.text2sql.analysis.question import Question, Word
from chains.text2sql.linking.constants import LEAST_ALIAS_SCORE
from chains.text2sql.schema.naming import Alias
from knowledge.language.bilingual_lexicon import english_of
from knowledge.language.stemming import stem
from knowledge.language.stop_words import NAME_STOPS

Place = tuple[int, int, float]

_ENDINGS = frozenset("al ally ian ion ist ity ly ment ness ship y ic ance ence ive ous e d s es ed er or ing".split())
_WEAK_RUNS = frozenset("数量 名称 时间 编号 类型 类别 状态 总数 大小 中文 英文 地区 区域 日期 信息".split())


class AliasFinder:
    """Finds aliases in one question; `frequency` says in how many things of the schema each piece occurs."""

    def __init__(self, question: Question, frequency: Mapping[str, int], *, of_table: bool) -> None:
        self._question = question
        self._frequency = frequency
        self._of_table = of_table
        self._own = _Spoken([w for w in question.words if w.stem.isascii()])
        self._translated = _Spoken(_translated(question)) if question.language == "zh" else self._own
        self._shared: dict[str, int] = {}

    def places(self, aliases: Sequence[Alias]) -> list[Place]:
        """Return (start, end, score) of each alias that the question holds, whole or in part."""
        found: list[Place] = []
        has_chinese = any(alias.is_chinese for alias in aliases)
        for alias in aliases:
            places = self._chinese(alias.text) if alias.is_chinese else self._stems(alias, self._spoken(has_chinese))
            found.extend((start, end, score * alias.weight) for start, end, score in places)
        return [place for place in found if place[2] >= LEAST_ALIAS_SCORE]

    @cached_property
    def _ideographs(self) -> frozenset[str]:
        return frozenset(c for c in self._question.text if not c.isascii())

    def _spoken(self, has_chinese: bool) -> "_Spoken":
        """The words to look among: what is called something in Chinese needs no translation."""
        return self._own if has_chinese or self._question.language != "zh" else self._translated

    def _stems(self, alias: Alias, spoken: "_Spoken") -> list[Place]:
        """Windows of the question that hold the alias' stems, scored by the share of their information found."""
        wanted = set(alias.stems) - NAME_STOPS or set(alias.stems)
        numbers = sorted({i for stem in wanted for i in spoken.where(stem)})
        if not numbers:
            return []
        weights = {s: 1.0 / (1.0 + math.log(self._frequency.get(s, 1))) for s in alias.stems}
        whole = sum(weights.values())
        words = spoken.words
        found = []
        for k, first_number in enumerate(numbers):
            first = words[first_number]
            seen = {first.stem}
            last = first
            for number in numbers[k + 1 :]:
                word = words[number]
                if self._are_apart(last, word) or len(seen) >= len(wanted):
                    break
                if word.stem not in seen:
                    seen.add(word.stem)
                    last = word
            score = sum(weights[s] for s in weights if any(_same_stem(s, w) for w in seen)) / whole
            if self._of_table and alias.weight == 1.0 and any(_same_stem(alias.stems[-1], w) for w in seen):
                # the last word is the thing itself: "lines" for transmission lines
                score = max(score, 0.8)
            found.append((first.start, last.end, min(1.0, score)))
        return found

    def _are_apart(self, one: Word, other: Word) -> bool:
        between = self._question.text[one.end : other.start]
        if self._question.language == "zh":
            return len(between) > 2
        return between.count(" ") > 2 or any(mark in between for mark in ",;:.?")

    def _chinese(self, alias: str) -> list[Place]:
        """Where the alias, or the longest run of it that the question holds, stands."""
        text = self._question.text
        if self._ideographs.isdisjoint(alias):
            return []
        if len(alias) == 1:
            return [(start, start + 1, 0.6) for start in _starts(alias, text)]
        for length in range(len(alias), 1, -1):
            runs = {alias[i : i + length] for i in range(len(alias) - length + 1)}
            places = [(start, start + length, run) for run in runs for start in _starts(run, text)]
            if places:
                return [self._scored(place, alias) for place in places]
        return []

    def _scored(self, place: tuple[int, int, str], alias: str) -> Place:
        start, end, run = place
        share = len(run) / len(alias)
        if self._of_table and share < 1:
            # the end of a Chinese compound is the thing itself: 区域 for 供电区域
            return start, end, max(share, 0.8 if alias.endswith(run) else 0.65) / (1 + 0.3 * (self._sharing(run) > 1))
        is_weak = share < 1 and (run in _WEAK_RUNS or self._sharing(run) > 4)
        return start, end, share * (0.6 if is_weak else 1.0)

    def _sharing(self, run: str) -> int:
        if run not in self._shared:
            self._shared[run] = sum(run in piece for piece in self._frequency)
        return self._shared[run]


class _Spoken:
    """Words by stem."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self._places: dict[str, list[int]] = {}

    def where(self, stem: str) -> list[int]:
        """The words that have the stem, by number."""
        if stem not in self._places:
            self._places[stem] = [i for i, w in enumerate(self.words) if _same_stem(w.stem, stem)]
        return self._places[stem]


@lru_cache(maxsize=64)
def _translated(question: Question) -> list[Word]:
    """The words of a Chinese question in Latin letters, and the English of the others."""
    said = [word for word in question.words if word.stem.isascii()]
    counts = [(cue.start, cue.end) for cue in question.cues_named("count")]
    said.extend(
        Word(stem(word), start, end)
        for name, start, end in english_of(question.text)
        # 名 of 多少名 is a measure word
        if end - start > 1 or not any(a <= start and end <= b + 1 for a, b in counts)
        for word in name.split()
    )
    return sorted(said, key=lambda word: word.start)


def _starts(run: str, text: str) -> list[int]:
    found, at = [], text.find(run)
    while at >= 0:
        found.append(at)
        at = text.find(run, at + len(run))
    return found


def _same_stem(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 5 and longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS
