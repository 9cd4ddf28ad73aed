"""Word documents: paragraphs, headings, lists and tables in the order of the page."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import DamagedFile, ExpandsTooMuch, NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_MOST_UNPACKED_BYTES = 256 << 20
_DAMAGED = "The Word document is damaged and cannot be opened: open it in Word and save it again as .docx."


class DocxLoader:
    """Reads the body; pages are a matter of layout and not known."""

    def load(self, path: Path, progress: Progress) -> ParsedDocument:
        from docx import Document
        from docx.opc.exceptions import OpcError
        from lxml.etree import LxmlError

        _check_size(path)
        builder = DocumentBuilder()
        try:
            for kind, text, level in _blocks(Document(str(path))):
                builder.add(kind, text, level)
        # python-docx lets what a broken package makes it stumble over through as it is
        except (OpcError, LxmlError, KeyError, ValueError, AttributeError, IndexError, zipfile.BadZipFile) as error:
            raise DamagedFile(_DAMAGED) from error
        progress(1, 1)
        if not builder.length:
            raise NoText("The Word document holds no text: if it consists of pictures, export it with recognised text.")
        return builder.build()


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DamagedFile(_DAMAGED) from error
    if unpacked > _MOST_UNPACKED_BYTES:
        raise ExpandsTooMuch(
            f"The Word document unpacks to {unpacked / 1e6:,.0f} MB, "
            f"the limit is {_MOST_UNPACKED_BYTES / 1e6:,.0f} MB: remove pictures or split it."
        )


def _blocks(document: Any) -> Iterator[tuple[BlockKind, str, int]]:
    items: list[str] = []
    for element in document.iter_inner_content():
        if hasattr(element, "rows"):
            yield from _list_block(items)
            yield BlockKind.TABLE, _table_text(element), 0
            continue
        style = (element.style.name or "") if element.style is not None else ""
        text = element.text.strip()
        if text and _is_list_item(element, style):
            items.append(f"- {text}")
            continue
        yield from _list_block(items)
        level = _heading_level(style)
        yield (BlockKind.HEADING, " ".join(text.split()), level) if level else (BlockKind.PARAGRAPH, text, 0)
    yield from _list_block(items)


def _list_block(items: list[str]) -> Iterator[tuple[BlockKind, str, int]]:
    if items:
        yield BlockKind.LIST, "\n".join(items), 0
        items.clear()


def _heading_level(style: str) -> int:
    if style == "Title":
        return 1
    match = _HEADING_STYLE.match(style)
    return int(match.group(1)) if match else 0


def _is_list_item(paragraph: Any, style: str) -> bool:
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    return (numbered or style.startswith("List")) and not _heading_level(style)


def _table_text(table: Any) -> str:
    rows: list[str] = []
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            # a merged cell is given once per column that it spans
            if cell._tc is not previous:
                cells.append(" ".join(cell.text.split()))
            previous = cell._tc
        if any(cells):
            rows.append(" | ".join(cells))
    return "\n".join(rows)
