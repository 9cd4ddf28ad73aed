"""HTML: the main text with its headings; scripts, navigation and forms are left out."""

import re
from pathlib import Path
from typing import Any

from knowledge.errors import DamagedFile, NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress
from knowledge.loading.encodings import decode

_DROPPED = (
    "script style noscript template nav aside footer form svg iframe object button select textarea head canvas".split()
)
_BLOCKS = frozenset(
    "p div section article main header body html h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre table tr blockquote figure "
    "figcaption hr address details summary caption thead tbody tfoot".split()
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")
_ENOUGH = 0.3  # of the page's text: a <main> with less is not where the text is


class HtmlLoader:
    """Reads with lxml's forgiving HTML parser, which resolves no entities and fetches nothing."""

    def load(self, path: Path, progress: Progress) -> ParsedDocument:
        from lxml import etree

        content = path.read_bytes()
        declared = _CHARSET.search(content[:2048])
        encoding = next((group for group in declared.groups() if group), b"").decode() if declared else None
        parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(decode(content, encoding).encode(), parser)
        except etree.LxmlError as error:
            raise DamagedFile("The page is not readable as HTML: open it in a browser and save it again.") from error
        if root is None:
            raise NoText("The page holds no text.")
        title = " ".join((root.findtext(".//title") or "").split())
        etree.strip_elements(root, *_DROPPED, with_tail=False)
        builder = _Walker(title, _main_element(root)).run()
        progress(1, 1)
        if not builder.length:
            raise NoText("The page holds no text of its own: if a script makes it, save it from the browser as PDF.")
        return builder.build()


def _main_element(root: Any) -> Any:
    everything = len("".join(root.itertext()).strip())
    for path in (".//main", ".//article", ".//*[@role='main']"):
        found = root.findall(path)
        if len(found) == 1 and len("".join(found[0].itertext()).strip()) > _ENOUGH * everything:
            return found[0]
    return root


class _Walker:
    """Goes through the elements without recursion: pages nest deeper than Python's stack."""

    def __init__(self, title: str, root: Any) -> None:
        self._root = root
        self._builder = DocumentBuilder()
        self._text: list[str] = []
        self._items: list[str] = []
        self._table: list[list[str]] | None = None
        self._list_depth = 0
        heading = root.find(".//h1")
        first = "" if heading is None else " ".join("".join(heading.itertext()).split())
        # the page's title stands above its headings unless the first of them says the same
        self._shift = int(bool(title) and title != first)
        if self._shift:
            self._builder.add(BlockKind.HEADING, title, 1)

    def run(self) -> DocumentBuilder:
        from lxml import etree

        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._start(tag)
                self._text.append(element.text or "")
            else:
                self._end(tag)
                if element is not self._root:
                    self._text.append(element.tail or "")
        self._flush()
        self._end_list()
        return self._builder

    def _start(self, tag: str) -> None:
        if self._table is not None:
            if tag == "tr":
                self._table.append([])
            if tag in ("tr", "td", "th"):
                self._text.clear()
            elif tag == "br":
                self._text.append(" ")
            return
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._text.append("\n")
        elif tag in ("ul", "ol"):
            self._list_depth += 1
        elif tag in ("pre", "table") or _HEADING.fullmatch(tag):
            self._end_list()
            if tag == "table":
                self._table = []

    def _end(self, tag: str) -> None:
        if self._table is not None:
            self._end_in_table(tag)
        elif tag == "pre":
            self._builder.add(BlockKind.CODE, "".join(self._text))
            self._text.clear()
        elif heading := _HEADING.fullmatch(tag):
            self._builder.add(BlockKind.HEADING, self._line(), min(int(heading.group(1)) + self._shift, 7))
        elif tag in _BLOCKS:
            self._flush()
            if tag in ("ul", "ol"):
                self._list_depth = max(self._list_depth - 1, 0)
                if not self._list_depth:
                    self._end_list()

    def _end_in_table(self, tag: str) -> None:
        if tag in ("td", "th") and self._table:
            self._table[-1].append(self._line())
        elif tag == "table" and self._table is not None:
            rows = [" | ".join(row) for row in self._table if any(row)]
            self._builder.add(BlockKind.TABLE, "\n".join(rows))
            self._table = None
            self._text.clear()

    def _line(self) -> str:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        return text

    def _flush(self) -> None:
        """What was collected so far is an item inside a list and a paragraph outside."""
        text = self._line()
        if text and self._list_depth:
            self._items.append(f"- {text}")
        elif text:
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _end_list(self) -> None:
        if self._items:
            self._builder.add(BlockKind.LIST, "\n".join(self._items))
            self._items.clear()
