"""Where a solved question says the constants of its query, and what another question says in those places.

Both questions are masked there, so that "how many rivers are in texas" and "how many rivers are in iowa" read alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from chains.text2sql.analysis.question import Question
from chains.text2sql.examples.constants import MOST_FILLINGS, NAMED_COLUMN
from chains.text2sql.examples.statement import Constant
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Links, Mention, ValueMatch
from chains.text2sql.protocols import ValueFinder
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(?P<year>\d{4})(?P<rest>-\d\d(?:-\d\d.*)?)")

Span = tuple[int, int]


@dataclass(frozen=True)
class Slot:
    """A stretch of the solved question that its query repeats: a constant, or a column (`constant` is None)."""

    span: Span
    constant: Constant | None
    column: ColumnId | None


@dataclass(frozen=True)
class Filler:
    """What the other question says instead: a text for a constant, or another column."""

    span: Span
    value: str
    column: ColumnId | None = None


@dataclass(frozen=True)
class Filling:
    """One way to fill every slot; None keeps a column as it is."""

    fillers: tuple[Filler | None, ...]


def find_slots(then: LinkedQuestion, constants: Sequence[Constant], columns: Sequence[ColumnId]) -> list[Slot]:
    """Return the slots in order of place; constants that the question does not say are none."""
    slots: list[Slot] = []
    for constant in constants:
        span = _place_of(constant, then.question, then.matches, [s.span for s in slots])
        if span is not None:
            slots.append(Slot(span, constant, constant.column))
    for column in dict.fromkeys(columns):
        best = max(
            (m for m in then.links.of_column(column) if m.how == "name" and m.score >= NAMED_COLUMN),
            key=lambda m: m.score,
            default=None,
        )
        if best is not None and not any(a < best.end and best.start < b for a, b in (s.span for s in slots)):
            slots.append(Slot((best.start, best.end), None, column))
    return sorted(slots, key=lambda s: s.span)


def _place_of(constant: Constant, question: Question, hits: Sequence[ValueMatch], taken: Sequence[Span]) -> Span | None:
    def is_free(span: Span) -> bool:
        return not any(a < span[1] and span[0] < b for a, b in taken)

    if constant.is_text:
        bare = constant.value.strip("%").strip()
        if bare:
            for match in re.finditer(re.escape(bare), question.text, re.IGNORECASE):
                if is_free(match.span()):
                    return match.span()
        for hit in hits:
            if hit.value.casefold() == constant.value.casefold() and is_free((hit.start, hit.end)):
                return hit.start, hit.end
    date = _DATE.fullmatch(constant.value)
    wanted = float(date["year"]) if date else _number(constant.value)
    for value, span in _said_numbers(question):
        if value == wanted and is_free(span):
            return span
    return None


def _said_numbers(question: Question) -> list[tuple[float, Span]]:
    found = []
    for number in question.numbers:
        found.append((number.value, (number.start, number.end)))
        if number.upper is not None:
            # a range: its ends share the stretch, so each takes one half
            middle = (number.start + number.end) // 2
            found[-1] = (number.value, (number.start, middle))
            found.append((number.upper, (middle, number.end)))
    for time in question.times:
        for year in _YEAR.finditer(question.text[time.start : time.stop]):
            found.append((float(year.group()), (time.start + year.start(), time.start + year.end())))
    return found


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def fillings(slots: Sequence[Slot], linked: LinkedQuestion, values: ValueFinder) -> list[Filling]:
    """Return up to 24 ways to fill the slots from the question; empty when a constant finds nothing in its place."""
    options: list[list[Filler | None]] = []
    for slot in slots:
        if slot.constant is None:
            options.append([None, *_columns_for(slot, linked.links, linked.schema)])
        else:
            found: list[Filler | None] = [*_constants_for(slot, slot.constant, linked.question, linked.matches, values)]
            if not found:
                return []
            options.append(found)
    ways = []
    for chosen in islice(product(*options), 2_000):
        spans = [f.span for f in chosen if f is not None]
        if not _overlap(spans):
            ways.append(Filling(chosen))
            if len(ways) >= MOST_FILLINGS:
                break
    return ways


def _overlap(spans: Sequence[Span]) -> bool:
    ordered = sorted(spans)
    return any(a[1] > b[0] for a, b in pairwise(ordered))


def _constants_for(
    slot: Slot, constant: Constant, question: Question, hits: Sequence[ValueMatch], values: ValueFinder
) -> list[Filler]:
    date = _DATE.fullmatch(constant.value)
    if date:
        # the day stays where the question says the year alone
        years = [(n, span) for n, span in _said_numbers(question) if 1900 <= n < 2100]
        return [Filler(span, f"{int(n)}{date['rest']}") for n, span in years]
    if not constant.is_text or _number(constant.value) is not None:
        found = []
        for number, span in _said_numbers(question):
            text = str(int(number)) if number == int(number) else str(number)
            found.append(Filler(span, text))
        return found
    if "%" in constant.value:
        said = [(text, (a, b)) for text, a, b in question.quotes] or [
            (question.text[h.start : h.end], (h.start, h.end)) for h in hits
        ]
        bare = constant.value.strip("%")
        return [Filler(span, constant.value.replace(bare, text)) for text, span in said[:4]]
    fitting = [h for h in hits if slot.column is None or (h.table, h.column) == slot.column]
    if not fitting and slot.column is not None:
        held = {v.casefold(): v for v in values.of(*slot.column)}
        fitting = [h for h in hits if h.value.casefold() in held]
        return _best_texts([Filler((h.start, h.end), held[h.value.casefold()]) for h in fitting])
    return _best_texts([Filler((h.start, h.end), h.value) for h in fitting])


def _best_texts(fillers: list[Filler]) -> list[Filler]:
    longest = sorted(dict.fromkeys(fillers), key=lambda f: (f.span[0] - f.span[1], f.span[0]))[:4]
    return sorted(longest, key=lambda f: f.span)


def _columns_for(slot: Slot, links: Links, schema: SchemaGraph) -> list[Filler]:
    assert slot.column is not None
    own = schema.column(slot.column)
    best: dict[ColumnId, Mention] = {}
    for mention in links.columns:
        if mention.how != "name" or mention.score < NAMED_COLUMN or mention.table != own.table:
            continue
        other = schema.column(mention.id)
        if other.id == own.id or other.kind != own.kind or other.is_id != own.is_id:
            continue
        if other.id not in best or best[other.id].score < mention.score:
            best[other.id] = mention
    return [Filler((m.start, m.end), m.table, m.id) for m in list(best.values())[:3]]


def masked(text: str, spans: Sequence[Span]) -> str:
    """Return `text` with every stretch replaced by a mark."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        kept.append(" x ")
        at = max(at, end)
    return "".join([*kept, text[at:]])
