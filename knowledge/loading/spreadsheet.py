"""Workbooks (xlsx, xlsm, xlsb, xls, ods): a page per sheet, its regions as tables, values as last computed."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from knowledge.errors import DamagedFile, ExpandsTooMuch, NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.packages import Package, decrypted
from knowledge.loading.passwords import locked
from knowledge.loading.percentages import Percentages, PercentCell, as_percentage

_WHAT = "The workbook"
_MOST_CELLS = 20_000_000
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ASIDE = re.compile(r"xl/(?:\w+/)?(comment|drawing|chart)s?\d*\.xml", re.IGNORECASE)
_ASIDES = {"comment": ("{*}comment",), "drawing": ("{*}txBody",), "chart": ("{*}title",)}
_FAR_COLUMNS = re.compile(rb"\sr=[\"']([A-Z]{2,3})\d")
_ROWS = re.compile(rb"<(?:\w+:)?row\s[^>]{0,200}?\br=[\"'](\d{1,7})[\"']")
_LONGEST_TAG = 256
_PROGRESS_EVERY = 20_000
_MIDNIGHT = dt.time()


class SpreadsheetLoader:
    """Reads with calamine, which computes no formula, follows no link and expands no entity."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        import python_calamine as calamine

        plain = decrypted(source, _WHAT)
        builder = DocumentBuilder(source.characters)
        try:
            # the content decides: a path would be opened as what its name says
            content = plain.getvalue() if plain is not None else source.path.read_bytes()
            with Package(source, _WHAT, plain) if content[:2] == b"PK" else nullcontext() as package:
                asides, percentages = _beside_the_values(package)
                workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
                names = workbook.sheet_names
                for number, name in enumerate(names, start=1):
                    rows = _rows(
                        workbook.get_sheet_by_name(name), percentages(name), progress, (number - 1, len(names))
                    )
                    _add_sheet(builder, name, rows)
                    builder.end_page(number)
                    progress(number, len(names))
            for text in asides:
                builder.add(BlockKind.PARAGRAPH, text)
        except calamine.PasswordError as error:
            raise locked(_WHAT, source.password) from error
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise DamagedFile("The workbook is damaged: open it in Excel or WPS and save it again as .xlsx.") from error
        if not builder.length:
            raise NoText("The workbook holds no cells: if it shows pictures, save it as PDF and upload that.")
        return builder.build()


def _beside_the_values(package: Package | None) -> tuple[list[str], Callable[[str], Iterator[PercentCell]]]:
    """What calamine does not tell: texts beside the cells, and which cells of a sheet are percentages."""
    if package is None:
        return [], lambda _: iter(())
    package.refuse_declarations()
    _check_reach(package)
    return list(_asides(package)), Percentages(package).of


def _add_sheet(builder: DocumentBuilder, name: str, rows: Iterable[list[str]]) -> None:
    titled = False
    for region in _regions(rows):
        if not titled:
            builder.heading(name, 1)
            titled = True
        # lines above a table that fill one cell are its caption
        first = next((n for n, row in enumerate(region) if sum(map(bool, row)) > 1), len(region))
        for row in region[:first]:
            builder.add(BlockKind.PARAGRAPH, " ".join(filter(None, row)))
        builder.table(_trimmed(region[first:]))


def _asides(package: Package) -> Iterator[str]:
    """The comments of all sheets, and the text boxes and titles of charts."""
    for name in package.names:
        if found := _ASIDE.fullmatch(name):
            root = package.xml(name)
            for element in () if root is None else root.iter(*_ASIDES[found.group(1).lower()]):
                yield "\n".join(filter(None, (_words(piece) for piece in element.iter("{*}p", "{*}text"))))


def _words(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t")).strip()


def _check_reach(package: Package) -> None:
    """Raise ExpandsTooMuch for a sheet with cells far apart: calamine holds the whole rectangle between them."""
    for name in package.names:
        if not _SHEET.fullmatch(name):
            continue
        rows, columns, rest = 0, {b"Z"}, b""
        for piece in package.pieces(name):
            text = rest + piece
            columns.update(_FAR_COLUMNS.findall(text))
            rows = max(rows, max(map(int, _ROWS.findall(text)), default=0))
            rest = text[-_LONGEST_TAG:]
        widest = max(columns, key=lambda letters: (len(letters), letters))
        width = sum((letter - 64) * 26**place for place, letter in enumerate(reversed(widest)))
        if rows * width > _MOST_CELLS:
            raise ExpandsTooMuch(
                f"A sheet of the workbook reaches over more than {_MOST_CELLS:,} cells: "
                "delete the cells far to the right or below."
            )


def _rows(
    sheet: Any, percentages: Iterator[PercentCell], progress: Progress, position: tuple[int, int]
) -> Iterator[list[str]]:
    """The rows from the sheet's first one, each from the first column that holds anything."""
    first = sheet.start[1] if sheet.start else 0
    cell = next(percentages, None)
    for number, row in enumerate(sheet.iter_rows()):
        if number % _PROGRESS_EVERY == _PROGRESS_EVERY - 1:
            progress(*position)
        shown = [_shown(value) for value in row]
        while cell is not None and cell.row <= number:
            place = cell.column - first
            if cell.row == number and 0 <= place < len(row) and type(row[place]) in (int, float):
                shown[place] = as_percentage(row[place], cell.decimals)
            cell = next(percentages, None)
        yield shown


def _regions(rows: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    """Runs of rows with nothing empty between them."""
    region: list[list[str]] = []
    for row in rows:
        if any(row):
            region.append(row)
        elif region:
            yield region
            region = []
    if region:
        yield region


def _trimmed(rows: Sequence[list[str]]) -> list[list[str]]:
    """Without the columns that are empty on the left and right of a region."""
    used = {column for row in rows for column, cell in enumerate(row) if cell}
    first, last = min(used, default=0), max(used, default=-1)
    return [row[first : last + 1] for row in rows]


def _shown(value: object) -> str:
    """Dates as ISO 8601, whole numbers without a decimal point, at most 15 digits as in Excel."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return " ".join(str(value).split())
