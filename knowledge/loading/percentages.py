"""Which cells of a workbook (xlsx, xlsm) are shown as percentages: calamine gives values without number formats."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.loading.packages import Package, attribute, child, children

_BUILT_IN = {9: 0, 10: 2}
_LITERAL = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.")
_DECIMALS = re.compile(r"\.([0#?]+)")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]{0,250}>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_STYLE = re.compile(rb"\ss=[\"'](\d{1,6})[\"']")
_LONGEST_TAG = 256
_FEWEST_DECIMALS = 2


class PercentCell(NamedTuple):
    """`row` and `column` count from 0; `decimals` is what the number format shows."""

    row: int
    column: int
    decimals: int


class Percentages:
    """Reads the number formats of a package once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._sheets = _sheets(package)
        self._styles = _percent_styles(package) if self._sheets else {}

    def of(self, sheet: str) -> Iterator[PercentCell]:
        """Return the percentages of a sheet as its part has them: from the first row to the last."""
        part = self._sheets.get(sheet)
        if part is None or not self._styles:
            return
        rest = b""
        for piece in self._package.pieces(part):
            text = rest + piece
            end = 0
            for tag in _CELL.finditer(text):
                end = tag.end()
                style, reference = _STYLE.search(tag.group()), _REFERENCE.search(tag.group())
                if style and reference and (decimals := self._styles.get(int(style[1]))) is not None:
                    yield PercentCell(int(reference[2]) - 1, _column(reference[1]), decimals)
            rest = text[max(end, len(text) - _LONGEST_TAG) :]


def as_percentage(value: float, decimals: int) -> str:
    """Return a value as its cell shows it, with at least two decimals if it has them."""
    number = f"{100 * value:.{max(decimals, _FEWEST_DECIMALS)}f}"
    return f"{number.rstrip('0').rstrip('.')}%"


def _sheets(package: Package) -> dict[str, str]:
    """The parts of the sheets by name; those that are not there are left out."""
    names = set(package.names)
    found: dict[str, str] = {}
    for kind, main in package.relationships().values():
        root = package.xml(main) if kind == "officeDocument" and main.endswith(".xml") else None
        parts = {} if root is None else package.relationships(main)
        for sheet in children(child(root, "sheets"), "sheet") if child(root, "sheets") is not None else ():
            _, part = parts.get(attribute(sheet, "id") or "", ("", ""))
            if part in names:
                found[sheet.get("name", "")] = part
    return found


def _percent_styles(package: Package) -> dict[int, int]:
    """How many decimals the percentages of each cell style have that shows percentages."""
    root = package.xml("xl/styles.xml")
    formats = dict(_BUILT_IN)
    custom, styles = child(root, "numFmts"), child(root, "cellXfs")
    for entry in () if custom is None else children(custom, "numFmt"):
        code = _LITERAL.sub("", entry.get("formatCode", "")).partition(";")[0]
        number = int(entry.get("numFmtId", "-1"))
        formats.pop(number, None)
        if "%" in code:
            decimals = _DECIMALS.search(code)
            formats[number] = len(decimals[1]) if decimals else 0
    found: dict[int, int] = {}
    for index, entry in enumerate(() if styles is None else children(styles, "xf")):
        number = int(entry.get("numFmtId", "-1"))
        if number in formats:
            found[index] = formats[number]
    return found


def _column(letters: bytes) -> int:
    return sum((letter - 64) * 26**place for place, letter in enumerate(reversed(letters))) - 1
