"""Which cells of a flag say yes and which say no, on every dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from chains.text2sql.linking.column_words import ColumnWords
from chains.text2sql.protocols import Cell, Profile

_FAMILIES = (("1", "0"), ("y", "n"), ("yes", "no"), ("true", "false"), ("t", "f"), ("是", "否"), ("有", "无"),
             ("on", "off"), ("有", "没有"), ("1.0", "0.0"))  # fmt: skip
_YES = frozenset("是 有 yes true on y 对 真".split())
_NO = frozenset("否 无 没有 no false off n 不是 不 非".split())
_AMOUNTS = frozenset(
    "count number num qty quantity stock level age rank score total amount id no grade floor room year month day "
    "points size price cost children kids siblings position order version step priority rating stars units".split()
)


@dataclass(frozen=True)
class Truth:
    """The cells that say yes, and those that say no."""

    yes: tuple[Cell, ...]
    no: tuple[Cell, ...]


def truth_of(column: ColumnWords, profile: Profile | None) -> Truth | None:
    """Return what the cells of a flag mean, None where the column is none.

    A column of 0 and 1 whose name is that of an amount is none, nor is one where other cells were seen.
    """
    cells = profile.values if profile else ()
    if profile is not None and profile.distinct > len(cells):
        return None
    explained = _explained(column, cells)
    if explained is not None:
        return explained
    if not cells:
        return _unseen(column)
    families = [family for family in _FAMILIES if all(_said(c) in (*family, "") for c in cells)]
    if not families or any(_said(c) == "" for c in cells if not isinstance(c, str)):
        return None
    family = families[0]
    if not _is_flag(column, cells):
        return None
    yes = tuple(c for c in cells if _said(c) == family[0])
    no = tuple(c for c in cells if _said(c) == family[1])
    return Truth(yes or (_like(no[0], family[0]),), no or (_like(yes[0], family[1]),)) if yes or no else None


def _is_flag(column: ColumnWords, cells: Sequence[Cell]) -> bool:
    if column.view.storage in ("boolean", "bit", "tinyint1") or column.has_flag_mark:
        return True
    if column.view.is_id or column.view.is_key or (set(column.words) & _AMOUNTS and all(_is_number(c) for c in cells)):
        return False
    return not all(_is_number(c) for c in cells) or len(cells) > 1


def _explained(column: ColumnWords, cells: Sequence[Cell]) -> Truth | None:
    """Yes and no by the comment: 1是 0否."""
    yes = [c.code for c in column.codes if c.word.casefold() in _YES]
    no = [c.code for c in column.codes if c.word.casefold() in _NO]
    if len(yes) != 1 or len(no) != 1 or len(column.codes) > len(yes) + len(no) + 1:
        return None
    return Truth(stored(column, yes[0], cells), stored(column, no[0], cells))


def stored(column: ColumnWords, code: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return a code of a comment as the column keeps it: every way in which its cells write it."""
    seen = tuple(c for c in cells if _said(c) == code.casefold())
    if seen:
        return seen
    storage = column.view.storage
    if storage == "boolean":
        return (code == "1",)
    is_number = storage in ("integer", "decimal", "tinyint1", "year") or column.view.kind == "number"
    return (int(code),) if is_number and code.isdigit() else (code,)


def _unseen(column: ColumnWords) -> Truth | None:
    """A flag of an empty table, by its type."""
    match column.view.storage:
        case "boolean":
            return Truth((True,), (False,))
        case "tinyint1" | "bit":
            return Truth((1,), (0,))
    return None


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return str(cell).strip().casefold()


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str)


def _like(seen: Cell, word: str) -> Cell:
    """The other side of a flag of which one side was seen, written alike."""
    if isinstance(seen, bool):
        return word == "1"
    if not isinstance(seen, str):
        return int(float(word))
    return word.upper() if seen.isupper() else word.capitalize() if seen[:1].isupper() else word
