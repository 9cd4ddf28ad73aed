"""Turns what a driver returns for a cell into something JSON can hold."""

import datetime as dt
import decimal
import math
from typing import Any

_SAFE_INTEGER = 2**53


def plain(value: Any, max_characters: int) -> str | int | float | bool | None:
    """Return text, a number, a truth value or None. Dates become ISO 8601 text, bytes a note of their length."""
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) <= _SAFE_INTEGER else str(value)
        case float():
            return value if math.isfinite(value) else None
        case decimal.Decimal():
            if not value.is_finite():
                return None
            if value == value.to_integral_value():
                return int(value) if abs(value) <= _SAFE_INTEGER else _cut(str(value), max_characters)
            return float(value) if math.isfinite(float(value)) else _cut(str(value), max_characters)
        case dt.datetime():
            return value.isoformat(sep=" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return f"<{len(bytes(value))} bytes>"
    return _cut(value if isinstance(value, str) else str(value), max_characters)


def _cut(text: str, max_characters: int) -> str:
    return text if len(text) <= max_characters else text[: max_characters - 1] + "…"
