"""From the lines of a page to its paragraphs, lists and headings, for formats that know lines only (PDF, OCR)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from knowledge.loading.document import BlockKind, DocumentBuilder
from knowledge.loading.widths import joined_pieces, width

_HEADING_RATIO = 1.15
_LONGEST_HEADING = 100
_HEADING_LEVELS = 4
_SHORT_LINE = 0.8  # of the page's usual line: a sentence that ends in one ends its paragraph
_ENDS_SENTENCE = re.compile(r"[。！？.!?:：;；…][\"'”’」』)）]*$")
_LIST_ITEM = re.compile(r"(?:[-•·▪●○◦‣*]\s|\d{1,3}[.)、]\s*\D|[(（]?[一二三四五六七八九十]{1,3}[)）、])")
_LEAST_ROWS = 3
_MOST_CROWDED = 0.25  # of the rows may have two cells in one column: a heading over several
_USUAL_CELL = 40  # columns of a typewriter's font; what is longer is prose
_HYPHENS = ("\ufffe", "\u00ad")  # what PDFium gives for a hyphen at the end of a line; the soft hyphen


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line that stands apart, and where it begins and ends from left to right."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line and its font size in points; 0 where that is not known. `cells` are its pieces if there are several."""

    text: str
    size: float
    cells: tuple[Cell, ...] = ()


def heading_levels(characters: Counter[float]) -> dict[float, int]:
    """Return the heading level by font size, given how many characters have each; the most frequent is the body's."""
    known = Counter({size: count for size, count in characters.items() if size > 0})
    if not known:
        return {}
    body = known.most_common(1)[0][0]
    larger = sorted((size for size in known if size >= body * _HEADING_RATIO), reverse=True)
    return {size: min(rank, _HEADING_LEVELS) for rank, size in enumerate(larger, start=1)}


def add_lines(builder: DocumentBuilder, lines: Sequence[TextLine], levels: dict[float, int]) -> None:
    """Append the blocks that the lines of one page make."""
    prose: list[TextLine] = []
    for is_divided, run in groupby(lines, key=lambda line: len(line.cells) > 1):
        group = list(run)
        rows = _table(group) if is_divided and len(group) >= _LEAST_ROWS else []
        if not rows:
            prose += group
            continue
        _add_prose(builder, prose, levels)
        prose = []
        builder.table(rows)
    _add_prose(builder, prose, levels)


def _add_prose(builder: DocumentBuilder, lines: Sequence[TextLine], levels: dict[float, int]) -> None:
    for kind, text, level in _blocks(lines, levels):
        builder.add(kind, text, level)


def _table(lines: Sequence[TextLine]) -> list[list[str]]:
    """The rows of a table, a cell per column; none when the pieces do not stand below one another, as in prose."""
    if median(width(cell.text) for line in lines for cell in line.cells) > _USUAL_CELL:
        return []
    columns: list[list[float]] = []
    for cell in sorted((cell for line in lines for cell in line.cells), key=lambda cell: cell.left):
        if columns and cell.left < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], cell.right)
        else:
            columns.append([cell.left, cell.right])
    rows: list[list[str]] = []
    crowded = 0
    for line in lines:
        row = [""] * len(columns)
        for cell in line.cells:
            column = next(index for index, (left, right) in enumerate(columns) if left <= cell.left <= right)
            crowded += bool(row[column])
            row[column] = f"{row[column]} {cell.text}".strip()
        rows.append(row)
    return rows if crowded <= _MOST_CROWDED * len(lines) else []


def _blocks(lines: Sequence[TextLine], levels: dict[float, int]) -> Iterator[tuple[BlockKind, str, int]]:
    usual = sorted(width(line.text) for line in lines)[int(len(lines) * 0.75)] if lines else 0
    current: list[str] = []
    kind = BlockKind.PARAGRAPH
    for line in lines:
        level = levels.get(line.size, 0) if len(line.text) <= _LONGEST_HEADING else 0
        if level:
            yield kind, _joined(current), 0
            current = []
            yield BlockKind.HEADING, _joined([line.text]), level
            continue
        if current and _starts_anew(current[-1], line.text, usual):
            yield kind, _joined(current), 0
            current = []
        if not current:
            kind = BlockKind.LIST if _LIST_ITEM.match(line.text) else BlockKind.PARAGRAPH
        current.append(line.text)
    yield kind, _joined(current), 0


def _starts_anew(before: str, line: str, usual: int) -> bool:
    if before.endswith(_HYPHENS):
        return False
    if _LIST_ITEM.match(line):
        return True
    short = width(before) < usual * _SHORT_LINE
    return short and (bool(_ENDS_SENTENCE.search(before)) or width(before) < usual * 0.5)


def _joined(lines: Sequence[str]) -> str:
    """One line: words cut by a hyphen are mended, a space goes between Latin words and none between ideographs."""
    pieces: list[str] = []
    for line in lines:
        if pieces and pieces[-1].endswith(_HYPHENS):
            pieces[-1] = pieces[-1][:-1] + line
        else:
            pieces.append(line)
    return joined_pieces(pieces).replace("\ufffe", "").replace("\u00ad", "")
