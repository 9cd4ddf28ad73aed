"""What happens on the demo grid: outages, maintenance orders, dispatch orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from server.demo.people import Row
from server.demo.readings import days
from server.demo.world import LAST_DAY, LINES, PLANTS, REGIONS, SUBSTATIONS

# cause: (Chinese, weight, busiest months, typical minutes)
_CAUSES: dict[str, tuple[str, int, frozenset[int], int]] = {
    "lightning": ("雷击", 20, frozenset({5, 6, 7, 8}), 55),
    "equipment failure": ("设备故障", 24, frozenset({1, 7, 8, 12}), 110),
    "tree contact": ("树木碰线", 14, frozenset({6, 7, 8, 9}), 75),
    "storm": ("大风暴雨", 12, frozenset({7, 8, 9}), 190),
    "vehicle collision": ("车辆撞杆", 8, frozenset(), 130),
    "excavation damage": ("施工挖断", 10, frozenset({3, 4, 10, 11}), 160),
    "bird nest": ("鸟害", 6, frozenset({3, 4, 5}), 40),
    "icing": ("覆冰", 6, frozenset({1, 2, 12}), 240),
}
_WORK_TYPES = (
    ("routine inspection", "例行检查", 5, 1_800),
    ("transformer oil test", "变压器油试验", 3, 4_200),
    ("circuit breaker overhaul", "断路器大修", 1, 38_000),
    ("protection relay test", "继电保护校验", 2, 6_500),
    ("insulator cleaning", "绝缘子清扫", 2, 3_100),
    ("defect repair", "消缺", 3, 9_400),
)
_ORDER_TYPES = (
    ("increase output", "增加出力", 42),
    ("reduce output", "减少出力", 38),
    ("start unit", "开机", 11),
    ("stop unit", "停机", 9),
)
_ORDER_COUNT = 1_800
_OUTAGE_COUNT = 720
_MAINTENANCE_COUNT = 960


def outages(rng: Random) -> list[Row]:
    """Rows of `outages`, in the order in which they began."""
    calendar = days()
    weights = [region.mean_load_mw + region.area_km2 / 8 for region in REGIONS]
    lines_of: dict[int, list[int]] = {}
    for line_id, line in enumerate(LINES, 1):
        lines_of.setdefault(SUBSTATIONS[line.end - 1].region, []).append(line_id)
    found: list[tuple[datetime, int, int | None, str, int, int]] = []
    while len(found) < _OUTAGE_COUNT:
        day = rng.choice(calendar)
        cause = rng.choices(list(_CAUSES), [weight for _, weight, _, _ in _CAUSES.values()])[0]
        _, _, busy, typical = _CAUSES[cause]
        if busy and day.month not in busy and rng.random() < 0.8:
            continue
        region = rng.choices(range(1, len(REGIONS) + 1), weights)[0]
        tripped = rng.choice(lines_of[region]) if rng.random() < 0.3 else None
        started = datetime(day.year, day.month, day.day, rng.randrange(24), rng.randrange(60))
        minutes = max(4, round(rng.lognormvariate(0, 0.55) * typical))
        reach = 0.03 if tripped else 0.004
        affected = round(REGIONS[region - 1].population / 2.8 * reach * rng.uniform(0.1, 1.6)) + 3
        found.append((started, region, tripped, cause, minutes, affected))
    found.sort(key=lambda event: (event[0], event[1]))
    return [
        (number, region, line, cause, _CAUSES[cause][0], str(started), minutes, affected)
        for number, (started, region, line, cause, minutes, affected) in enumerate(found, 1)
    ]


def maintenance_orders(rng: Random, employees: Sequence[Row]) -> list[Row]:
    """Rows of `maintenance_orders`, in the order of their planned dates; the newest may still be open."""
    crew = [row[0] for row in employees if row[3] == "Substation Operations" and row[5] != "department head"]
    calendar = days()
    rows: list[Row] = []
    for planned in sorted(rng.choice(calendar) for _ in range(_MAINTENANCE_COUNT)):
        substation_id = rng.randrange(len(SUBSTATIONS)) + 1
        work, work_zh, _, typical = rng.choices(_WORK_TYPES, [weight for _, _, weight, _ in _WORK_TYPES])[0]
        cost = round(typical * rng.uniform(0.7, 1.5) * (1 + SUBSTATIONS[substation_id - 1].voltage_kv / 1_000), -2)
        status, status_zh, completed = _progress(rng, planned)
        rows.append(
            (
                len(rows) + 1,
                substation_id,
                rng.choice(crew),
                work,
                work_zh,
                status,
                status_zh,
                str(planned),
                str(completed) if completed else None,
                int(cost),
            )
        )
    return rows


def _progress(rng: Random, planned: date) -> tuple[str, str, date | None]:
    if rng.random() < 0.05:
        return "cancelled", "已取消", None
    completed = planned + timedelta(days=min(rng.randrange(6), rng.randrange(15)))
    if completed > LAST_DAY or (planned > LAST_DAY - timedelta(days=45) and rng.random() < 0.5):
        return "open", "未完成", None
    return "completed", "已完成", completed


def dispatch_orders(rng: Random, employees: Sequence[Row]) -> list[Row]:
    """Rows of `dispatch_orders`, in the order in which they were given; wind and solar run without orders."""
    desk = [row[0] for row in employees if row[3] == "Dispatch Control Center" and row[5] != "department head"]
    steerable = [number for number, plant in enumerate(PLANTS, 1) if plant.fuel not in {"wind", "solar"}]
    calendar = days()
    moments = sorted(
        (rng.choice(calendar), rng.randrange(24), rng.choice((0, 10, 15, 20, 30, 40, 45, 50)))
        for _ in range(_ORDER_COUNT)
    )
    rows: list[Row] = []
    for day, hour, minute in moments:
        plant_id = rng.choice(steerable)
        kind, kind_zh, _ = rng.choices(_ORDER_TYPES, [weight for _, _, weight in _ORDER_TYPES])[0]
        capacity = PLANTS[plant_id - 1].capacity_mw
        target = 0 if kind == "stop unit" else max(5, round(capacity * rng.uniform(0.3, 1.0) / 5) * 5)
        issued = datetime(day.year, day.month, day.day, hour, minute)
        rows.append((len(rows) + 1, plant_id, rng.choice(desk), kind, kind_zh, str(issued), target))
    return rows
