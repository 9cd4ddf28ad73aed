"""Cuts a question into atoms: stretches that name a table, a column, a filter, a time, a number or a part of a query.

An atom may be read in several ways; several covers of the question are kept, the cheapest first. What no atom of a
cover stands for is left over.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from chains.text2sql.analysis.question import Question
from chains.text2sql.composition.constants import (
    COST_CUE,
    COST_CUT_BY_CUE,
    COST_CUT_WORD,
    COST_EMPTY,
    COST_LEFT_IDEOGRAPH,
    COST_LITERAL,
    COST_LONE_EMPTY,
    COST_NAME,
    COVERS,
    FAR_MEANING,
    LEAST_COLUMN,
    LEAST_TABLE,
    LONG_NAME,
    NEAR_TABLE,
    OTHER_FORM,
    PERIOD_IN_CELL,
    SURE_CELL,
    SURE_TABLE,
    TABLE_IN_FILTER,
)
from chains.text2sql.composition.words import cue_matches, empty_chinese, is_empty_word
from chains.text2sql.linking.filters import FilterOption
from chains.text2sql.linking.types import Links, Mention
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.naming import split_name
from knowledge.language.dates import TimeSpan, time_spans
from knowledge.language.period_cues import PeriodCue
from knowledge.language.quantities import Quantity, quantities
from knowledge.language.recurring_times import HourSpan, WeekdaySpan, hours_in, weekdays_in
from knowledge.language.tokenization import chinese_tokenizer

Span = tuple[int, int]
_TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,:/-]\d+)*%?|[\u3400-\u9fff]+|[^\W\d_]+")


_EACH = re.compile("每一?[个位家名条座所种类场艘人门款件批只台层班]?|各个?")


class Kind(StrEnum):
    """What an atom stands for."""

    TABLE = "table"
    COLUMN = "column"
    FILTER = "filter"
    TIME = "time"
    PERIOD = "period"
    NUMBER = "number"
    LITERAL = "literal"
    RECURRING = "recurring"
    CUE = "cue"
    EMPTY = "empty"


@dataclass(frozen=True)
class Atom:
    """One stretch of the question with what it may stand for; lower `cost` is surer."""

    kind: Kind
    start: int
    end: int
    cost: float
    tables: tuple[Mention, ...] = ()
    columns: tuple[Mention, ...] = ()
    options: tuple[FilterOption, ...] = ()
    time: TimeSpan | None = None
    number: Quantity | None = None
    period: PeriodCue | None = None
    weekdays: WeekdaySpan | None = None
    hours: HourSpan | None = None
    cue: str = ""
    text: str = ""

    @property
    def span(self) -> Span:
        return self.start, self.end

    def is_cue(self, *names: str) -> bool:
        return self.kind is Kind.CUE and self.cue in names

    def column_score(self, column: ColumnId) -> float:
        return max((m.score for m in self.columns if m.id == column), default=0.0)

    def table_score(self, table: str) -> float:
        return max((m.score for m in self.tables if m.table == table), default=0.0)


@dataclass(frozen=True)
class Cover:
    """Atoms side by side, without those that ask for nothing, and the stretches that none stands for."""

    atoms: tuple[Atom, ...]
    left: tuple[Span, ...]
    cost: float


@dataclass(frozen=True)
class Token:
    """A word of the question."""

    start: int
    end: int
    text: str

    @cached_property
    def is_chinese(self) -> bool:
        return "\u3400" <= self.text[0] <= "\u9fff"


def tokens_of(text: str) -> list[Token]:
    """Return the words of `text`, English by letters, Chinese by the tokenizer."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if "\u3400" <= match.group()[0] <= "\u9fff":
            for word, start, end in chinese_tokenizer().tokenize(match.group()):
                found.append(Token(match.start() + start, match.start() + end, word))
        else:
            found.append(Token(match.start(), match.end(), match.group()))
    return found


def atoms_of(
    question: Question,
    links: Links,
    options: Sequence[FilterOption],
    periods: Sequence[PeriodCue] = (),
    roles: Sequence[Mention] = (),
) -> list[Atom]:
    """Return every atom of the question; they overlap."""
    text = question.text
    tokens = tokens_of(text)
    made: list[Atom] = []
    exact = [(o.start, o.end) for o in options if o.score >= SURE_CELL]
    made.extend(_named(_by_form(links.tables, text), Kind.TABLE, LEAST_TABLE, text))
    made.extend(_grouped_meanings(links.columns, Kind.COLUMN, text))
    made.extend(_grouped_meanings(links.tables, Kind.TABLE, text))
    tested = {(o.start, o.end, o.test.column) for o in options}
    columns = [m for m in (*links.columns, *roles) if m.how != "meaning" or not _overlaps(m.start, m.end, exact)]
    # a word that a column's test takes in whole is no name of it
    columns = [m for m in columns if (m.start, m.end, m.id) not in tested]
    made.extend(_named(_by_form(columns, text), Kind.COLUMN, LEAST_COLUMN, text))
    made.extend(_filters(options, [m for m in links.tables if m.score >= NEAR_TABLE]))
    made.extend(Atom(Kind.TIME, s.start, s.stop, COST_CUE, time=s) for s in _times(question, periods))
    # the annual plan is called so; it asks for no years
    made.extend(
        Atom(Kind.PERIOD, p.start, p.stop, PERIOD_IN_CELL if _overlaps(p.start, p.stop, exact) else COST_CUE, period=p)
        for p in periods
    )
    made.extend(
        Atom(Kind.NUMBER, q.said_start, q.said_stop, COST_CUE, number=q) for q in quantities(text) if not q.is_ordinal
    )
    made.extend(Atom(Kind.RECURRING, d.start, d.stop, COST_CUE, weekdays=d) for d in weekdays_in(text))
    made.extend(Atom(Kind.RECURRING, h.start, h.stop, COST_CUE, hours=h) for h in hours_in(text))
    # the marks of quotation belong to the text
    made.extend(Atom(Kind.LITERAL, a - 1, b + 1, COST_LITERAL, text=t) for t, a, b in question.quotes)
    whole = {(m.start, m.end) for m in (*links.tables, *links.columns) if m.how == "name" and m.score >= SURE_TABLE}
    for cue in cue_matches(text):
        if cue.name in ("generic", "person") and (cue.start, cue.end) in whole:
            continue  # a column is called so
        # the longer of two cues says more: "no one" is nobody
        cost = COST_CUE + 0.001 * (12 - min(cue.end - cue.start, 12))
        made.append(Atom(Kind.CUE, cue.start, cue.end, cost, cue=cue.name))
    made.extend(_empties(text, tokens))
    inner = {i for t in tokens for i in range(t.start + 1, t.end)}
    cut = [_with_cut_words(a, inner) for a in made if a.end > a.start]
    return sorted(cut, key=lambda a: (a.start, -a.end, a.cost))


def covers(text: str, atoms: Iterable[Atom], limit: int = COVERS) -> list[Cover]:
    """Return the cheapest ways to lay atoms side by side over the text, none twice."""
    ending: dict[int, list[Atom]] = defaultdict(list)
    for atom in atoms:
        ending[atom.end].append(atom)
    price = [0.0] * len(text)
    for token in tokens_of(text):
        whole = COST_LEFT_IDEOGRAPH * (token.end - token.start) if token.is_chinese else 1.0
        for i in range(token.start, token.end):
            price[i] = whole / (token.end - token.start)
    best: list[list[tuple[float, tuple[Atom, ...]]]] = [[(0.0, ())]]
    for end in range(1, len(text) + 1):
        grown = [(cost + price[end - 1], chosen) for cost, chosen in best[end - 1]]
        for atom in ending[end]:
            grown.extend((cost + atom.cost, (*chosen, atom)) for cost, chosen in best[atom.start])
        kept: dict[tuple[tuple[int, int, str, str], ...], tuple[float, tuple[Atom, ...]]] = {}
        for cost, chosen in sorted(grown, key=lambda pair: pair[0]):
            key = tuple((a.start, a.end, a.kind.value, a.cue) for a in chosen if a.kind is not Kind.EMPTY)
            kept.setdefault(key, (cost, chosen))
            if len(kept) >= limit:
                break
        best.append(list(kept.values()))
    return [_cover(text, cost, chosen) for cost, chosen in best[-1]]


def _cover(text: str, cost: float, chosen: tuple[Atom, ...]) -> Cover:
    taken = [False] * len(text)
    for atom in chosen:
        for i in range(atom.start, atom.end):
            taken[i] = True
    left: list[Span] = []
    for token in tokens_of(text):
        # a word is left as a whole, or as the run of ideographs that nothing stands for
        free = [i for i in range(token.start, token.end) if not taken[i]]
        if not free:
            continue
        span = (free[0], free[-1] + 1) if token.is_chinese else (token.start, token.end)
        if left and token.is_chinese and left[-1][1] == span[0]:
            left[-1] = (left[-1][0], span[1])
        else:
            left.append(span)
    return Cover(tuple(a for a in chosen if a.kind is not Kind.EMPTY), tuple(left), cost)


def _times(question: Question, periods: Sequence[PeriodCue]) -> list[TimeSpan]:
    """The stretches of time beside the words that ask for periods: of "by month of 2024", 2024."""
    if not any(p.start < t.stop and t.start < p.stop for p in periods for t in question.times):
        return question.times
    text = question.text
    for period in periods:
        text = text[: period.start] + " " * (period.stop - period.start) + text[period.stop :]
    return time_spans(text, question.now or question.today, fiscal_start=question.fiscal_start)


def _overlaps(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(a < end and start < b for a, b in spans)


def _grouped_meanings(mentions: Sequence[Mention], kind: Kind, text: str) -> Iterable[Atom]:
    """What comes near in meaning behind 每家 or 各: the words without them."""
    near = []
    for mention in mentions:
        head = _EACH.match(text[mention.start : mention.end]) if mention.how == "meaning" else None
        if head is not None and head.end() < mention.end - mention.start:
            near.append(replace(mention, start=mention.start + head.end()))
    return _named(near, kind, LEAST_COLUMN, text)


def _by_form(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions, those lowered whose name has only the stem of the word in the question."""
    found = []
    for mention in mentions:
        if mention.how == "meaning" and _EACH.match(text[mention.start : mention.end]):
            continue  # "each" is asked for, too
        said = _singular(text[mention.start : mention.end].casefold().split()[-1:])
        words = {_singular([w]) for w in split_name((mention.column or mention.table).rsplit(".", 1)[-1])}
        is_other = mention.how == "name" and said.isascii() and said.isalpha() and said not in words
        found.append(replace(mention, score=mention.score - OTHER_FORM) if is_other else mention)
    return found


def _singular(words: Sequence[str]) -> str:
    word = words[0] if words else ""
    for ending, put in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + put
    return word


def _named(mentions: Sequence[Mention], kind: Kind, least: float, text: str) -> Iterable[Atom]:
    places: dict[Span, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.score >= least:
            places[mention.start, mention.end].append(mention)
    for (start, end), found in places.items():
        best = max(m.score for m in found)
        near = tuple(sorted((m for m in found if m.score >= 0.6 * best), key=lambda m: -m.score))
        said = text[start:end]
        cost_of_words = LONG_NAME * (len(said.split()) - 1 if said.isascii() else max(0, len(said) - 3))
        # what only measures, or comes near in meaning, is less sure than a name
        doubt = 0.15 if all(m.how in ("measure", "meaning") for m in near) else 0.0
        doubt += FAR_MEANING if all(m.how == "meaning" for m in near) else 0.0
        cost = COST_NAME + 0.35 * (1 - best) + doubt + cost_of_words
        if kind is Kind.TABLE:
            yield Atom(kind, start, end, cost, tables=near)
        else:
            yield Atom(kind, start, end, cost + 0.01, columns=near)


def _filters(options: Sequence[FilterOption], tables: Sequence[Mention]) -> Iterable[Atom]:
    places: dict[Span, list[FilterOption]] = defaultdict(list)
    for option in options:
        places[option.start, option.end].append(option)
    for (start, end), found in places.items():
        best = max(o.score for o in found)
        near = tuple(sorted((o for o in found if o.score >= 0.6 * best), key=lambda o: -o.score))
        cost = COST_NAME - 0.01 + 0.5 * (1 - best)
        # "no orders" asks for rows of a table, not for an empty order number
        is_table = near[0].source == "missing" and any(
            start <= t.start and t.end <= end and t.score >= SURE_TABLE for t in tables
        )
        is_table |= near[0].source != "value" and any((t.start, t.end) == (start, end) for t in tables)
        yield Atom(Kind.FILTER, start, end, cost + (TABLE_IN_FILTER if is_table else 0.0), options=near)


def _empties(text: str, tokens: Sequence[Token]) -> Iterable[Atom]:
    whole = set()
    first = tokens[0].start if tokens else 0
    for token in tokens:
        if is_empty_word(token.text) and not (token.start == first and token.text.casefold().startswith("who")):
            whole.add((token.start, token.end))
            yield Atom(Kind.EMPTY, token.start, token.end, COST_EMPTY)
    for word in empty_chinese():
        at = text.find(word)
        while at >= 0:
            if (at, at + len(word)) not in whole:
                yield Atom(Kind.EMPTY, at, at + len(word), COST_LONE_EMPTY)
            at = text.find(word, at + 1)


def _with_cut_words(atom: Atom, inner: set[int]) -> Atom:
    """Cutting through a word costs."""
    cuts = (atom.start in inner) + (atom.end in inner)
    if not cuts or atom.kind is Kind.EMPTY:
        return atom
    price = COST_CUT_BY_CUE if atom.kind is Kind.CUE else COST_CUT_WORD
    return replace(atom, cost=atom.cost + cuts * price)
