"""Turns what a driver returns for a cell into something JSON can hold."""

import datetime as dt
import decimal
import math
from typing import Any

_SAFE_INTEGER = 2**53
"""Whole numbers beyond it have no exact double, which is what most readers of JSON make of a number."""


def plain(value: Any, max_characters: int) -> str | int | float | bool | None:
    """Return text, a number, a truth value or None.

    A number stays one where every reader of JSON reads it exactly, and is the text of its digits otherwise; what is
    not finite is NaN, Infinity or -Infinity. Dates become ISO 8601 text, bytes a note of their length.
    """
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) <= _SAFE_INTEGER else str(value)
        case float():
            return value if math.isfinite(value) else str(decimal.Decimal(value))
        case decimal.Decimal():
            return _decimal(value, max_characters)
        case dt.datetime():
            return value.isoformat(sep=" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return f"<{memoryview(value).nbytes} bytes>"
    return _cut(value if isinstance(value, str) else str(value), max_characters)


def _decimal(value: decimal.Decimal, max_characters: int) -> str | int | float:
    if not value.is_finite():
        return str(value)
    if abs(value) <= _SAFE_INTEGER:
        if value == int(value):
            return int(value)
        # the shortest text of a double is what readers show of it
        if decimal.Decimal(repr(float(value))) == value:
            return float(value)
    # the digits themselves, unless a power of ten would make them many
    return _cut(f"{value:f}" if value.adjusted() < max_characters else str(value), max_characters)


def _cut(text: str, max_characters: int) -> str:
    return text if len(text) <= max_characters else text[: max_characters - 1] + "…"
