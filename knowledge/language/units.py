"""Units of measure as they are written after a number, and the names of columns that hold amounts of them."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


def unit_after(text: str, position: int) -> tuple[str, int] | None:
    """Return the longest unit that begins at `position`, and where it ends."""
    found = [(unit, match.end()) for unit, pattern in _units() if (match := pattern.match(text, position))]
    return max(found, key=lambda pair: pair[1], default=None)


@cache
def units() -> dict[str, str]:
    """Return the pattern of each unit by its name."""
    return dict(_stored()["units"])


@cache
def columns_of_unit(unit: str) -> tuple[str, ...]:
    """Return words in the names of columns that hold amounts of the unit."""
    return tuple(_stored()["unit_columns"].get(unit, "").split())


@cache
def measured_units() -> tuple[str, ...]:
    """Return the units for which `columns_of_unit` knows words."""
    return tuple(_stored()["unit_columns"])


@cache
def units_per(unit: str, other: str) -> float | None:
    """Return how many of `other` one `unit` is, None where they do not measure the same."""
    if unit == other:
        return None
    factor = convert(Decimal(1), unit, other)
    return None if factor is None else float(factor)


def convert(value: Decimal | int, unit: str, other: str) -> Decimal | None:
    """Return what `value` of one unit is in the other: 5 yuan are 500 fen; None where they do not measure the same."""
    if unit == other:
        return Decimal(value)
    for sizes in _measures():
        if unit in sizes and other in sizes:
            return value * sizes[unit] / sizes[other]
    return None


@cache
def _measures() -> tuple[dict[str, Decimal], ...]:
    return tuple({unit: Decimal(size) for unit, size in sizes.items()} for sizes in _stored()["measures"].values())


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(files("knowledge.language").joinpath("units.toml").read_text(encoding="utf-8"))


@cache
def _units() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(rf"\s*-?(?:{pattern})(?![a-z])", re.IGNORECASE)) for name, pattern in units().items()]
