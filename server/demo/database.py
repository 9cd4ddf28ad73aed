"""Builds the demo database: three years (2023 to 2025) of an invented electric utility in SQLite."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random

from server.demo import events, people, readings, world
from server.demo.people import Row

_SCHEMA = Path(__file__).with_name("schema.sql")
_SEED = 2023


def build(path: Path) -> None:
    """Write the demo database to `path`, the same rows every time; an existing file is replaced in one step.

    Raises OSError when the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            _fill(connection)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection) -> None:
    # nobody reads the file before it is renamed, so a rollback journal would only cost time
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
    with connection:
        for table, rows in _tables().items():
            _insert(connection, table, rows)
    connection.execute("ANALYZE")
    connection.commit()


def _tables() -> dict[str, list[Row]]:
    """Rows by table, parents before children. Each table has its own stream of random numbers."""
    staff = people.employees(_stream("employees"))
    clients = people.customers(_stream("customers"))
    load = readings.daily_load(_stream("daily_load"))
    return {
        "regions": [(n, r.name_zh, r.name_en, r.population, r.area_km2) for n, r in enumerate(world.REGIONS, 1)],
        "power_plants": [
            (
                number,
                plant.name_zh,
                plant.name_en,
                plant.region,
                plant.fuel,
                world.FUELS_ZH[plant.fuel],
                plant.capacity_mw,
                plant.unit_count,
                plant.commissioned_year,
            )
            for number, plant in enumerate(world.PLANTS, 1)
        ],
        "substations": [(n, *substation) for n, substation in enumerate(world.SUBSTATIONS, 1)],
        "transmission_lines": [_line(number, line) for number, line in enumerate(world.LINES, 1)],
        "employees": staff,
        "tariffs": [(n, *tariff) for n, tariff in enumerate(world.TARIFFS, 1)],
        "customers": clients,
        "monthly_bills": readings.monthly_bills(_stream("monthly_bills"), clients),
        "daily_generation": readings.daily_generation(_stream("daily_generation"), load),
        "daily_load": load,
        "outages": events.outages(_stream("outages")),
        "maintenance_orders": events.maintenance_orders(_stream("maintenance_orders"), staff),
        "dispatch_orders": events.dispatch_orders(_stream("dispatch_orders"), staff),
    }


def _stream(table: str) -> Random:
    return Random(f"{_SEED} {table}")  # noqa: S311 - demo data, no secret


def _line(number: int, line: world.Line) -> Row:
    start, end = world.SUBSTATIONS[line.start - 1], world.SUBSTATIONS[line.end - 1]
    name_zh = f"{start.name_zh.removesuffix('变电站')}—{end.name_zh.removesuffix('变电站')}线"
    name_en = f"{start.name_en.removesuffix(' Substation')}-{end.name_en.removesuffix(' Substation')} Line"
    voltage_kv = min(start.voltage_kv, end.voltage_kv)
    return number, name_zh, name_en, line.start, line.end, voltage_kv, line.length_km, line.built_year


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    rows = list(rows)
    places = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - our own table names
