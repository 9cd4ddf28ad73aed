from decimal import Decimal

import pytest

from knowledge.language.units import convert, units_per


@pytest.mark.parametrize(
    ("value", "unit", "other", "result"),
    [
        (5, "yuan", "fen", "500"),
        (1, "yuan", "万元", "0.0001"),
        (3, "万元", "fen", "3000000"),
        (20, "dollars", "cents", "2000"),
        (90, "minutes", "hours", "1.5"),
        (2, "days", "minutes", "2880"),
        (3, "km", "m", "3000"),
        (250, "g", "kg", "0.25"),
        (1, "mwh", "kwh", "1000"),
        (30, "percent", "ratio", "0.3"),
        (7, "kg", "kg", "7"),
    ],
)
def test_an_amount_is_converted_exactly(value: int, unit: str, other: str, result: str) -> None:
    assert convert(value, unit, other) == Decimal(result)


@pytest.mark.parametrize(("unit", "other"), [("kg", "m"), ("yuan", "dollars"), ("people", "kg"), ("nothing", "kg")])
def test_what_measures_something_else_is_not_converted(unit: str, other: str) -> None:
    assert convert(1, unit, other) is None
    assert units_per(unit, other) is None
