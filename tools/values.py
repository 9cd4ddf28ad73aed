"""Finds the cells that a question speaks of: "north region" or 舒适型酒店 leads to the column that holds it.

Distinct texts of every text column are kept (capped). A question is matched in two ways: every stretch of it that
is a whole value, and, for columns of few values, values that share most of their words or characters with it.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from knowledge.language.folding import MARKS, fold, spellings, without_ending, word_form
from knowledge.language.stop_words import VALUE_STOPS
from tools.errors import QueryError
from tools.lists import list_of
from tools.name_parts import NameParts
from tools.value_keys import LONGEST_VALUE, grams, grams_with_places, phrases, spoken_forms

logger = logging.getLogger(__name__)

_VALUES_PER_COLUMN = 20_000
_VALUES_IN_ALL = 200_000
_FEW_VALUES = 400
_FEW_FORMS = 60
"""Columns of at most this many values are enumerations: their words are found in any inflection."""
_MOST_WORDS = 4
_QUESTION_CHARACTERS = 1_000
_LEAST_OVERLAP = 0.6
_INSIDE, _SPELLED, _INFLECTED = 0.85, 0.95, 0.9
_LISTED_ROWS = 2_000


@dataclass(frozen=True)
class ValueMatch:
    """A value of a column found in a question, at the characters from `start` to `end`;

    `score` is 1 for the whole value. `variants` are all ways in which the column writes it, `value` among them.
    """

    table: str
    column: str
    value: str
    start: int
    end: int
    score: float
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Entry:
    table: str
    column: str
    value: str
    key: str
    grams: frozenset[str]


class ValueIndex:
    """Distinct values of text columns, by text and by parts of it; elements of lists as well."""

    def __init__(
        self, columns: Iterable[tuple[str, str, list[str]]], members: Iterable[tuple[str, str, Sequence[str]]] = ()
    ) -> None:
        """`columns` are (table, column, distinct values), `members` (table, column, elements of its lists)."""
        self._whole: dict[str, list[_Entry]] = defaultdict(list)
        self._spelled: dict[str, list[_Entry]] = defaultdict(list)
        self._parts: dict[str, list[_Entry]] = defaultdict(list)
        self._inflected: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
        self._members: dict[str, list[_Entry]] = defaultdict(list)
        self._samples: dict[tuple[str, str], list[str]] = {}
        for table, column, values in columns:
            self._samples[table, column] = values
            self._add(table, column, values)
        for table, column, elements in members:
            for element in elements:
                key = fold(element)
                self._members[key].append(_Entry(table, column, element, key, frozenset()))
        self._names = NameParts(self._samples)

    def _add(self, table: str, column: str, values: list[str]) -> None:
        few = len(values) <= _FEW_VALUES
        for value in values:
            key = fold(value)
            if not key:
                continue
            entry = _Entry(table, column, value, key, grams(value))
            self._whole[key].append(entry)
            others = spellings(value)
            for other in others:
                self._spelled[other].append(entry)
            if few and len(entry.grams) > 1:
                for gram in entry.grams:
                    self._parts[gram].append(entry)
            if len(values) <= _FEW_FORMS:
                for said in (key, *others):
                    words = said.split()
                    if said.isascii() and len(words) <= _MOST_WORDS and not (len(words) == 1 and said in VALUE_STOPS):
                        self._inflected[tuple(word_form(word) for word in words)].append(entry)

    def __len__(self) -> int:
        return sum(len(values) for values in self._samples.values())

    def samples(self, table: str, column: str, count: int = 3) -> list[str]:
        """Return up to `count` values of a column."""
        return self._samples.get((table, column), [])[:count]

    def of(self, table: str, column: str) -> list[str]:
        """Return all values that are kept of a column."""
        return self._samples.get((table, column), [])

    def match(self, question: str, limit: int = 24) -> list[ValueMatch]:
        """Return the values that the question speaks of, best first; for the same place the longest.

        What a column writes in several ways (Gold, GOLD) is one match with all of them as variants.
        """
        text = question[:_QUESTION_CHARACTERS]
        whole = self._whole_matches(text)
        spans = {(m.start, m.end) for m in whole}
        longer = {one: [other for other in spans if _is_inside(one, other)] for one in spans}
        whole = _without_repeats(whole, longer, text)
        longest = [kept for m in whole if (kept := _beside(m, longer[m.start, m.end])) is not None]
        taken = [(m.start, m.end) for m in longest]
        partly = [m for m in self._partial_matches(text) if not any(a < m.end and m.start < b for a, b in taken)]
        found = longest + partly
        return sorted(found, key=lambda m: (-m.score, m.start - m.end, m.start, m.table, m.column))[:limit]

    def match_inflected(self, question: str) -> list[ValueMatch]:
        """Return values of enumerations that the question says in other forms of their words: "not yet started" for
        NOT_STARTED, "cancelled" for CANCEL. What `match` finds is left out.
        """
        text = question[:_QUESTION_CHARACTERS]
        found = [
            (entry, _INFLECTED, start, end)
            for said, start, end in spoken_forms(text)
            for entry in self._inflected.get(said, ())
            if entry.key != fold(text[start:end])
        ]
        return _grouped(found, text)

    def match_members(self, question: str) -> list[ValueMatch]:
        """Return the elements of lists that the question speaks of."""
        text = question[:_QUESTION_CHARACTERS]
        found = [
            (entry, score, start, end)
            for form, score, start, end in phrases(text)
            for entry in self._members.get(form, ())
        ]
        return _grouped(found, text)

    def match_names(self, question: str) -> list[ValueMatch]:
        """Return names of which the question says a part, one match for each column: "Frank", 姓张.

        Its variants are the names, none where they are too many to list: then `value` is a pattern of LIKE.
        """
        text = question[:_QUESTION_CHARACTERS]
        return [
            ValueMatch(part.table, part.column, part.pattern, part.start, part.end, part.score, part.names)
            for part in self._names.find(text)
        ]

    def _whole_matches(self, text: str) -> list[ValueMatch]:
        found: list[_Found] = []
        for form, score, start, end in phrases(text):
            found.extend((entry, score, start, end) for entry in self._whole.get(form, ()))
            found.extend((entry, _SPELLED * score, start, end) for entry in self._spelled.get(form, ()))
        return _grouped(found, text)

    def _partial_matches(self, text: str) -> list[ValueMatch]:
        places: dict[str, list[int]] = defaultdict(list)
        widths: dict[str, int] = {}
        for gram, start, end in grams_with_places(text):
            places[gram].append(start)
            widths[gram] = end - start
        hits: dict[int, set[str]] = defaultdict(set)
        entries: dict[int, _Entry] = {}
        for gram in places:
            for entry in self._parts.get(gram, ()):
                hits[id(entry)].add(gram)
                entries[id(entry)] = entry
        found = []
        for key, said in hits.items():
            entry = entries[key]
            share = len(said) / len(entry.grams)
            spots = [(p, p + widths[g]) for g in said for p in places[g]]
            start, end = min(s for s, _ in spots), max(e for _, e in spots)
            is_together = end - start <= 2 * len(entry.value) + 8
            if share >= _LEAST_OVERLAP and is_together:
                found.append((entry, round(0.9 * share, 3), start, end))
        return _grouped(found, text)


_Found = tuple[_Entry, float, int, int]


def _grouped(found: Iterable[_Found], text: str) -> list[ValueMatch]:
    """One match for all values of a column that are equal when folded, at each place."""
    groups: dict[tuple[str, str, int, int], list[_Found]] = defaultdict(list)
    for hit in found:
        entry, _, start, end = hit
        groups[entry.table, entry.column, start, end].append(hit)
    matches = []
    for (table, column, start, end), hits in groups.items():
        said = text[start:end].strip(MARKS)
        for alike in _alike(hits):
            values = tuple(dict.fromkeys(entry.value for entry, *_ in alike))
            best = max(alike, key=lambda hit: (hit[1], hit[0].value == said))
            matches.append(ValueMatch(table, column, best[0].value, start, end, round(best[1], 3), values))
    return matches


def _alike(hits: list[_Found]) -> list[list[_Found]]:
    """Values with equal keys together; 北京 and 北京市 as well, but not 朝阳区 and 朝阳县."""
    by_key: dict[str, list[_Found]] = defaultdict(list)
    for hit in hits:
        by_key[hit[0].key].append(hit)
    by_name: dict[str, list[str]] = defaultdict(list)
    for key in by_key:
        by_name[without_ending(key)].append(key)
    found = []
    for name, keys in by_name.items():
        if len(keys) == 2 and name in keys:
            found.append(by_key[keys[0]] + by_key[keys[1]])
        else:
            found.extend(by_key[key] for key in keys)
    return found


def collect_values(metadata: MetaData, read: Callable[[str, int], list[Any]]) -> ValueIndex:
    """Return the index of the text columns; `read(sql, rows)` gives the first column of a query's rows.

    A column that cannot be read, or in time, is left out. Raises DatabaseUnreachable.
    """
    columns: list[tuple[str, str, list[str]]] = []
    members: list[tuple[str, str, Sequence[str]]] = []
    left = _VALUES_IN_ALL
    dialect = metadata.info.get("dialect")
    for table in metadata.tables.values():
        for column in table.columns:
            if not may_hold_text(column) or left <= 0:
                continue
            is_list = isinstance(column.type, (sa.ARRAY, sa.JSON))
            most = _LISTED_ROWS if is_list else min(_VALUES_PER_COLUMN, left)
            cell = sa.cast(column, sa.Text) if is_list and dialect and dialect.name == "postgresql" else column
            query = sa.select(cell).distinct().where(column.is_not(None)).limit(most)
            try:
                cells = read(str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), most)
            except QueryError as error:
                logger.warning("values left out table=%s column=%s reason=%s", table.name, column.name, error)
                continue
            listed = list_of(column.name, column.type, cells[:_LISTED_ROWS])
            if listed is not None:
                members.append((str(table.key), column.name, listed.members))
            if is_list:
                continue
            texts = [c for c in cells if isinstance(c, str) and 0 < len(c.strip()) <= LONGEST_VALUE]
            texts = [t for t in texts if not _is_number_or_date(t)]
            if texts:
                columns.append((str(table.key), column.name, texts))
                left -= len(texts)
    return ValueIndex(columns, members)


def may_hold_text(column: sa.Column[Any]) -> bool:
    """Return whether the type of a column lets it hold text."""
    if isinstance(column.type, (sa.types.NullType, sa.String, sa.Enum)):
        return True
    # SQLite types are free words: anything that is neither a number nor a date may be text
    return not isinstance(
        column.type, (sa.Numeric, sa.Integer, sa.Boolean, sa.Date, sa.DateTime, sa.Time, sa.Interval, sa.LargeBinary)
    )


def _is_number_or_date(text: str) -> bool:
    return re.fullmatch(r"[\d\s.,:/+-]+(?:T[\d:.]+Z?)?", text) is not None


def _beside(one: ValueMatch, longer: Sequence[tuple[int, int]]) -> ValueMatch | None:
    """A value inside a longer one counts less, where it is most of it: "colorado" in "colorado river" may be meant."""
    if not longer:
        return one
    is_most = all(2 * (one.end - one.start) > end - start for start, end in longer)
    return replace(one, score=round(_INSIDE * one.score, 3)) if is_most else None


def _without_repeats(
    whole: list[ValueMatch], longer: Mapping[tuple[int, int], Sequence[tuple[int, int]]], text: str
) -> list[ValueMatch]:
    """Leave out a value that stands with its ending around it as well: 苏州 inside 苏州市."""
    with_ending = {
        one: [o for o in others if _ends_more(text[one[0] : one[1]], text[o[0] : o[1]])]
        for one, others in longer.items()
    }
    there = {(m.table, m.column, m.variants, m.start, m.end) for m in whole}
    return [
        m for m in whole if not any((m.table, m.column, m.variants, *o) in there for o in with_ending[m.start, m.end])
    ]


def _ends_more(short: str, long: str) -> bool:
    key = fold(long)
    return key != fold(short) == without_ending(key)


def _is_inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]
