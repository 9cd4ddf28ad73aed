"""Finds the cells that a question speaks of: "north region" or 舒适型酒店 leads to the column that holds it.

Distinct texts of every text column are kept (capped). A question is matched in two ways: every stretch of it that
is a whole value, and, for columns of few values, values that share most of their words or characters with it.
"""

import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from tools.errors import QueryError

logger = logging.getLogger(__name__)

_VALUES_PER_COLUMN = 20_000
_VALUES_IN_ALL = 200_000
_LONGEST_VALUE = 80
_FEW_VALUES = 400
_QUESTION_CHARACTERS = 1_000
_LEAST_OVERLAP = 0.6
_INSIDE = 0.85

_WORD = re.compile(r"[a-z0-9]+(?:[.'&_-][a-z0-9]+)*|[\u3400-\u9fff]", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")
_STOP = frozenset(
    "a an and are as at by do does for from has have how in is it its of on or than that the their there to was "
    "were what which who with no yes all any more most name total year number per each every".split()
)


# names that stand for each other
_SAME = (
    frozenset(("us", "u.s", "usa", "u.s.a", "united states", "united states of america")),
    frozenset(("uk", "u.k", "united kingdom", "great britain")),
    frozenset(("uae", "united arab emirates")),
)


@dataclass(frozen=True)
class ValueMatch:
    """A value of a column found in a question, at the characters from `start` to `end`;

    `score` is 1 for the whole value.
    """

    table: str
    column: str
    value: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class _Entry:
    table: str
    column: str
    value: str
    grams: frozenset[str]
    is_of_few: bool


class ValueIndex:
    """Distinct values of text columns, by text and by parts of it."""

    def __init__(self, columns: Iterable[tuple[str, str, list[str]]]) -> None:
        """`columns` are (table, column, distinct values)."""
        self._whole: dict[str, list[_Entry]] = defaultdict(list)
        self._parts: dict[str, list[_Entry]] = defaultdict(list)
        self._samples: dict[tuple[str, str], list[str]] = {}
        for table, column, values in columns:
            self._samples[table, column] = values
            few = len(values) <= _FEW_VALUES
            for value in values:
                key = _normal(value)
                if not key:
                    continue
                entry = _Entry(table, column, value, _grams(key), few)
                self._whole[key].append(entry)
                if few and len(entry.grams) > 1:
                    for gram in entry.grams:
                        self._parts[gram].append(entry)

    def __len__(self) -> int:
        return sum(len(values) for values in self._samples.values())

    def samples(self, table: str, column: str, count: int = 3) -> list[str]:
        """Return up to `count` values of a column."""
        return self._samples.get((table, column), [])[:count]

    def of(self, table: str, column: str) -> list[str]:
        """Return all values that are kept of a column."""
        return self._samples.get((table, column), [])

    def match(self, question: str, limit: int = 24) -> list[ValueMatch]:
        """Return the values that the question speaks of, best first; for the same place the longest."""
        text = question[:_QUESTION_CHARACTERS]
        whole = self._whole_matches(text)
        longest = [kept for m in whole if (kept := _beside(m, [o for o in whole if _is_inside(m, o)])) is not None]
        taken = [(m.start, m.end) for m in longest]
        partly = [m for m in self._partial_matches(text) if not any(a < m.end and m.start < b for a, b in taken)]
        found = longest + partly
        return sorted(found, key=lambda m: (-m.score, m.start - m.end, m.start, m.table, m.column))[:limit]

    def _whole_matches(self, text: str) -> list[ValueMatch]:
        return [
            ValueMatch(e.table, e.column, e.value, start, end, score)
            for form, score, start, end in _phrases(text)
            for e in self._whole.get(form, ())
        ]

    def _partial_matches(self, text: str) -> list[ValueMatch]:
        places: dict[str, list[int]] = defaultdict(list)
        widths: dict[str, int] = {}
        for gram, start, end in _grams_with_places(text):
            places[gram].append(start)
            widths[gram] = end - start
        hits: dict[int, set[str]] = defaultdict(set)
        entries: dict[int, _Entry] = {}
        for gram in places:
            for entry in self._parts.get(gram, ()):
                hits[id(entry)].add(gram)
                entries[id(entry)] = entry
        found = []
        for key, grams in hits.items():
            entry = entries[key]
            share = len(grams) / len(entry.grams)
            spots = [(p, p + widths[g]) for g in grams for p in places[g]]
            start, end = min(s for s, _ in spots), max(e for _, e in spots)
            is_together = end - start <= 2 * len(entry.value) + 8
            if share >= _LEAST_OVERLAP and is_together:
                found.append(ValueMatch(entry.table, entry.column, entry.value, start, end, round(0.9 * share, 3)))
        return found


def collect_values(metadata: MetaData, read: Callable[[str, int], list[Any]]) -> ValueIndex:
    """Return the index of the text columns; `read(sql, rows)` gives the first column of a query's rows.

    A column that cannot be read, or in time, is left out. Raises DatabaseUnreachable.
    """
    columns: list[tuple[str, str, list[str]]] = []
    left = _VALUES_IN_ALL
    for table in metadata.tables.values():
        for column in table.columns:
            if not _may_hold_text(column) or left <= 0:
                continue
            most = min(_VALUES_PER_COLUMN, left)
            query = sa.select(column).distinct().where(column.is_not(None)).limit(most)
            dialect = metadata.info.get("dialect")
            try:
                cells = read(str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), most)
            except QueryError as error:
                logger.warning("values left out table=%s column=%s reason=%s", table.name, column.name, error)
                continue
            texts = [c for c in cells if isinstance(c, str) and 0 < len(c.strip()) <= _LONGEST_VALUE]
            texts = [t for t in texts if not _is_number_or_date(t)]
            if texts:
                columns.append((str(table.key), column.name, texts))
                left -= len(texts)
    return ValueIndex(columns)


def _may_hold_text(column: sa.Column[Any]) -> bool:
    if isinstance(column.type, (sa.types.NullType, sa.String, sa.Enum)):
        return True
    # SQLite types are free words: anything that is neither a number nor a date may be text
    return not isinstance(
        column.type, (sa.Numeric, sa.Integer, sa.Boolean, sa.Date, sa.DateTime, sa.Time, sa.LargeBinary)
    )


def _is_number_or_date(text: str) -> bool:
    return re.fullmatch(r"[\d\s.,:/+-]+(?:T[\d:.]+Z?)?", text) is not None


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" '\"“”‘’.,;!?。，；？！")


@lru_cache(maxsize=64)
def _phrases(text: str) -> tuple[tuple[str, float, int, int], ...]:
    """Every stretch of a question that may be a value: the value, how sure that is, start and end.

    Kept, because one question is put to all databases.
    """
    tokens = [token.span() for token in _TOKEN.finditer(text)]
    found: list[tuple[str, float, int, int]] = []
    for first, (start, _) in enumerate(tokens):
        for _, end in tokens[first : first + _LONGEST_VALUE]:
            if end - start > _LONGEST_VALUE:
                break
            phrase = text[start:end]
            key = _normal(phrase)
            if _is_telling(key, phrase, text, start, end):
                found.extend((form, score, start, end) for form, score in _forms(key))
    return tuple(found)


def _forms(key: str) -> list[tuple[str, float]]:
    """The phrase itself, and without or with the English plural ending."""
    forms = [(key, 1.0)]
    if key.isascii() and len(key) > 3:
        forms.extend([(key.removesuffix("s"), 0.95)] if key.endswith("s") else [(key + "s", 0.9)])
        if key.endswith("ies"):
            forms.append((key[:-3] + "y", 0.95))
    forms.extend((other, 0.9) for names in _SAME for other in names if key in names and other != key)
    return forms


def _is_telling(key: str, phrase: str, text: str, start: int, end: int) -> bool:
    """Whether a phrase says enough to be looked up:

    no lone common word, single letter or single ideograph outside quotes.
    """
    if not key or phrase[0] in "'\"“‘" or phrase[-1] in "'\"”’ ":
        return False
    is_quoted = start > 0 and end < len(text) and text[start - 1] in "'\"“‘「" and text[end] in "'\"”’」"
    if is_quoted:
        return True
    if key in _STOP or (len(key) == 1 and not phrase.isupper()):
        return False
    return (
        not (len(key) <= 2 and key.isascii() and not any(c.isupper() or c.isdigit() for c in phrase))
        and not key.isdigit()
    )


def _grams(key: str) -> frozenset[str]:
    return frozenset(gram for gram, _, _ in _grams_with_places(key))


def _grams_with_places(text: str) -> list[tuple[str, int, int]]:
    """English words, and pairs of neighbouring ideographs."""
    words = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]
    grams = [(w.removesuffix("s"), a, b) for w, a, b in words if w.isascii() and w not in _STOP and len(w) > 1]
    pairs = pairwise(words)
    grams.extend((v + w, a, d) for (v, a, b), (w, c, d) in pairs if b == c and not v.isascii() and not w.isascii())
    return grams


def _beside(one: ValueMatch, longer: list[ValueMatch]) -> ValueMatch | None:
    """A value inside a longer one counts less, where it is most of it: "colorado" in "colorado river" may be meant."""
    if not longer:
        return one
    is_most = all(2 * (one.end - one.start) > other.end - other.start for other in longer)
    return replace(one, score=round(_INSIDE * one.score, 3)) if is_most else None


def _is_inside(one: ValueMatch, other: ValueMatch) -> bool:
    within = other.start <= one.start and one.end <= other.end
    return within and other.end - other.start > one.end - one.start
