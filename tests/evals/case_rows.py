"""Whether the rows of an answer are the expected ones, however the engine or the page writes their cells."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:[+-]00(?::?00)?|Z)?")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.0+)?(?:[+-]00(?::?00)?|Z)?")
_MOST_DIGITS = 40
"""Further digits are those of text that only looks like a number."""


def same_rows(expected: Sequence[Sequence[Any]], rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether there are as many rows, and each expected row's cells lie inside a row of its own.

    The order of rows and of columns never counts; further columns are allowed. A number with more decimals than the
    expected one is right when it rounds to it: a share may be shown exactly.
    """
    if len(expected) != len(rows):
        return False
    fits = [[at for at, row in enumerate(rows) if _lies_in(wanted, row)] for wanted in expected]
    taken: dict[int, int] = {}
    return all(_place(number, fits, taken, set()) for number in range(len(expected)))


def _place(number: int, fits: list[list[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Find a row for an expected one, moving others to other rows of theirs where needed (augmenting paths)."""
    for at in fits[number]:
        if at in tried:
            continue
        tried.add(at)
        if at not in taken or _place(taken[at], fits, taken, tried):
            taken[at] = number
            return True
    return False


def _lies_in(wanted: Sequence[Any], row: Sequence[Any]) -> bool:
    left = Counter(normal(cell) for cell in row)
    rounded = []
    for cell in map(normal, wanted):
        if left[cell] > 0:
            left[cell] -= 1
        else:
            rounded.append(cell)
    for cell in rounded:
        close = next((other for other, count in left.items() if count > 0 and _rounds_to(other, cell)), None)
        if close is None:
            return False
        left[close] -= 1
    return True


def _rounds_to(exact: str | None, shown: str | None) -> bool:
    """Whether a number is shown with fewer decimals, of which there is at least one."""
    one, other = _number(exact), _number(shown)
    if one is None or other is None or "." not in str(shown):
        return False
    step = Decimal(1).scaleb(-len(str(shown).partition(".")[2]))
    return one.quantize(step, ROUND_HALF_UP) == other


def normal(cell: Any) -> str | None:
    """Return the text that a cell is compared as: numbers without empty decimals, dates as ISO without midnight."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        cell = cell.isoformat(sep=" ")
    text = str(cell).strip()
    if found := _MIDNIGHT.fullmatch(text):
        return found[1]
    if found := _MOMENT.fullmatch(text):
        return f"{found[1]} {found[2]}"
    number = _number(text)
    if number is None:
        return text
    plain = format(number.normalize(), "f")
    return "0" if plain == "-0" else plain


def _number(text: str | None) -> Decimal | None:
    """The number, when the text is one as an engine writes it; codes with a leading zero are none."""
    if text is None or len(text) > _MOST_DIGITS or re.fullmatch(r"-?0\d+.*", text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
