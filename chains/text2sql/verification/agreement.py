"""Whether a part of a statement does what the question asks, or the opposite of it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from chains.text2sql.linking.filters import Operator, Test
from chains.text2sql.protocols import Cell
from chains.text2sql.verification.operands import number_of
from chains.text2sql.verification.parts import ColumnTest, Stretch

NEGATIVE: tuple[Operator, ...] = ("!=", "not in", "not like", "not member", "not null", "not blank")
_GAPS = ("null", "blank")
_PRESENT = ("not null", "not blank")
_UP, _DOWN = (">", ">="), ("<", "<=")
_DAY = dt.timedelta(days=1)
_SHORT = dt.timedelta(days=3)
_YEAR = dt.timedelta(days=366)
_TRUTH = {"true": "1", "false": "0"}
_LEAST_TEXT = 2
"""Characters of a text that means the same in whatever column it is looked for."""


def plain(cell: Cell) -> str:
    """Return the cell as text in which equal cells are alike: no case, no blanks around, truth values as 1 and 0."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, bytes):
        return str(int.from_bytes(cell, "big"))
    text = str(cell).strip().casefold()
    number = number_of(text)
    if number is not None:
        return str(Decimal(number).normalize()) if isinstance(number, Decimal) else str(number)
    return _TRUTH.get(text, text)


def values_of(operator: Operator, cells: Iterable[Cell]) -> set[str]:
    """Return the cells in a comparable form; of a pattern, what stands between its wildcards."""
    found = {plain(c) for c in cells}
    if operator in ("like", "not like"):
        return {v.replace("!", "").strip("%_ ").casefold() for v in found} - {""}
    return found


def agree(part: ColumnTest, asked: Test) -> bool:
    """Return whether the part does what is asked: the same column, or the same text wherever it is looked for."""
    is_same = part.column == asked.column
    if asked.operator in _GAPS:
        return is_same and (part.operator in _GAPS or (part.operator == "=" and plain(part.values[0]) == ""))
    if asked.operator in _PRESENT:
        # whatever is compared is there
        return is_same and part.operator not in _GAPS
    if asked.operator in (*_UP, *_DOWN):
        sides = _UP if asked.operator in _UP else _DOWN
        return is_same and part.operator in sides and values_of("=", part.values) == values_of("=", asked.values)
    if asked.operator == "between":
        return is_same and bool(set(map(plain, part.values)) & set(map(plain, asked.values)))
    if part.operator in (*_GAPS, *_PRESENT, *_UP, *_DOWN, "between"):
        return False
    (sign, own), (asked_sign, said) = _signed(part.operator, part.values), _signed(asked.operator, asked.values)
    return sign == asked_sign and (is_same or _is_telling(said)) and share(own, said)


def share(own: set[str], said: set[str]) -> bool:
    """Return whether a text of one is, or lies within, a text of the other."""
    return bool(own & said) or any(
        len(o) >= _LEAST_TEXT and len(s) >= _LEAST_TEXT and number_of(o) is None and (o in s or s in o)
        for o in own
        for s in said
    )


def _is_telling(values: set[str]) -> bool:
    return any(len(v) >= _LEAST_TEXT and number_of(v) is None for v in values)


def _signed(operator: Operator, cells: Iterable[Cell]) -> tuple[bool, set[str]]:
    """Whether the values are left out, and the values; what is not 1 is 0."""
    values = values_of(operator, cells)
    if operator in NEGATIVE and len(values) == 1 and values <= {"0", "1"}:
        return False, {"0", "1"} - values
    return operator in NEGATIVE, values


def is_close(part: Stretch, first: dt.datetime | None, end: dt.datetime | None, today: dt.date) -> bool:
    """Return whether the part keeps the stretch, give or take a day at the ends of a long one."""
    if part.is_relative:
        return True
    own_first, own_end = part.first, _open(part.end, today)
    end = _open(end, today)
    is_long = first is None or end is None or end - first > _SHORT
    slack = _DAY if is_long else dt.timedelta(hours=1)
    return _is_near(own_first, first, slack) and _is_near(own_end, end, slack)


def is_other_side(part: Stretch, first: dt.datetime | None, end: dt.datetime | None) -> bool:
    """Return whether the part keeps what lies on the other side of the bound: before instead of after."""
    if (first is None) == (end is None) or (part.first is None) == (part.end is None):
        return False
    if (first is None) == (part.first is None):
        return False
    one, other = first or end, part.first or part.end
    return one is not None and other is not None and abs(one - other) <= _YEAR


def moment_of(day: dt.date | None) -> dt.datetime | None:
    """Return the moment at which a day begins; moments and None as they are."""
    if day is None or isinstance(day, dt.datetime):
        return day
    return dt.datetime(day.year, day.month, day.day)


def _is_near(one: dt.datetime | None, other: dt.datetime | None, slack: dt.timedelta) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= slack


def _open(end: dt.datetime | None, today: dt.date) -> dt.datetime | None:
    """A stretch that ends today or later has no end: nothing has happened since."""
    return None if end is not None and end.date() > today else end


def accepted(operator: Operator, value: Cell) -> set[tuple[str, str]]:
    """Return the comparisons of whole numbers that are the same: more than 2 is at least 3."""
    number = number_of(plain(value))
    found: set[tuple[str, str]] = {(operator, plain(value))}
    if isinstance(number, int):
        shifted = {">": (">=", 1), ">=": (">", -1), "<": ("<=", -1), "<=": ("<", 1)}.get(operator)
        if shifted is not None:
            found.add((shifted[0], str(number + shifted[1])))
    return found


def direction(operator: str) -> int:
    """Return 1 for what is above, -1 for what is below, 0 for neither."""
    return 1 if operator in _UP else -1 if operator in _DOWN else 0
