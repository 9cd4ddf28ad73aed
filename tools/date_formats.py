"""Tells how a column writes points in time, from its SQL type, its name and its cells."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

DateFormat = Literal[
    "date", "datetime", "timestamptz", "iso_text", "iso_datetime_text", "compact_text", "compact_int", "epoch_s",
    "epoch_ms", "year", "year_month_text", "year_month_int", "time",
]  # fmt: skip
"""`year_month_text` is `2024-05`, `compact_text` and `compact_int` are 20240501, epochs count from 1970 in UTC."""

_LEAST_SHARE = 0.95
_ISO_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_ISO_DATETIME = re.compile(_ISO_DATE.pattern + r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?")
_ISO_TIME = re.compile(r"[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?")
_YEAR_MONTH = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d{2}")
# 2001-01-01 to 2100-01-01: smaller numbers are as well amounts
_EPOCH_FROM, _EPOCH_TO = 978_307_200, 4_102_444_800
_NAME_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_TIME_WORDS = frozenset(
    "at on time date datetime timestamp ts epoch when since until day dob birthday login seen expires expiry millis "
    "utc gmt".split()
)
_TIME_NAMES = re.compile(r"时间|日期|时刻|时点|生日|_ts$|^ts$")
_YEAR_NAMES = re.compile(r"年份|年度|^年$|届")
_MONTH_NAMES = re.compile(r"年月|月份|账期|期间")
_MONTH_WORDS = frozenset("month period ym yearmonth".split())


def date_format_of(
    name: str, comment: str, kind: sa.types.TypeEngine[Any], cells: Sequence[Any], dialect: str
) -> DateFormat | None:
    """Return the format of a column with these distinct cells, None where it holds no points in time.

    SQLite has no types for time: there the cells decide, and the declared type where there are none.
    """
    if isinstance(kind, mysql.YEAR):
        return "year"
    if isinstance(kind, (sa.DateTime, sa.Date, sa.Time)) and dialect != "sqlite":
        return _by_type(kind)
    words = {word.casefold() for word in _NAME_WORD.findall(name)}
    said = f"{name} {comment.split('(')[0].split('（')[0]}"
    is_time = bool(words & _TIME_WORDS or _TIME_NAMES.search(said) or name.casefold().endswith(("ed", "_ms")))
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    numbers = [cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool)]
    if texts and len(texts) == len([c for c in cells if c != ""]):
        return _by_texts(texts, is_year=_says_year(words, said))
    if numbers and len(numbers) == len(cells):
        is_month = bool(words & _MONTH_WORDS or _MONTH_NAMES.search(said))
        return _by_numbers(numbers, is_time=is_time, is_year=_says_year(words, said), is_month=is_month or is_time)
    if not cells and isinstance(kind, sa.DateTime):
        return "iso_datetime_text"
    return "iso_text" if not cells and isinstance(kind, sa.Date) else None


def _by_type(kind: sa.types.TypeEngine[Any]) -> DateFormat:
    if isinstance(kind, sa.DateTime):
        return "timestamptz" if kind.timezone else "datetime"
    return "date" if isinstance(kind, sa.Date) else "time"


def _by_texts(texts: Sequence[str], *, is_year: bool) -> DateFormat | None:
    if _nearly_all(texts, lambda text: bool(_ISO_DATE.fullmatch(text) or _ISO_DATETIME.fullmatch(text))):
        has_time = any(_ISO_DATETIME.fullmatch(text) for text in texts)
        return "iso_datetime_text" if has_time else "iso_text"
    if _nearly_all(texts, lambda text: text.isdigit() and _is_compact(text)):
        return "compact_text"
    if _nearly_all(texts, lambda text: _YEAR_MONTH.fullmatch(text) is not None):
        return "year_month_text"
    if _nearly_all(texts, lambda text: _ISO_TIME.fullmatch(text) is not None):
        return "time"
    return "year" if is_year and _nearly_all(texts, lambda text: _YEAR.fullmatch(text) is not None) else None


def _by_numbers(numbers: Sequence[int], *, is_time: bool, is_year: bool, is_month: bool) -> DateFormat | None:
    if _nearly_all(numbers, lambda number: _is_compact(str(number))):
        return "compact_int"
    if is_time and _nearly_all(numbers, lambda number: _EPOCH_FROM <= number <= _EPOCH_TO):
        return "epoch_s"
    if is_time and _nearly_all(numbers, lambda number: _EPOCH_FROM <= number // 1000 <= _EPOCH_TO):
        return "epoch_ms"
    if is_month and _nearly_all(numbers, lambda n: 1900 <= n // 100 <= 2100 and 1 <= n % 100 <= 12):
        return "year_month_int"
    return "year" if is_year and _nearly_all(numbers, lambda number: 1500 <= number <= 2100) else None


def _says_year(words: set[str], said: str) -> bool:
    return bool(words & {"year", "yr"} or _YEAR_NAMES.search(said))


def _is_compact(text: str) -> bool:
    if len(text) != 8 or not "1900" <= text[:4] <= "2100":
        return False
    try:
        dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _nearly_all(cells: Sequence[Any], holds: Callable[[Any], bool]) -> bool:
    return sum(map(holds, cells)) >= _LEAST_SHARE * len(cells)
