"""HTML: the main text with its headings; scripts, navigation and forms are left out."""

import re
from typing import Any

from knowledge.errors import DamagedFile, NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source, check_length
from knowledge.loading.encodings import decode

_DROPPED = "script style template svg iframe object button select textarea head canvas math".split()
_FURNITURE = "nav aside footer noscript".split()
_BLOCKS = frozenset(
    "p div section article main header body html h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre table tr blockquote figure "
    "figcaption hr address details summary caption thead tbody tfoot form fieldset center td th".split()
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_WRAPPER = re.compile(r"</?(?:div|span|font|center|blockquote|b|i|u|a|li|ul|ol|section)\b[^>]*>", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_FURNITURE = 0.9  # of the text: a page that is nearly all navigation is a table of contents
_ENOUGH = 0.3  # of the page's text: a <main> with less is not where the text is


class HtmlLoader:
    """Reads with lxml's forgiving HTML parser, which resolves no entities and fetches nothing."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        content = source.path.read_bytes()
        declared = _CHARSET.search(content[:4096])
        encoding = next((group for group in declared.groups() if group), b"").decode() if declared else None
        text = decode(content, encoding)
        check_length(len(text) // 20, source.characters)
        builder = DocumentBuilder(source.characters)
        add_page(builder, text)
        progress(1, 1)
        if not builder.length:
            raise NoText("The page holds no text of its own: if a script makes it, save it from the browser as PDF.")
        return builder.build()


def add_page(builder: DocumentBuilder, html: str, *, level: int = 0, titled: bool = True) -> None:
    """Append the main text of a page, its headings `level` levels lower, its title (unless `titled` is false) above.

    Raises DamagedFile when the text is not readable as HTML.
    """
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode(errors="replace"), parser)
    except etree.LxmlError as error:
        raise DamagedFile("The page is not readable as HTML: open it in a browser and save it again.") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log) and _WRAPPER.search(html):
        add_page(builder, _WRAPPER.sub("\n", html), level=level, titled=titled)
        return
    if root is None:
        return
    title = " ".join((root.findtext(".//title") or "").split()) if titled else ""
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    furniture = sum(_text_length(element) for element in root.iter(*_FURNITURE))
    if furniture < _MOST_FURNITURE * _text_length(root):
        etree.strip_elements(root, *_FURNITURE, with_tail=False)
        for element in root.xpath("//*[@role='navigation' or @role='search' or @hidden]"):
            if element.getparent() is not None:
                element.clear(keep_tail=True)
    _Walker(builder, title, _main_element(root), level).run()


def _is_layout(table: Any) -> bool:
    """Older pages lay out their columns with tables: they hold other tables, headings, or one cell only."""
    cells = sum(1 for _ in zip(table.iter("td", "th"), range(2), strict=False))
    inner = any(element is not table for element in table.iter("table", "pre", *_HEADINGS))
    return inner or cells < 2


def _main_element(root: Any) -> Any:
    everything = _text_length(root)
    for path in (".//main", ".//article", ".//*[@role='main']"):
        found = root.findall(path)
        if len(found) == 1 and _text_length(found[0]) > _ENOUGH * everything:
            return found[0]
    return root


def _text_length(element: Any) -> int:
    return len("".join("".join(element.itertext()).split()))


class _Walker:
    """Goes through the elements without recursion: pages nest deeper than Python's stack."""

    def __init__(self, builder: DocumentBuilder, title: str, root: Any, level: int) -> None:
        self._root = root
        self._builder = builder
        self._text: list[str] = []
        self._items: list[str] = []
        self._table: list[list[str]] | None = None
        self._list_depth = 0
        heading = root.find(".//h1")
        first = "" if heading is None else " ".join("".join(heading.itertext()).split())
        # the page's title stands above its headings unless the first of them says the same
        self._shift = level + int(bool(title) and title != first)
        if self._shift > level:
            self._builder.heading(title, level + 1)

    def run(self) -> None:
        from lxml import etree

        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._start(tag, element)
                self._text.append(element.text or "")
            else:
                self._end(tag)
                if element is not self._root:
                    self._text.append(element.tail or "")
        self._flush()
        self._end_list()

    def _start(self, tag: str, element: Any) -> None:
        if self._table is not None:
            # a cell outside a row begins the first one, as in a browser
            if tag == "tr" or (tag in ("td", "th") and not self._table):
                self._table.append([])
            if tag in ("tr", "td", "th", "caption"):
                # what stands between cells comes before the table
                self._flush()
            elif tag == "br":
                self._text.append(" ")
            return
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._text.append("\n")
        elif tag in ("ul", "ol"):
            self._list_depth += 1
        elif tag == "pre" or _HEADING.fullmatch(tag):
            self._end_list()
        elif tag == "table" and not _is_layout(element):
            self._end_list()
            self._table = []

    def _end(self, tag: str) -> None:
        if self._table is not None:
            self._end_in_table(tag)
        elif tag == "pre":
            self._builder.add(BlockKind.CODE, "".join(self._text))
            self._text.clear()
        elif heading := _HEADING.fullmatch(tag):
            self._builder.heading(self._line(), int(heading.group(1)) + self._shift)
        elif tag in _BLOCKS:
            self._flush()
            if tag in ("ul", "ol"):
                self._list_depth = max(self._list_depth - 1, 0)
                if not self._list_depth:
                    self._end_list()

    def _end_in_table(self, tag: str) -> None:
        if tag in ("td", "th") and self._table:
            self._table[-1].append(self._line())
        elif tag == "caption":
            self._builder.add(BlockKind.PARAGRAPH, self._line())
        elif tag == "table" and self._table is not None:
            self._builder.table(self._table)
            self._table = None
            self._flush()

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
