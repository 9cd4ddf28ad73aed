"""XML of any vocabulary: prose as paragraphs under its titles, records as `name: value` lines."""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.errors import DamagedFile, NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.encodings import decode
from knowledge.loading.html import add_page
from knowledge.loading.packages import children, local

_MALFORMED = "The XML file is not well-formed: correct it and upload it again."
_ATTACK = re.compile(r"amplification|entity (?:reference )?loop", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)")
_TITLES = frozenset("title head heading caption name subject".split())
_PROSE = frozenset("p para simpara paragraph line l seg abstract description text body quote note".split())
_MARKUP = re.compile(r"</(?:p|div|b|i|a|ul|ol|h\d|span|table|strong|em)>|<(?:br|p)\s*/?>", re.IGNORECASE)
_DEEPEST_HEADING = 6
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


class XmlLoader:
    """Reads without expanding external entities; a document that grows by its own entities is refused."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        content = source.path.read_bytes()
        declared = _ENCODING.search(content[:512])
        text = decode(content, declared.group(1).decode() if declared else None)
        root = _parsed(text)
        builder = DocumentBuilder(source.characters)
        if local(root).lower() == "html":
            add_page(builder, text)
        elif root.nsmap.get(root.prefix) == _SPREADSHEET:
            _add_workbook(builder, root)
        else:
            _add(builder, root, 1)
        progress(1, 1)
        if not builder.length:
            raise NoText("The XML file holds no text: there is nothing to search in it.")
        return builder.build()


def _parsed(text: str) -> Any:
    from lxml import etree

    content = _DECLARATION.sub("", text, count=1).lstrip().encode(errors="replace")
    try:
        return etree.fromstring(content, _parser(resolve_entities="internal"))
    except etree.XMLSyntaxError as error:
        if _ATTACK.search(str(error)):
            raise DamagedFile("The XML file grows by its own entities, as an attack does: it is not read.") from error
        # undeclared entities and unclosed elements are common and cost little
        root = etree.fromstring(content, _parser(resolve_entities=False, recover=True))
    except ValueError as error:
        raise DamagedFile(_MALFORMED) from error
    if root is None:
        raise DamagedFile(_MALFORMED)
    return root


def _parser(**options: Any) -> Any:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8", no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, **options
    )


def _add(builder: DocumentBuilder, element: Any, depth: int) -> None:
    """Append an element and what is in it."""
    name = local(element)
    if not len(element) and _MARKUP.search(element.text or ""):
        add_page(builder, element.text, level=depth, titled=False)  # as feeds carry their articles
        return
    if not len(element):
        builder.add(BlockKind.PARAGRAPH, _leaf(element))
        return
    if _is_prose(element):
        builder.add(BlockKind.PARAGRAPH, _inline(element))
        return
    inner = [child for child in element if local(child)]
    if all(not len(child) for child in inner) and not any(local(child) in _PROSE for child in inner):
        builder.add(BlockKind.LIST, "\n".join([*_attributes(element), *map(_leaf, inner)]))
        return
    builder.add(BlockKind.PARAGRAPH, "\n".join(_attributes(element)))
    for child in inner:
        if local(child).lower() in _TITLES and not len(child) and child is inner[0]:
            builder.heading(child.text or "", min(depth, _DEEPEST_HEADING))
        else:
            _add(builder, child, depth + (local(child) != name))


def _is_prose(element: Any) -> bool:
    """Text between the inner elements makes them part of a sentence."""
    if local(element).lower() in _PROSE and not any(local(child).lower() in _PROSE for child in element):
        return True
    pieces = [element.text, *(child.tail for child in element)]
    return any(piece and piece.strip() for piece in pieces)


def _inline(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _leaf(element: Any) -> str:
    text = " ".join((element.text or "").split())
    name = local(element)
    attributes = "; ".join(_attributes(element))
    labelled = f"{name}: {text}" if text and name.lower() not in _PROSE | _TITLES else text
    return "; ".join(filter(None, (labelled, attributes)))


def _attributes(element: Any) -> Iterator[str]:
    for key, value in element.attrib.items():
        if value.strip() and not key.startswith("{http://www.w3.org/"):
            yield f"{key.rpartition('}')[2]}: {value.strip()}"


def _add_workbook(builder: DocumentBuilder, root: Any) -> None:
    """The XML that Excel 2003 saved and many programs still name .xls."""
    for number, sheet in enumerate(children(root, "Worksheet"), start=1):
        builder.heading(next((value for key, value in sheet.attrib.items() if key.endswith("}Name")), ""), 1)
        for table in children(sheet, "Table"):
            builder.table([_inline(cell) for cell in children(row, "Cell")] for row in children(table, "Row"))
        builder.end_page(number)
