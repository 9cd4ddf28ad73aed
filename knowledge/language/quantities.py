"""Amounts in a question with how they are compared: over 1.5m, at least $20, 50万到3000万, 不超过三万五, a dozen, 20%.

Values are exact: an int, or a Decimal where there is a fraction. Codes (INV-7, #12, 2024-001) are no amounts.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.language.calendar_periods import spaced
from knowledge.language.comparators import Comparator, said_around
from knowledge.language.widths import narrowed
from knowledge.language.written_numbers import BETWEEN_NUMBERS, Currency, WrittenNumber, written_numbers

Value = int | Decimal

_AND = spaced(r"_(?:and|和|与)_\Z")
_BETWEEN = spaced(r"\b(?:between|from|range of|ranging from)_\Z|(?:介于|在|从)_\Z")
_BETWEEN_BEHIND = spaced(r"_(?:之间|之內|范围)")


@dataclass(frozen=True)
class Quantity:
    """An amount, or a range where `upper` is set, and the characters it stands at: with its unit at `start` to `stop`,

    with the words that compare it at `said_start` to `said_stop`. `unit` is a name of `units`. `millions` is the other
    reading of "300m", metres or millions. `is_word` is set for what is written in words.
    """

    value: Value
    start: int
    stop: int
    upper: Value | None = None
    comparator: Comparator = "="
    unit: str | None = None
    currency: Currency | None = None
    is_word: bool = False
    is_ordinal: bool = False
    millions: Value | None = None
    said_start: int = 0
    said_stop: int = 0


def quantities(text: str) -> list[Quantity]:
    """Return the amounts of `text`, in order of place; none overlaps another."""
    text = narrowed(text)
    atoms = written_numbers(text)
    found: list[Quantity] = []
    i = 0
    while i < len(atoms):
        if i + 1 < len(atoms) and (joined := _range(text, atoms[i], atoms[i + 1])):
            found.append(joined)
            i += 2
            continue
        found.append(_compared(text, atoms[i]))
        i += 1
    return found


def exact(value: Decimal) -> Value:
    """The value as an int where it is whole."""
    return int(value) if value == value.to_integral_value() else value


def _range(text: str, low: WrittenNumber, high: WrittenNumber) -> Quantity | None:
    between = text[low.stop : high.start]
    before = text[max(0, low.start - 40) : low.start]
    opened = _BETWEEN.search(before)
    closed = _BETWEEN_BEHIND.match(text, high.stop)
    if not BETWEEN_NUMBERS.match(between) or (_AND.match(between) and not (opened or closed)):
        return None
    if low.is_word != high.is_word and not (opened or closed):
        return None
    if low.scale == 1 and high.scale > 1 and low.written < high.written and low.unit is None:
        low = replace(low, scale=high.scale)  # 5-10 million, 5到10万
    if low.value >= high.value or _is_code(text, low) or _is_code(text, high):
        return None
    if low.unit and high.unit and low.unit != high.unit:
        return None
    start, stop = low.start, high.stop
    return Quantity(
        exact(low.value),
        start,
        stop,
        exact(high.value),
        "between",
        high.unit or low.unit,
        high.currency or low.currency,
        low.is_word and high.is_word,
        said_start=start - (len(opened.group()) if opened else 0),
        said_stop=closed.end() if closed else stop,
    )


def _is_code(text: str, atom: WrittenNumber) -> bool:
    """Whether the digits begin with a zero, as those of codes and telephones do."""
    return re.match(r"0\d", text[atom.start : atom.stop]) is not None


def _compared(text: str, atom: WrittenNumber) -> Quantity:
    comparator, said_start, said_stop = said_around(text, atom.start, atom.stop)
    millions = exact(atom.written * 10**6) if atom.is_metres_or_millions else None
    return Quantity(
        exact(atom.value), atom.start, atom.stop, None, comparator, atom.unit, atom.currency, atom.is_word,
        atom.is_ordinal, millions, said_start, said_stop,
    )  # fmt: skip
