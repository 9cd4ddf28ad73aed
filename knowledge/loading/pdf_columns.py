"""The lines of a PDF page in reading order.

PDFium gives text in the order in which it was drawn, which is right for nearly all programs, columns included.
Some draw line by line across the columns; their lines are taken apart at the gutter and put in order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from knowledge.loading.reading_order import Box, reading_order
from knowledge.loading.text_lines import Cell
from knowledge.loading.widths import width

_HYPHEN = "\ufffe"  # at the end of a row, where PDFium goes on with the next
_WORDS = re.compile(rf"[^\s{_HYPHEN}]+")
_BULLET = re.compile(r"[^\w\s]|[\ue000-\uf8ff]|[(（]?\w{1,3}[.)）、]")
_LINE_BREAKS = re.compile(r"\r\n|\r|\n")
_BREAK_LENGTH = 2  # PDFium ends lines with \r\n
_GAP = 0.9  # of the height of the font: wider than a space between words, justified ones included
_GUTTER = 1.2
_LEAST_DIVIDED = 3
_MOST_ROWS = 3  # in a line of PDFium's, on average
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of words: where it starts among the characters of the page, its text, its place."""

    start: int
    text: str
    box: Box


Line = tuple[int, str, tuple[Cell, ...]]
"""Index of the first character, text, cells."""


def in_columns(text_page: Any, raw: Any) -> list[Line]:
    """Return the lines of a page."""
    text = text_page.get_text_range()
    lines: list[Line] = []
    position = 0
    for line in _LINE_BREAKS.split(text):
        lines.append((position, line, ()))
        position += len(line) + _BREAK_LENGTH
    if len(text) > _MOST_CHARACTERS:
        return lines
    places = _Places(text_page, raw)
    rows = [row for start, line, _ in lines for row in _rows(places, start, line)]
    if len(rows) > _MOST_ROWS * len(lines) + 10:
        return lines  # text that runs up or down: every word is a row
    columns = [list(_joined(row)) for row in rows]
    if sum(len(row) > 1 for row in columns) < _LEAST_DIVIDED:
        return [_line(row) for row in rows]
    parts = [part for row in columns for part in row]
    boxes = [
        replace(part[0].box, right=part[-1].box.right, width=sum(piece.box.width for piece in part)) for part in parts
    ]
    return [_line([piece for index in order for piece in parts[index]]) for order in reading_order(boxes)]


def _line(pieces: list[_Piece]) -> Line:
    cells = tuple(Cell(piece.box.left, piece.box.right, piece.text) for piece in pieces)
    return pieces[0].start, " ".join(piece.text for piece in pieces), cells if len(cells) > 1 else ()


def _joined(row: list[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces that only a wide space of justified prose divides, together."""
    part: list[_Piece] = []
    for piece in row:
        if part and piece.box.left - part[-1].box.right > _GUTTER * piece.box.height:
            yield part
            part = []
        part.append(piece)
    yield part


def _rows(places: "_Places", start: int, line: str) -> Iterator[list[_Piece]]:
    """What PDFium gives as one line: rows, as it mends hyphens, and in each the pieces that a gap divides.

    PDFium writes a space into every gap.
    """
    row: list[_Piece] = []
    first, last, box = 0, 0, None
    for word in _WORDS.finditer(line):
        begin, end = places.of(start + word.start()), places.of(start + word.end() - 1)
        same_row = box is not None and min(box[3], begin[3]) - max(box[1], begin[1]) > 0.4 * (begin[3] - begin[1])
        is_near = box is not None and begin[0] - box[2] <= _GAP * max(box[3] - box[1], 1.0)
        if box is not None and not (same_row and (is_near or _BULLET.fullmatch(line[first:last]))):
            row.append(_piece(start + first, line[first:last], box))
            box = None
            if not same_row:
                yield row
                row = []
        if box is None:
            first, box = word.start(), begin
        box = (min(box[0], begin[0]), min(box[1], begin[1], end[1]), max(box[2], end[2]), max(box[3], begin[3], end[3]))
        last = word.end() + line.startswith(_HYPHEN, word.end())
    if box is not None:
        row.append(_piece(start + first, line[first:last], box))
    if row:
        yield row


def _piece(start: int, text: str, box: tuple[float, float, float, float]) -> _Piece:
    return _Piece(start, " ".join(text.split()), Box(*box, width(text)))


class _Places:
    """Where the characters of a page are, as high as their font: left, top, right, bottom, with y growing downwards."""

    def __init__(self, text_page: Any, raw: Any) -> None:
        self._text_page = text_page
        self._get = raw.FPDFText_GetLooseCharBox
        self._place = raw.FS_RECTF()

    def of(self, index: int) -> tuple[float, float, float, float]:
        place = self._place
        self._get(self._text_page, index, place)
        return place.left, -place.top, place.right, -place.bottom
