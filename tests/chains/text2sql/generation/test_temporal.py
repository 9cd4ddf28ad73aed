"""What `temporal` writes is run on the engines themselves, with rows at both ends of the stretch."""

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlglot import exp

from chains.text2sql.generation.temporal import (
    DateFormat,
    FormatTooCoarse,
    at_times,
    key_names,
    on_weekdays,
    period_keys,
    within,
)
from tests.tools.conftest import MYSQL, POSTGRES
from tools.catalog import Catalog
from tools.sql_guard import check

DIALECTS = ("sqlite", "postgresql", "mysql")
MOMENTS = [
    dt.datetime(2023, 12, 31, 23, 59, 59),
    dt.datetime(2024, 1, 1, 0, 0, 0),
    dt.datetime(2024, 2, 29, 12, 30, 0),
    dt.datetime(2024, 12, 31, 23, 59, 59),
    dt.datetime(2025, 1, 1, 0, 0, 0),
]
"""A Sunday, a Monday, a Thursday, a Tuesday and a Wednesday."""
TYPES: dict[DateFormat, str] = {
    "date": "DATE",
    "datetime": "DATETIME",
    "timestamptz": "TIMESTAMP NULL",
    "iso_text": "VARCHAR(30)",
    "iso_datetime_text": "VARCHAR(30)",
    "compact_text": "VARCHAR(30)",
    "compact_int": "INTEGER",
    "epoch_s": "BIGINT",
    "epoch_ms": "BIGINT",
    "year": "INTEGER",
    "year_month_text": "VARCHAR(30)",
    "year_month_int": "INTEGER",
    "time": "TIME",
}
POSTGRES_TYPES = TYPES | {"datetime": "TIMESTAMP", "timestamptz": "TIMESTAMPTZ"}


def stored_as(moment: dt.datetime, stored: DateFormat) -> str | int:
    """The cell of a column in that format."""
    match stored:
        case "datetime" | "timestamptz":
            return moment.isoformat(sep=" ")
        case "iso_datetime_text":
            return moment.isoformat()
        case "compact_int" | "year_month_int" | "year":
            return int(moment.strftime({"compact_int": "%Y%m%d", "year_month_int": "%Y%m", "year": "%Y"}[stored]))
        case "epoch_s" | "epoch_ms":
            return round(moment.timestamp() * (1000 if stored == "epoch_ms" else 1))
    patterns = {"compact_text": "%Y%m%d", "year_month_text": "%Y-%m", "time": "%H:%M:%S"}
    return moment.strftime(patterns.get(stored, "%Y-%m-%d"))


class Engine:
    """A table `events (id, at)` on one engine, asked through the guard as every query is."""

    def __init__(self, dialect: str, connection: sa.Connection) -> None:
        self.dialect = dialect
        self._connection = connection

    def fill(self, kind: str, cells: list[str | int | None]) -> None:
        self._connection.exec_driver_sql("DROP TABLE IF EXISTS events")
        self._connection.exec_driver_sql(f"CREATE TABLE events (id INTEGER, at {kind})")
        insert = sa.text("INSERT INTO events VALUES (:id, :at)")
        for number, cell in enumerate(cells):
            self._connection.execute(insert, {"id": number, "at": cell})

    def holds(self, stored: DateFormat, moments: list[dt.datetime] = MOMENTS) -> None:
        kinds = POSTGRES_TYPES if self.dialect == "postgresql" else TYPES
        self.fill(kinds[stored], [stored_as(moment, stored) for moment in moments])

    def ids(self, condition: exp.Expr) -> list[int]:
        return [row[0] for row in self._run(exp.select("id").where(condition).order_by("id"))]

    def keys(self, stored: DateFormat, unit: Any) -> list[tuple[Any, ...]]:
        return self._run(exp.select(*period_keys(AT, stored, self.dialect, unit)).order_by("id"))

    def set_zone(self, name: str) -> None:
        self._connection.exec_driver_sql(f"SET LOCAL TIME ZONE '{name}'")

    def _run(self, select: exp.Select) -> list[tuple[Any, ...]]:
        grammar = {"postgresql": "postgres"}.get(self.dialect, self.dialect)
        sql = check(select.from_("events").sql(dialect=grammar), Catalog.named(self.dialect, {"events": ["id", "at"]}))
        if self.dialect != "sqlite":
            sql = sql.replace("%", "%%")  # the drivers of both servers take parameters with it
        return [tuple(row) for row in self._connection.exec_driver_sql(sql)]


AT = exp.column("at", quoted=True)


@pytest.fixture(params=DIALECTS, scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    dialect: str = request.param
    if dialect == "sqlite":
        created = sa.create_engine("sqlite://")
        with created.connect() as own:
            yield Engine(dialect, own)
        created.dispose()
        return
    url, driver = (POSTGRES, "postgresql+psycopg") if dialect == "postgresql" else (MYSQL, "mysql+pymysql")
    pytest.importorskip(driver.rpartition("+")[2], reason="its driver is not installed")
    # a statement that was prepared for one type of the column would turn the cells of the next into it
    unprepared = {"prepare_threshold": None} if dialect == "postgresql" else {}
    created = sa.create_engine(sa.make_url(url).set(drivername=driver), connect_args=unprepared)
    try:
        connection = created.connect()
    except OperationalError as error:
        pytest.skip(f"no server answers at {created.url.host}:{created.url.port}: {error.orig}")
    space = f"sancha_temporal_{os.getpid()}"
    connection.exec_driver_sql(f"CREATE SCHEMA {space}")
    connection.exec_driver_sql(f"SET search_path = {space}" if dialect == "postgresql" else f"USE {space}")
    try:
        yield Engine(dialect, connection)
    finally:
        connection.rollback()
        cascade = " CASCADE" if dialect == "postgresql" else ""
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {space}{cascade}")
        connection.commit()
        connection.close()
        created.dispose()


DATED: list[DateFormat] = [name for name in TYPES if name != "time"]


@pytest.mark.parametrize("stored", DATED)
def test_a_year_holds_its_first_and_last_moment_and_no_other(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    condition = within(AT, stored, engine.dialect, dt.date(2024, 1, 1), dt.date(2025, 1, 1))
    assert engine.ids(condition) == [1, 2, 3]


@pytest.mark.parametrize("stored", [name for name in DATED if name != "year"])
def test_one_month_is_found_in_every_format_that_knows_months(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    condition = within(AT, stored, engine.dialect, dt.date(2024, 2, 1), dt.date(2024, 3, 1))
    assert engine.ids(condition) == [2]


@pytest.mark.parametrize("stored", ["date", "datetime", "timestamptz", "iso_datetime_text", "compact_int", "epoch_ms"])
def test_a_last_day_is_held_to_its_midnight(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    assert engine.ids(within(AT, stored, engine.dialect, dt.date(2024, 12, 31), dt.date(2025, 1, 1))) == [3]


@pytest.mark.parametrize("stored", DATED)
def test_a_stretch_may_be_open_on_either_side(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    assert engine.ids(within(AT, stored, engine.dialect, dt.date(2025, 1, 1), None)) == [4]
    assert engine.ids(within(AT, stored, engine.dialect, None, dt.date(2024, 1, 1))) == [0]


@pytest.mark.parametrize("stored", ["datetime", "timestamptz", "iso_datetime_text", "epoch_s"])
def test_hours_of_a_day_are_told_apart(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    first, end = dt.datetime(2024, 2, 29, 12, 30), dt.datetime(2024, 12, 31, 23, 59, 59)
    assert engine.ids(within(AT, stored, engine.dialect, first, end)) == [2]


def test_years_kept_as_text_are_years_too(engine: Engine) -> None:
    engine.fill("VARCHAR(4)", ["2023", "2024", "2025", None])
    assert engine.ids(within(AT, "year", engine.dialect, dt.date(2024, 1, 1), dt.date(2025, 1, 1))) == [1]
    assert engine.keys("year", "year") == [(2023,), (2024,), (2025,), (None,)]


def test_months_kept_as_six_digits_of_text_are_months_too(engine: Engine) -> None:
    engine.fill("VARCHAR(7)", ["202401", "202402", "202403"])
    assert engine.ids(within(AT, "year_month_text", engine.dialect, dt.date(2024, 2, 1), dt.date(2024, 3, 1))) == [1]


KEYS: dict[str, list[tuple[int, ...]]] = {
    "year": [(2023,), (2024,), (2024,), (2024,), (2025,)],
    "half": [(2023, 2), (2024, 1), (2024, 1), (2024, 2), (2025, 1)],
    "quarter": [(2023, 4), (2024, 1), (2024, 1), (2024, 4), (2025, 1)],
    "month": [(2023, 12), (2024, 1), (2024, 2), (2024, 12), (2025, 1)],
    # the last Monday of 2024 begins the first ISO week of 2025
    "week": [(2023, 52), (2024, 1), (2024, 9), (2025, 1), (2025, 1)],
    "weekday": [(7,), (1,), (4,), (2,), (3,)],
    "hour": [(23,), (0,), (12,), (23,), (0,)],
}
COARSE: dict[DateFormat, tuple[str, ...]] = {
    "year": ("year",),
    "year_month_text": ("year", "half", "quarter", "month"),
    "year_month_int": ("year", "half", "quarter", "month"),
    "time": ("hour",),
}
DAYS = ("year", "half", "quarter", "month", "week", "weekday")


@pytest.mark.parametrize("stored", list(TYPES))
def test_rows_are_grouped_by_numbers_that_mean_the_same_on_every_engine(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    without_hours = ("date", "iso_text", "compact_text", "compact_int")
    for unit in COARSE.get(stored, DAYS if stored in without_hours else tuple(KEYS)):
        assert engine.keys(stored, unit) == KEYS[unit], unit


@pytest.mark.parametrize("stored", [name for name in DATED if name not in COARSE])
def test_a_day_is_its_date(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored)
    assert [str(row[0]) for row in engine.keys(stored, "day")] == [str(moment.date()) for moment in MOMENTS]


def test_keys_are_those_of_the_calendar_on_any_day(engine: Engine) -> None:
    moments = [dt.datetime(1999, 12, 20, 8, 30) + dt.timedelta(days=day * 13, minutes=day * 7) for day in range(150)]
    engine.holds("datetime", moments)
    iso = [moment.isocalendar() for moment in moments]
    assert engine.keys("datetime", "week") == [(day.year, day.week) for day in iso]
    assert engine.keys("datetime", "weekday") == [(day.weekday,) for day in iso]
    assert engine.keys("datetime", "quarter") == [(m.year, (m.month + 2) // 3) for m in moments]
    assert engine.keys("datetime", "half") == [(m.year, 1 if m.month < 7 else 2) for m in moments]
    assert engine.keys("datetime", "hour") == [(m.hour,) for m in moments]


def test_a_stretch_holds_the_moments_that_lie_in_it(engine: Engine) -> None:
    moments = [dt.datetime(2024, 2, 27) + dt.timedelta(hours=hours) for hours in range(0, 100, 5)]
    first, end = dt.datetime(2024, 2, 28, 6), dt.datetime(2024, 3, 1, 1)
    expected = [number for number, moment in enumerate(moments) if first <= moment < end]
    for stored in ("datetime", "iso_datetime_text", "epoch_s", "epoch_ms"):
        engine.holds(stored, moments)
        assert engine.ids(within(AT, stored, engine.dialect, first, end)) == expected, stored


def test_every_key_has_a_name() -> None:
    assert key_names("quarter") == ("year", "quarter")
    assert key_names("week") == ("week_year", "week")


def test_weekends_are_saturday_and_sunday(engine: Engine) -> None:
    engine.holds("date", [dt.datetime(2024, 3, day) for day in range(4, 11)])
    assert engine.ids(on_weekdays(AT, "date", engine.dialect, (6, 7))) == [5, 6]


def test_hours_may_go_past_midnight(engine: Engine) -> None:
    engine.holds("datetime", [dt.datetime(2024, 3, 4, hour) for hour in (0, 5, 6, 21, 22, 23)])

    def between(first: int, end: int) -> list[int]:
        return engine.ids(at_times(AT, "datetime", engine.dialect, first * 60, end * 60))

    assert between(6, 22) == [2, 3]
    assert between(22, 6) == [0, 1, 4, 5]
    assert between(20, 24) == [3, 4, 5]
    assert between(0, 6) == [0, 1]


@pytest.mark.parametrize("stored", ["datetime", "iso_datetime_text", "epoch_s", "time"])
def test_times_of_day_are_told_by_the_minute(engine: Engine, stored: DateFormat) -> None:
    engine.holds(stored, [dt.datetime(2024, 3, 4, 8, minute) for minute in (29, 30, 59)])
    assert engine.ids(at_times(AT, stored, engine.dialect, 8 * 60 + 30, 8 * 60 + 59)) == [1]


@pytest.mark.parametrize("stored", ["iso_text", "iso_datetime_text", "compact_text", "year", "year_month_text"])
def test_a_cell_that_is_no_date_fails_no_query(engine: Engine, stored: DateFormat) -> None:
    good = stored_as(MOMENTS[2], stored)
    engine.fill("VARCHAR(30)", [str(good), "n/a", "", None])
    years = [row[0] for row in engine.keys(stored, "year")]
    assert years[0] == 2024
    assert years[3] is None
    assert engine.ids(within(AT, stored, engine.dialect, dt.date(2024, 1, 1), dt.date(2025, 1, 1))) == [0]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_infinite_date_fails_no_query(engine: Engine) -> None:
    engine.fill("DATE", ["infinity", "2024-05-05", "-infinity"])
    assert engine.keys("date", "year") == [(None,), (2024,), (None,)]
    assert engine.ids(within(AT, "date", engine.dialect, dt.date(2024, 1, 1), dt.date(2025, 1, 1))) == [1]


def test_an_epoch_is_compared_in_the_zone_that_is_given(engine: Engine) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    inside = dt.datetime(2024, 1, 1, 0, 0, tzinfo=shanghai)
    engine.fill("BIGINT", [round(inside.timestamp()) - 1, round(inside.timestamp())])
    condition = within(AT, "epoch_s", engine.dialect, dt.date(2024, 1, 1), None, zone=shanghai)
    assert engine.ids(condition) == [1]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_moment_of_postgresql_is_compared_in_the_zone_of_the_session(engine: Engine) -> None:
    engine.fill("TIMESTAMPTZ", ["2024-01-01 00:30:00+08", "2024-01-01 00:30:00+00"])
    engine.set_zone("Asia/Shanghai")
    assert engine.ids(within(AT, "timestamptz", engine.dialect, dt.date(2024, 1, 1), None)) == [0, 1]
    engine.set_zone("UTC")
    assert engine.ids(within(AT, "timestamptz", engine.dialect, dt.date(2024, 1, 1), None)) == [1]
    given = within(AT, "timestamptz", engine.dialect, dt.date(2024, 1, 1), None, zone=ZoneInfo("Asia/Shanghai"))
    assert engine.ids(given) == [0, 1]


@pytest.mark.parametrize(
    ("stored", "first"),
    [
        ("year", dt.date(2024, 2, 1)),
        ("year_month_int", dt.date(2024, 2, 2)),
        ("date", dt.datetime(2024, 2, 2, 8)),
        ("time", dt.date(2024, 2, 2)),
    ],
)
def test_a_column_is_not_asked_what_it_does_not_store(stored: DateFormat, first: dt.date) -> None:
    with pytest.raises(FormatTooCoarse):
        within(AT, stored, "sqlite", first, None)


@pytest.mark.parametrize(
    ("stored", "unit"), [("year", "month"), ("year_month_text", "weekday"), ("date", "hour"), ("time", "day")]
)
def test_a_column_is_not_grouped_by_what_it_does_not_store(stored: DateFormat, unit: Any) -> None:
    with pytest.raises(FormatTooCoarse):
        period_keys(AT, stored, "postgresql", unit)


def test_a_stretch_without_ends_tests_nothing() -> None:
    with pytest.raises(ValueError, match="open on both sides"):
        within(AT, "date", "sqlite", None, None)
