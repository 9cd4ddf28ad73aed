"""Rows as a file to download: CSV, or an Excel workbook. No cell of either is taken for a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]

_FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""https://owasp.org/www-community/attacks/CSV_Injection"""
_ROWS_PER_PIECE = 500
_PIECE_BYTES = 64 * 1024
EXCEL_ROWS = 1_048_575
EXCEL_CHARACTERS = 32_767
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_pieces(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the table as UTF-8 with a byte-order mark, which Excel needs to read Chinese."""
    yield b"\xef\xbb\xbf"
    for start in range(-1, len(rows), _ROWS_PER_PIECE):
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        if start < 0:
            writer.writerow([_harmless(name) for name in columns])
        for row in rows[max(start, 0) : start + _ROWS_PER_PIECE]:
            writer.writerow([_harmless(cell) for cell in row])
        yield text.getvalue().encode("utf-8", "replace")


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run begins with an apostrophe; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_BEGINNINGS) else cell


def xlsx_file(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> IO[bytes]:
    """Return a temporary file, at its beginning, with the workbook; rows are written one by one."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller streams and closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with xlsxwriter.Workbook(file, options) as workbook:
            sheet = workbook.add_worksheet()
            heading = workbook.add_format({"bold": True})
            for place, name in enumerate(columns):
                sheet.write_string(0, place, str(name)[:EXCEL_CHARACTERS], heading)
            for number, row in enumerate(rows[:EXCEL_ROWS], start=1):
                for place, cell in enumerate(row):
                    _write(sheet, number, place, cell)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, cell)
        case int() | float():
            sheet.write_number(row, column, cell)
        case _:
            sheet.write_string(row, column, str(cell)[:EXCEL_CHARACTERS])


def file_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what the file holds, and close it."""
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
