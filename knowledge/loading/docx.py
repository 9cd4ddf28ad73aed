"""Word documents, transitional and strict: body, text boxes, notes, comments, headers and footers."""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.errors import NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.docx_styles import Numbering, Styles
from knowledge.loading.encodings import decode
from knowledge.loading.html import add_page
from knowledge.loading.packages import Package, attribute, child, children, local

_WHAT = "The Word document"
_LONGEST_HEADING = 200
_SEEN_THROUGH = frozenset("sdt sdtContent customXml smartTag ins moveTo body".split())
_LEFT_OUT = frozenset("del moveFrom instrText delText rt pPr rPr tblPr sdtPr fldData delInstrText".split())
_LETTER = re.compile(r"[^\W\d_]")
_PROGRESS_EVERY = 500


class DocxLoader:
    """Reads what Word shows, in its order; deleted text is left out. Pages are a matter of layout and not known."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        with Package(source, _WHAT) as package:
            package.refuse_declarations()
            builder = DocumentBuilder(source.characters)
            _Reader(package, builder, progress).run()
            if not builder.length:
                raise NoText(
                    "The Word document holds no text: if it consists of pictures, save it as PDF and upload that."
                )
        progress(1, 1)
        return builder.build()


class _Reader:
    def __init__(self, package: Package, builder: DocumentBuilder, progress: Progress) -> None:
        self._package = package
        self._builder = builder
        self._progress = progress
        main = package.main_part()
        root = package.xml(main)
        body = child(root, "body")
        if body is None:
            raise package.damaged()
        self._body = body
        self._parts: dict[str, list[str]] = {}
        relations = package.relationships(main)
        for kind, target in relations.values():
            self._parts.setdefault(kind, []).append(target)
        self._chunks = {name: target for name, (kind, target) in relations.items() if kind == "aFChunk"}
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._notes = {
            kind: {attribute(note, "id") or "": note for note in children(root, kind)}
            for kind in ("footnote", "endnote")
            if (root := self._part(f"{kind}s")) is not None
        }
        self._items: list[str] = []
        self._pending: list[Any] = []

    def run(self) -> None:
        self._margin("header")
        self._blocks(self._body)
        self._end_list()
        self._drawings()
        comments = self._part("comments")
        for comment in () if comments is None else children(comments, "comment"):
            author = attribute(comment, "author")
            text = _text(comment, [])
            self._builder.add(BlockKind.PARAGRAPH, f"{author}: {text}" if author and text else text)
        self._margin("footer")

    def _part(self, kind: str) -> Any | None:
        targets = self._parts.get(kind)
        return self._package.xml(targets[0]) if targets else None

    def _margin(self, kind: str) -> None:
        """Headers or footers, each text once; page numbers alone say nothing."""
        seen: set[str] = set()
        for target in self._parts.get(kind, ()):
            root = self._package.xml(target)
            for paragraph in () if root is None else root.iter("{*}p"):
                text = " ".join(_text(paragraph, []).split())
                if _LETTER.search(text) and text not in seen:
                    seen.add(text)
                    self._builder.add(BlockKind.PARAGRAPH, text)

    def _drawings(self) -> None:
        """Diagrams, and the words of charts."""
        for target in (*self._parts.get("diagramData", ()), *self._parts.get("chart", ())):
            root = self._package.xml(target)
            paragraphs = () if root is None else root.iter("{*}p")
            texts = ["".join(text.text or "" for text in paragraph.iter("{*}t")) for paragraph in paragraphs]
            self._builder.add(BlockKind.LIST, "\n".join(f"- {text}" for text in texts if text.strip()))

    def _chunk(self, element: Any) -> None:
        """A page that a program put into the document as it was, for Word to convert."""
        name = self._chunks.get(attribute(element, "id") or "", "")
        content = self._package.read(name)
        if content and name.lower().endswith((".htm", ".html", ".xhtml")):
            self._end_list()
            add_page(self._builder, decode(content))

    def _blocks(self, container: Any) -> None:
        for count, element in enumerate(_flat(container, "p", "tbl", "altChunk")):
            if count % _PROGRESS_EVERY == _PROGRESS_EVERY - 1:
                self._progress(0, 1)
            if local(element) == "p":
                self._paragraph(element)
            elif local(element) == "altChunk":
                self._chunk(element)
            else:
                self._end_list()
                self._table(element)
            self._flush_pending()

    def _paragraph(self, paragraph: Any) -> None:
        text = _text(paragraph, self._pending).strip()
        properties = child(paragraph, "pPr")
        style = self._styles.of(properties)
        number = self._numbering.next_number(properties, style) if text else None
        if style.heading and len(text) <= _LONGEST_HEADING:
            self._end_list()
            self._builder.heading(" ".join(filter(None, (number, text))), style.heading)
        elif text and (number is not None or style.is_list):
            self._items.append(f"{number or '-'} {text}")
        else:
            self._end_list()
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _end_list(self) -> None:
        if self._items:
            self._builder.add(BlockKind.LIST, "\n".join(self._items))
            self._items.clear()

    def _flush_pending(self) -> None:
        """Text boxes and notes stand behind the block that they hang on."""
        pending, self._pending = self._pending, []
        if pending:
            self._end_list()
        for element in pending:
            if local(element) == "txbxContent":
                self._blocks(element)
            else:
                kind = local(element).removesuffix("Reference")
                note = self._notes.get(kind, {}).pop(attribute(element, "id") or "", None)
                if note is not None:
                    self._builder.add(BlockKind.PARAGRAPH, _text(note, []).strip())

    def _table(self, table: Any) -> None:
        rows = [list(_flat(row, "tc")) for row in _flat(table, "tr")]
        if len(rows) == 1 and len(rows[0]) == 1:
            self._blocks(rows[0][0])  # a frame around text
            self._end_list()
            return
        self._builder.table([[_text(cell, self._pending) for cell in row] for row in rows])


def _flat(container: Any, *names: str) -> Iterator[Any]:
    """Paragraphs and tables (or what is asked for), through the wrappers of content controls and tracked changes."""
    for element in container:
        name = local(element)
        if name in (names or ("p", "tbl")):
            yield element
        elif name in _SEEN_THROUGH:
            yield from _flat(element, *names)
        elif name == "AlternateContent":
            yield from _flat(_alternative(element), *names)


def _alternative(element: Any) -> Any:
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    if choice is None or (fallback is not None and not "".join(choice.itertext()).strip()):
        return fallback if fallback is not None else ()
    return choice


def _text(element: Any, aside: list[Any]) -> str:
    """The text of an element; text boxes and references to notes in it are put into `aside`."""
    parts: list[str] = []
    _collect(element, parts, aside)
    return "".join(parts)


def _collect(element: Any, parts: list[str], aside: list[Any]) -> None:
    for piece in element:
        name = local(piece)
        if name in _LEFT_OUT:
            continue
        if name == "t":
            parts.append(piece.text or "")
        elif name in ("txbxContent", "footnoteReference", "endnoteReference"):
            aside.append(piece)
        elif name == "AlternateContent":
            _collect(_alternative(piece), parts, aside)
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name in ("tab", "ptab"):
            parts.append("\t")
        elif name == "noBreakHyphen":
            parts.append("-")
        else:
            _collect(piece, parts, aside)
            if name in ("p", "tc"):
                parts.append("\n")
