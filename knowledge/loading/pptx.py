"""PowerPoint presentations: a page per slide with its title, text, tables, charts, diagrams and notes."""

from collections.abc import Iterator
from typing import Any

from knowledge.errors import NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.packages import Package, attribute, child, children, local

_WHAT = "The presentation"
_TITLES = ("title", "ctrTitle")
# what a slide repeats from its master
_REPEATED = ("sldNum", "dt", "ftr", "hdr", "sldImg")
_MOST_SLIDES = 5_000


class PptxLoader:
    """Reads the slides in the order of the show; hidden ones too."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        with Package(source, _WHAT) as package:
            package.refuse_declarations()
            slides = _slides(package)[:_MOST_SLIDES]
            builder = DocumentBuilder(source.characters)
            for number, part in enumerate(slides, start=1):
                _Slide(package, builder, part).add()
                builder.end_page(number)
                progress(number, len(slides))
        if not builder.length:
            raise NoText("The presentation holds no text: if its slides are pictures, save it as PDF and upload that.")
        return builder.build()


def _slides(package: Package) -> list[str]:
    main = package.main_part()
    root = package.xml(main)
    if root is None:
        raise package.damaged()
    parts = package.relationships(main)
    listed = child(root, "sldIdLst")
    # the attribute r:id, beside the slide's own id
    ids = [
        value
        for slide in (() if listed is None else listed)
        for key, value in slide.attrib.items()
        if key.endswith("}id")
    ]
    return [parts[slide][1] for slide in ids if slide in parts]


class _Slide:
    def __init__(self, package: Package, builder: DocumentBuilder, part: str) -> None:
        self._package = package
        self._builder = builder
        self._part = part
        self._relations = package.relationships(part)

    def add(self) -> None:
        root = self._package.xml(self._part)
        tree = child(root, "cSld", "spTree")
        if tree is None:
            return
        shapes = list(_shapes(tree))
        # a title may be drawn last and still stands above the rest
        for shape in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
            self._shape(shape)
        for kind, target in self._relations.values():
            if kind == "notesSlide":
                self._notes(target)
            elif kind == "comments":
                self._comments(target)

    def _shape(self, shape: Any) -> None:
        placeholder = _placeholder(shape)
        if placeholder in _REPEATED:
            return
        if local(shape) == "graphicFrame":
            self._graphic(shape)
            return
        paragraphs = list(_paragraphs(child(shape, "txBody")))
        if placeholder in _TITLES:
            self._builder.heading(" ".join(text for _, text in paragraphs), 1)
        elif placeholder in ("body", "obj") and len(paragraphs) > 1:
            self._builder.add(BlockKind.LIST, "\n".join(f"{'  ' * level}- {text}" for level, text in paragraphs))
        else:
            self._builder.add(BlockKind.PARAGRAPH, "\n".join(text for _, text in paragraphs))
        if local(shape) == "pic":
            description = child(shape, "nvPicPr", "cNvPr")
            self._builder.add(BlockKind.PARAGRAPH, "" if description is None else description.get("descr", ""))

    def _graphic(self, frame: Any) -> None:
        data = child(frame, "graphic", "graphicData")
        for item in () if data is None else data:
            if local(item) == "tbl":
                self._builder.table(
                    [" ".join(text for _, text in _paragraphs(child(cell, "txBody"))) for cell in children(row, "tc")]
                    for row in children(item, "tr")
                )
            elif local(item) == "chart":
                self._chart(self._related(item, "id"))
            elif local(item) == "relIds":
                self._diagram(self._related(item, "dm"))

    def _related(self, element: Any, name: str) -> Any | None:
        _, target = self._relations.get(attribute(element, name) or "", ("", ""))
        return self._package.xml(target) if target else None

    def _chart(self, chart: Any | None) -> None:
        """The title, and the values as the table that they were drawn from."""
        if chart is None:
            return
        title = next(chart.iter("{*}title"), None)
        if title is not None:
            self._builder.add(BlockKind.PARAGRAPH, "".join(text.text or "" for text in title.iter("{*}t")))
        series = list(chart.iter("{*}ser"))
        categories = _cached(child(series[0], "cat") if series else None)
        columns = [_cached(child(one, "val")) for one in series]
        header = [" ".join(_cached(child(one, "tx"))) for one in series]
        length = max(map(len, [categories, *columns]), default=0)
        rows = [[_at(column, row) for column in (categories, *columns)] for row in range(length)]
        self._builder.table([["", *header], *rows])

    def _diagram(self, data: Any | None) -> None:
        points = () if data is None else data.iter("{*}pt")
        texts = [text for point in points for _, text in _paragraphs(child(point, "t"))]
        self._builder.add(BlockKind.LIST, "\n".join(f"- {text}" for text in texts))

    def _comments(self, part: str) -> None:
        root = self._package.xml(part)
        for text in () if root is None else root.iter("{*}text", "{*}t"):
            self._builder.add(BlockKind.PARAGRAPH, text.text or "")

    def _notes(self, part: str) -> None:
        tree = child(self._package.xml(part), "cSld", "spTree")
        for shape in () if tree is None else _shapes(tree):
            if _placeholder(shape) not in _REPEATED:
                texts = [text for _, text in _paragraphs(child(shape, "txBody"))]
                self._builder.add(BlockKind.PARAGRAPH, "\n".join(texts))


def _shapes(tree: Any) -> Iterator[Any]:
    for element in tree:
        name = local(element)
        if name in ("sp", "pic", "graphicFrame", "cxnSp"):
            yield element
        elif name == "grpSp":
            yield from _shapes(element)
        elif name == "AlternateContent":
            choice = child(element, "Choice")
            fallback = child(element, "Fallback")
            shown = choice if choice is not None and len(choice) else fallback
            yield from _shapes(shown) if shown is not None else ()


def _placeholder(shape: Any) -> str:
    """What the shape holds the place of: title, body, sldNum, ...; empty for a free shape."""
    for properties in shape:
        found = child(properties, "nvPr", "ph")
        if found is not None:
            return str(found.get("type", "obj"))
    return ""


def _paragraphs(body: Any | None) -> Iterator[tuple[int, str]]:
    for paragraph in () if body is None else children(body, "p"):
        properties = child(paragraph, "pPr")
        level = "0" if properties is None else properties.get("lvl", "0")
        parts: list[str] = []
        for run in paragraph:
            if local(run) == "br":
                parts.append("\n")
            elif local(run) in ("r", "fld", "m", "AlternateContent"):
                parts += [text.text or "" for text in run.iter("{*}t")]
        text = "".join(parts).strip()
        if text:
            yield (int(level) if level.isdecimal() else 0), text


def _cached(data: Any | None) -> list[str]:
    points = () if data is None else data.iter("{*}pt")
    return [" ".join((value.text or "").split()) for point in points for value in children(point, "v")]


def _at(column: list[str], row: int) -> str:
    return column[row] if row < len(column) else ""
