from decimal import Decimal

from tools.cells import plain


def test_numerics_beyond_what_json_numbers_hold_keep_their_digits_as_text() -> None:
    assert plain(Decimal("12345678901234567890"), 100) == "12345678901234567890"
    assert plain(Decimal("1e400"), 100) == "1E+400"
    assert plain(Decimal("1." + "5" * 3 + "e500"), 5) == "1.55…"
    assert plain(Decimal("2.50"), 100) == 2.5
