import datetime as dt
import json
from decimal import Decimal

import pytest

from tools.cells import plain


@pytest.mark.parametrize("text", ["0.60", "2.50", "-0.000001", "1234567.89", "99999999999.9999", "0", "7.00", "0.1"])
def test_a_decimal_that_every_reader_reads_exactly_is_a_number(text: str) -> None:
    cell = plain(Decimal(text), 100)
    assert isinstance(cell, int | float)
    assert Decimal(json.dumps(cell)) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "12345678901234567890",
        "12345678901234567890.50",
        "70000000000000001.75",
        "0.12345678901234567891",
        "9007199254740993",
        "-9007199254740993.0",
        "NaN",
        "Infinity",
        "-Infinity",
    ],
)
def test_one_that_no_double_holds_keeps_its_digits_as_text(text: str) -> None:
    assert plain(Decimal(text), 100) == text


def test_a_text_of_many_digits_is_cut_as_others_are() -> None:
    assert plain(Decimal("1e400"), 100) == "1E+400"
    assert plain(Decimal("1." + "5" * 30), 5) == "1.55…"
    assert plain("abcdef", 5) == "abcd…"


def test_floats_that_are_no_number_are_said_as_words() -> None:
    cells = [plain(float(name), 100) for name in ("nan", "inf", "-inf")]
    assert cells == ["NaN", "Infinity", "-Infinity"]


def test_other_values_are_text() -> None:
    assert plain(dt.datetime(2023, 5, 6, 7, 8), 100) == "2023-05-06 07:08:00"
    assert plain(dt.time(7, 8), 100) == "07:08:00"
    assert plain(memoryview(b"abc"), 100) == "<3 bytes>"
    assert plain(True, 100) is True
    assert plain(2**53 + 1, 100) == "9007199254740993"
