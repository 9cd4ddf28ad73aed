"""OpenDocument text and presentations (odt, odp)."""

import re
from typing import Any

from knowledge.errors import EncryptedFile, NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.packages import Package, attribute, child, local

_WHAT = "The OpenDocument file"
_LEFT_OUT = frozenset("tracked-changes forms sequence-decls annotation note-citation bookmark".split())
_MOST_REPEATED = 1_000
_LETTER = re.compile(r"[^\W\d_]")


class OpenDocumentLoader:
    """Reads headings, paragraphs, lists, tables, text boxes and notes; a page per slide."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        builder = DocumentBuilder(source.characters)
        with Package(source, _WHAT) as package:
            package.refuse_declarations()
            manifest = package.xml("META-INF/manifest.xml")
            if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
                raise EncryptedFile(
                    "The OpenDocument file is encrypted in a way that is not read: save it without a password."
                )
            body = child(package.xml("content.xml"), "body")
            if body is None:
                raise package.damaged()
            margins = child(package.xml("styles.xml"), "master-styles")
            _add_margins(builder, margins, "header")
            for content in body:
                _Reader(builder).blocks(content)
            _add_margins(builder, margins, "footer")
        progress(1, 1)
        if not builder.length:
            raise NoText("The OpenDocument file holds no text: if it shows pictures, save it as PDF and upload that.")
        return builder.build()


def _add_margins(builder: DocumentBuilder, styles: Any | None, kind: str) -> None:
    """Headers or footers, each text once; page numbers alone say nothing."""
    texts = (_text(element) for margin in (() if styles is None else styles.iter(f"{{*}}{kind}")) for element in margin)
    for text in dict.fromkeys(texts):
        if _LETTER.search(text):
            builder.add(BlockKind.PARAGRAPH, text)


class _Reader:
    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._slides = 0

    def blocks(self, container: Any) -> None:
        for element in container:
            name = local(element)
            if name == "h":
                level = attribute(element, "outline-level") or "1"
                self._builder.heading(_text(element), int(level) if level.isdecimal() else 1)
            elif name == "p":
                self._builder.add(BlockKind.PARAGRAPH, _text(element))
                for box in element.iter("{*}text-box", "{*}note-body", "{*}annotation"):
                    self.blocks(box)
            elif name == "list":
                self._builder.add(BlockKind.LIST, "\n".join(_items(element, 0)))
            elif name == "table":
                self._builder.table(_cells(row) for row in element.iter("{*}table-row"))
            elif name == "page":
                self.blocks(element)
                self._slides += 1
                self._builder.end_page(self._slides)
            elif name not in _LEFT_OUT:
                self.blocks(element)


def _items(element: Any, depth: int) -> list[str]:
    lines: list[str] = []
    for item in element:
        for part in item:
            if local(part) == "list":
                lines += _items(part, depth + 1)
            elif text := _text(part):
                lines.append(f"{'  ' * depth}- {text}")
    return lines


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local(cell) in ("table-cell", "covered-table-cell"):
            text = " ".join(_text(paragraph) for paragraph in cell.iter("{*}p"))
            repeated = attribute(cell, "number-columns-repeated") or "1"
            cells += [text] * (min(int(repeated), _MOST_REPEATED) if text and repeated.isdecimal() else 1)
    return cells


def _text(element: Any) -> str:
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts).strip()


def _collect(element: Any, parts: list[str]) -> None:
    parts.append(" ".join((element.text or "").split("\n")))
    for piece in element:
        name = local(piece)
        if name == "s":
            count = attribute(piece, "c") or "1"
            parts.append(" " * min(int(count), 80) if count.isdecimal() else " ")
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name not in _LEFT_OUT and name not in ("text-box", "note-body"):
            _collect(piece, parts)
        parts.append(" ".join((piece.tail or "").split("\n")))
