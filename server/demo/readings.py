"""The bulk of the demo database: daily load, daily generation and monthly bills, which agree with one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from server.demo.people import Row
from server.demo.world import FIRST_DAY, LAST_DAY, PLANTS, REGIONS, TARIFFS

_GROWTH_PER_DAY = 0.034 / 365
_GRID_LOSS = 1.046

_MONTH_FACTOR = (1.08, 1.02, 0.92, 0.86, 0.90, 1.04, 1.22, 1.24, 1.04, 0.88, 0.92, 1.06)
# share of contracted capacity used on average
_UTILISATION = {
    "residential": 0.05,
    "commercial": 0.24,
    "industrial": 0.46,
    "agricultural": 0.17,
    "EV charging": 0.14,
}


def days() -> list[date]:
    """Every day on record, in order."""
    return [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def daily_load(rng: Random) -> list[Row]:
    """Rows of `daily_load`: summer and winter peaks, quiet weekends and Spring Festival, slow growth."""
    rows: list[Row] = []
    weather = 0.0
    for position, day in enumerate(days()):
        weather = 0.7 * weather + rng.gauss(0, 1.6)
        season = -math.cos(2 * math.pi * (day.timetuple().tm_yday - 20) / 365)
        weekend = 0.93 if day.weekday() >= 5 else 1.0
        holiday = 0.78 if day.month == 2 and 8 <= day.day <= 15 else 1.0
        for region_id, region in enumerate(REGIONS, 1):
            upland = 3.5 if region.name_en in {"North Ridge", "Cloud Lake"} else 0.0
            temperature = 16.0 + 12.5 * season + weather - upland + rng.gauss(0, 0.6)
            comfort = 1.0 + 0.024 * max(0.0, temperature - 24) + 0.012 * max(0.0, 8 - temperature)
            mean = region.mean_load_mw * (1 + _GROWTH_PER_DAY * position) * weekend * holiday * comfort
            mean *= 1 + rng.gauss(0, 0.012)
            peak = mean * (1.30 + 0.006 * max(0.0, temperature - 24) + rng.gauss(0, 0.012))
            energy = round(mean * 24, 1)
            rows.append((len(rows) + 1, region_id, str(day), energy, round(peak, 1), round(temperature, 1)))
    return rows


def daily_generation(rng: Random, load: Sequence[Row]) -> list[Row]:
    """Rows of `daily_generation`: renewables as the weather gives, coal and gas cover what is left of the load."""
    demand: dict[str, float] = {}
    for _, _, day_text, energy, _, _ in load:
        demand[str(day_text)] = demand.get(str(day_text), 0.0) + float(str(energy))
    rows: list[Row] = []
    for day in days():
        output = [_free_output(rng, fuel=plant.fuel, day=day) for plant in PLANTS]
        free = sum(
            share * plant.capacity_mw * 24 for share, plant in zip(output, PLANTS, strict=True) if share is not None
        )
        thermal = sum(plant.capacity_mw * 24 for plant in PLANTS if plant.fuel in {"coal", "gas"})
        needed = max(0.1, (demand[str(day)] * _GRID_LOSS - free) / thermal)
        for plant_id, (share, plant) in enumerate(zip(output, PLANTS, strict=True), 1):
            used = share
            if used is None:
                bias = 1.04 if plant.fuel == "coal" else 0.94
                used = min(0.95, needed * bias * (1 + rng.gauss(0, 0.03)))
            peak = plant.capacity_mw * min(1.0, used * 1.22 + rng.uniform(0.02, 0.1))
            generation = max(0.0, used) * plant.capacity_mw * 24
            rows.append((len(rows) + 1, plant_id, str(day), round(generation, 1), round(peak, 1)))
    return rows


def _free_output(rng: Random, *, fuel: str, day: date) -> float | None:
    """Mean share of capacity of a plant that is not steered by the load; None for coal and gas."""
    season = -math.cos(2 * math.pi * (day.timetuple().tm_yday - 20) / 365)
    match fuel:
        case "hydro":
            return min(0.95, max(0.12, 0.44 + 0.24 * season + rng.gauss(0, 0.05)))
        case "wind":
            return min(0.92, max(0.02, rng.betavariate(2.0, 4.2) - 0.07 * season + 0.02))
        case "solar":
            return min(0.27, max(0.02, 0.155 + 0.055 * season + rng.gauss(0, 0.035)))
        case "biomass":
            return min(0.95, max(0.4, 0.78 + rng.gauss(0, 0.06)))
        case "pumped storage":
            return min(0.3, max(0.03, 0.14 + 0.04 * season + rng.gauss(0, 0.02)))
        case "battery":
            return min(0.12, max(0.01, 0.06 + rng.gauss(0, 0.012)))
        case _:
            return None


def monthly_bills(rng: Random, customers: Sequence[Row]) -> list[Row]:
    """Rows of `monthly_bills` for every customer from the month after the account was opened."""
    rows: list[Row] = []
    for customer_id, _, _, category, _, _, tariff_id, _, contracted, joined in customers:
        tariff = TARIFFS[int(str(tariff_id)) - 1]
        habit = rng.uniform(0.6, 1.4)
        for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
            for month in range(1, 13):
                if f"{year}-{month:02d}" <= str(joined)[:7]:
                    continue
                growth = 1 + 0.03 * (year - FIRST_DAY.year)
                season = _MONTH_FACTOR[month - 1] if category != "industrial" else 1.0
                mean_kw = int(str(contracted)) * _UTILISATION[str(category)] * habit
                consumption = round(mean_kw * 730 * growth * season * rng.uniform(0.88, 1.12))
                price = 0.3 * tariff.peak_price + 0.4 * tariff.flat_price + 0.3 * tariff.valley_price
                amount = round(consumption * price + tariff.monthly_fee, 2)
                late = year == LAST_DAY.year and rng.random() < 0.045
                status = ("overdue", "逾期") if late else ("paid", "已缴")
                rows.append((len(rows) + 1, customer_id, year, month, consumption, amount, *status))
    return rows
