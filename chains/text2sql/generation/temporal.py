"""Times in SQL: stretches, calendar parts, weekdays and hours of a column, however it stores its times.

Naive times are the installation's local ones. A `timestamptz` is compared in the zone of the session and an epoch
in that of the machine, unless a `zone` is given. What is written here is in SQL that `tools.sql_guard` lets through.
"""

import datetime as dt
from collections.abc import Collection
from functools import cache
from typing import Literal

import sqlglot
from sqlglot import exp

from chains.text2sql.dialects import sqlglot_dialect

DateFormat = Literal[
    "date", "datetime", "timestamptz", "iso_text", "iso_datetime_text", "compact_text", "compact_int", "epoch_s",
    "epoch_ms", "year", "year_month_text", "year_month_int", "time",
]  # fmt: skip
PeriodUnit = Literal["year", "half", "quarter", "month", "week", "weekday", "day", "hour"]
Bound = dt.date | dt.datetime | None

_PARTS: dict[PeriodUnit, tuple[str, ...]] = {
    "year": ("year",),
    "half": ("year", "half"),
    "quarter": ("year", "quarter"),
    "month": ("year", "month"),
    "week": ("week_year", "week"),
    "weekday": ("weekday",),
    "day": ("day",),
    "hour": ("hour",),
}
# Templates: {c} is the column as stored, {m} is what the engine's date functions take. Weeks are those of ISO 8601.
_TEXT_DATE = "[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])%"
_TEXT_DIGITS = "[0-9]{{4}}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])%"
_MOMENTS: dict[str, dict[str, str]] = {
    "sqlite": {
        "iso_datetime_text": "SUBSTR({c}, 1, 19)",
        "timestamptz": "SUBSTR({c}, 1, 19)",
        "compact_text": "SUBSTR({c}, 1, 4) || '-' || SUBSTR({c}, 5, 2) || '-' || SUBSTR({c}, 7, 2)",
        "compact_int": "SUBSTR({c}, 1, 4) || '-' || SUBSTR({c}, 5, 2) || '-' || SUBSTR({c}, 7, 2)",
        "epoch_s": "DATETIME({c}, 'unixepoch', 'localtime')",
        "epoch_ms": "DATETIME({c} / 1000, 'unixepoch', 'localtime')",
    },
    # a cell that is no date would fail the whole query on PostgreSQL: it is tested first
    "postgres": {
        "iso_text": f"CASE WHEN {{c}} SIMILAR TO '{_TEXT_DATE}' THEN CAST(SUBSTRING({{c}}, 1, 10) AS DATE) END",
        "iso_datetime_text": f"CASE WHEN {{c}} SIMILAR TO '{_TEXT_DATE}' "
        "THEN CAST(SUBSTRING({c}, 1, 19) AS TIMESTAMP) END",
        "compact_text": f"CASE WHEN {{c}} SIMILAR TO '{_TEXT_DIGITS}' "
        "THEN TO_DATE(SUBSTRING({c}, 1, 8), 'YYYYMMDD') END",
        "compact_int": f"CASE WHEN CAST({{c}} AS TEXT) SIMILAR TO '{_TEXT_DIGITS}' "
        "THEN TO_DATE(SUBSTRING(CAST({c} AS TEXT), 1, 8), 'YYYYMMDD') END",
        "epoch_s": "TO_TIMESTAMP({c})",
        "epoch_ms": "TO_TIMESTAMP({c} / 1000.0)",
    },
    "mysql": {
        "iso_datetime_text": "SUBSTRING({c}, 1, 19)",
        "compact_text": "STR_TO_DATE(SUBSTRING({c}, 1, 8), '%Y%m%d')",
        "compact_int": "STR_TO_DATE({c}, '%Y%m%d')",
        "epoch_s": "FROM_UNIXTIME({c})",
        "epoch_ms": "FROM_UNIXTIME({c} / 1000)",
    },
}
_SQLITE_MONTH = "CAST(STRFTIME('%m', {m}) AS INTEGER)"
_SQLITE_THURSDAY = "DATE({m}, '-3 days', 'weekday 4')"
_CALENDAR: dict[str, dict[str, str]] = {
    "sqlite": {
        "year": "CAST(STRFTIME('%Y', {m}) AS INTEGER)",
        "half": f"({_SQLITE_MONTH} + 5) / 6",
        "quarter": f"({_SQLITE_MONTH} + 2) / 3",
        "month": _SQLITE_MONTH,
        "week_year": f"CAST(STRFTIME('%Y', {_SQLITE_THURSDAY}) AS INTEGER)",
        "week": f"(CAST(STRFTIME('%j', {_SQLITE_THURSDAY}) AS INTEGER) + 6) / 7",
        "weekday": "(CAST(STRFTIME('%w', {m}) AS INTEGER) + 6) % 7 + 1",
        "day": "DATE({m})",
        "hour": "CAST(STRFTIME('%H', {m}) AS INTEGER)",
        "minute": "CAST(STRFTIME('%M', {m}) AS INTEGER)",
    },
    # the year of an infinite date is infinite, and no integer
    "postgres": {
        "year": "CAST(NULLIF(NULLIF(EXTRACT(YEAR FROM {m}), 'Infinity'), '-Infinity') AS INT)",
        "half": "(CAST(EXTRACT(MONTH FROM {m}) AS INT) + 5) / 6",
        "quarter": "CAST(EXTRACT(QUARTER FROM {m}) AS INT)",
        "month": "CAST(EXTRACT(MONTH FROM {m}) AS INT)",
        "week_year": "CAST(NULLIF(NULLIF(EXTRACT(ISOYEAR FROM {m}), 'Infinity'), '-Infinity') AS INT)",
        "week": "CAST(EXTRACT(WEEK FROM {m}) AS INT)",
        "weekday": "CAST(EXTRACT(ISODOW FROM {m}) AS INT)",
        "day": "CAST({m} AS DATE)",
        "hour": "CAST(EXTRACT(HOUR FROM {m}) AS INT)",
        "minute": "CAST(EXTRACT(MINUTE FROM {m}) AS INT)",
    },
    "mysql": {
        "year": "YEAR({m})",
        "half": "(MONTH({m}) + 5) DIV 6",
        "quarter": "QUARTER({m})",
        "month": "MONTH({m})",
        "week_year": "YEARWEEK({m}, 3) DIV 100",
        "week": "YEARWEEK({m}, 3) % 100",
        "weekday": "WEEKDAY({m}) + 1",
        "day": "DATE({m})",
        "hour": "HOUR({m})",
        "minute": "MINUTE({m})",
    },
}
# a year or a month alone is no date to an engine: its digits are taken apart
_DIGITS: dict[str, dict[str, str]] = {
    "sqlite": {
        "year": "CAST(SUBSTR({c}, 1, 4) AS INTEGER)",
        "month": "CAST(SUBSTR(REPLACE({c}, '-', ''), 5, 2) AS INTEGER)",
    },
    "postgres": {
        "year": "CASE WHEN CAST({c} AS TEXT) SIMILAR TO '[0-9]{{4}}%' "
        "THEN CAST(SUBSTRING(CAST({c} AS TEXT), 1, 4) AS INT) END",
        "month": "CASE WHEN CAST({c} AS TEXT) SIMILAR TO '[0-9]{{4}}-?[0-9]{{2}}%' "
        "THEN CAST(SUBSTRING(REPLACE(CAST({c} AS TEXT), '-', ''), 5, 2) AS INT) END",
    },
    "mysql": {
        "year": "CAST(SUBSTRING({c}, 1, 4) AS SIGNED)",
        "month": "CAST(SUBSTRING(REPLACE({c}, '-', ''), 5, 2) AS SIGNED)",
    },
}
_WITHOUT_MONTH = frozenset(("year",))
_WITHOUT_DAY = frozenset(("year", "year_month_text", "year_month_int"))
_WITHOUT_HOUR = frozenset((*_WITHOUT_DAY, "date", "iso_text", "compact_text", "compact_int"))


class FormatTooCoarse(ValueError):
    """The column does not store what is asked of it: the days of a column of months, the year of a time of day."""


def within(
    column: exp.Expr,
    stored: DateFormat,
    dialect: str,
    first: Bound,
    end: Bound,
    *,
    zone: dt.tzinfo | None = None,
) -> exp.Expr:
    """Return the condition that `column` lies in the half-open stretch; None leaves a side open.

    Raises FormatTooCoarse where the column cannot tell, ValueError where both sides are open.
    """
    tests: list[exp.Expr] = []
    for kind, bound in ((exp.GTE, first), (exp.LT, end)):
        if bound is not None:
            left, literal = _compared(column, stored, _grammar(dialect), bound, zone)
            tests.append(kind(this=left, expression=literal))
    if not tests:
        raise ValueError("A stretch of time that is open on both sides tests nothing.")
    return exp.and_(*tests)


def period_keys(column: exp.Expr, stored: DateFormat, dialect: str, unit: PeriodUnit) -> list[exp.Expr]:
    """Return the expressions that group by the unit, coarsest first, as numbers.

    `month` is [year, month], `week` [ISO year, ISO week], `weekday` [1 for Monday … 7 for Sunday], `hour` the hour of
    the day, 0 to 23; `day` is the one key that is a date. Raises FormatTooCoarse.
    """
    return [calendar_part(column, stored, dialect, part) for part in _PARTS[unit]]


def key_names(unit: PeriodUnit) -> tuple[str, ...]:
    """Return a name for each key of `period_keys`: year and quarter, week_year and week."""
    return _PARTS[unit]


def on_weekdays(column: exp.Expr, stored: DateFormat, dialect: str, days: Collection[int]) -> exp.Expr:
    """Return the condition that `column` lies on one of the weekdays, 1 for Monday … 7 for Sunday."""
    (key,) = period_keys(column, stored, dialect, "weekday")
    return exp.In(this=key, expressions=[exp.Literal.number(day) for day in sorted(days)])


def at_times(column: exp.Expr, stored: DateFormat, dialect: str, first: int, end: int) -> exp.Expr:
    """Return the condition that `column` lies between two times of the day, in minutes from midnight, `end` excluded.

    Where `first` is later than `end`, the stretch goes past midnight. Raises FormatTooCoarse.
    """
    clock = calendar_part(column, stored, dialect, "hour")
    size = 60
    if first % 60 or end % 60:
        clock = exp.paren(clock * 60 + calendar_part(column, stored, dialect, "minute"))
        size = 1
    tests: list[exp.Expr] = [
        exp.GTE(this=clock, expression=exp.Literal.number(first // size)),
        exp.LT(this=clock.copy(), expression=exp.Literal.number(end // size)),
    ]
    if first >= end:
        return exp.paren(exp.or_(*tests))
    return exp.and_(*(tests[1:] if first == 0 else tests[:1] if end == 24 * 60 else tests))


def calendar_part(column: exp.Expr, stored: DateFormat, dialect: str, part: str) -> exp.Expr:
    """Return one part of the column's time (`year`, `quarter`, `week_year` …) as an expression."""
    grammar = _grammar(dialect)
    if stored == "time" and part not in ("hour", "minute"):
        raise FormatTooCoarse(f"A time of day has no {part}.")
    if part in ("hour", "minute") and stored in _WITHOUT_HOUR:
        raise FormatTooCoarse("The column stores days, no hours.")
    if stored not in _WITHOUT_DAY:
        moment = _MOMENTS[grammar].get(stored, "{c}").format(c="c")
        return _filled(_CALENDAR[grammar][part].format(m=moment), grammar, column)
    if part in ("week_year", "week", "weekday", "day") or (part != "year" and stored in _WITHOUT_MONTH):
        raise FormatTooCoarse(f"The column stores {'years' if stored == 'year' else 'months'}, no {part}.")
    if part in ("year", "month"):
        return _filled(_DIGITS[grammar][part].format(c="c"), grammar, column)
    months = 6 if part == "half" else 3
    month = _DIGITS[grammar]["month"].format(c="c")
    return _filled(f"({month} + {months - 1}) {'DIV' if grammar == 'mysql' else '/'} {months}", grammar, column)


def _compared(
    column: exp.Expr, stored: DateFormat, grammar: str, bound: dt.date, zone: dt.tzinfo | None
) -> tuple[exp.Expr, exp.Expr]:
    """The column as it is compared, and the bound as it is stored."""
    moment = bound if isinstance(bound, dt.datetime) else dt.datetime.combine(bound, dt.time())
    if moment.tzinfo is not None and stored not in ("epoch_s", "epoch_ms", "timestamptz"):
        moment = moment.astimezone(zone).replace(tzinfo=None)
    column = column.copy()
    if stored in ("epoch_s", "epoch_ms"):
        placed = moment if moment.tzinfo or zone is None else moment.replace(tzinfo=zone)
        seconds = placed.timestamp()
        return column, _number(round(seconds * 1000) if stored == "epoch_ms" else round(seconds))
    if stored == "time":
        raise FormatTooCoarse("A time of day has no date.")
    has_hours = moment.time() != dt.time()
    if (
        (has_hours and stored in _WITHOUT_HOUR)
        or (moment.day != 1 and stored in _WITHOUT_DAY)
        or (moment.month != 1 and stored in _WITHOUT_MONTH)
    ):
        raise FormatTooCoarse(f"The column stores {stored} and cannot tell {moment}.")
    match stored:
        case "year":
            year = str(moment.year)
            # PostgreSQL reads a literal as what it is compared with, be that an integer or text
            return column, exp.Literal.string(year) if grammar == "postgres" else exp.Literal.number(year)
        case "year_month_int":
            return column, _number(moment.year * 100 + moment.month)
        case "year_month_text":
            bare = exp.func("REPLACE", column, exp.Literal.string("-"), exp.Literal.string(""), dialect=grammar)
            return bare, exp.Literal.string(f"{moment:%Y%m}")
        case "compact_int":
            return column, _number(int(f"{moment:%Y%m%d}"))
        case "compact_text":
            return column, exp.Literal.string(f"{moment:%Y%m%d}")
    if moment.tzinfo is None and zone is not None and stored == "timestamptz" and grammar == "postgres":
        moment = moment.replace(tzinfo=zone)
    if moment.tzinfo is not None:
        if grammar == "postgres":
            return column, exp.Literal.string(moment.isoformat(sep=" "))
        moment = moment.astimezone(zone).replace(tzinfo=None)
    literal = exp.Literal.string(moment.isoformat(sep=" ", timespec="seconds") if has_hours else f"{moment:%Y-%m-%d}")
    if has_hours and (stored == "iso_datetime_text" or grammar == "sqlite"):
        # 2024-03-05T10:00 is after 2024-03-05 22:00 as text
        column = exp.func("REPLACE", column, exp.Literal.string("T"), exp.Literal.string(" "), dialect=grammar)
    return column, literal


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _grammar(dialect: str) -> str:
    return sqlglot_dialect(dialect)


def _filled(template: str, grammar: str, column: exp.Expr) -> exp.Expr:
    """The template with the column in place of `c`."""
    tree = _parsed(template, grammar).copy()
    for place in list(tree.find_all(exp.Column)):
        place.replace(column.copy())
    return exp.paren(tree) if isinstance(tree, exp.Binary) else tree


@cache
def _parsed(template: str, grammar: str) -> exp.Expr:
    return sqlglot.parse_one(template, dialect=grammar)
