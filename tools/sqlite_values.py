"""How large a value of SQLite may grow, so that no function runs for long between two looks at the clock.

SQLite looks at the clock between the steps of its program, and a function is one step. On values of 100 KB its LIKE
takes 0.2 s at worst, `instr` and `replace` 0.13 s and four times as long for twice the length, `trim` with a set of
characters 84 s (SQLite 3.40, one core).
"""

import re
from typing import Any

MOST_BYTES = 16 * 1024 * 1024
_GROWN_BYTES = 1024 * 1024
_SEARCHED_BYTES = 256 * 1024
_ROW_BYTES = 64 * 1024 * 1024
_GROWS = re.compile(r"\|\||\b(?:group_concat|string_agg|concat|concat_ws|char)\b", re.IGNORECASE)
_SEARCHES = re.compile(r"\b(?:instr|replace)\b", re.IGNORECASE)


def longest_value(sql: str, columns: int) -> int:
    """Return how many bytes a value may have, so that a row of so many columns stays under 64 MB."""
    most = _SEARCHED_BYTES if _SEARCHES.search(sql) else _GROWN_BYTES if _GROWS.search(sql) else MOST_BYTES
    return min(most, _ROW_BYTES // max(columns, 1))


def trimmed(value: Any, characters: Any) -> str | None:
    """SQLite's `trim(X, Y)`, in a time that does not grow with the number of characters taken off."""
    return trimmed_left(trimmed_right(value, characters), characters)


def trimmed_left(value: Any, characters: Any) -> str | None:
    """SQLite's `ltrim(X, Y)`."""
    if value is None or characters is None:
        return None
    text, taken = _text(value), set(_text(characters))
    return text[next((i for i, c in enumerate(text) if c not in taken), len(text)) :]


def trimmed_right(value: Any, characters: Any) -> str | None:
    """SQLite's `rtrim(X, Y)`."""
    if value is None or characters is None:
        return None
    text, taken = _text(value), set(_text(characters))
    return text[: next((i for i in range(len(text), 0, -1) if text[i - 1] not in taken), 0)]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        digits, power, exponent = f"{value:.15g}".partition("e")
        return (digits if re.search(r"[.n]", digits) else f"{digits}.0") + power + exponent
    return str(value)
