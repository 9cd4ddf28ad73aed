"""PDF through PDFium, one page in memory at a time; pages without a text layer by OCR; headings by font size."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_double
from functools import partial
from itertools import islice, pairwise
from typing import Any

from knowledge.errors import DamagedFile, ExpandsTooMuch, NoText
from knowledge.loading.document import DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.ocr import LONGEST_SIDE, Recogniser
from knowledge.loading.passwords import locked
from knowledge.loading.pdf_annotations import annotation_texts
from knowledge.loading.pdf_columns import in_columns
from knowledge.loading.pdf_fallback import FallbackReader
from knowledge.loading.pdf_page_tree import has_loop
from knowledge.loading.text_lines import TextLine, add_lines, heading_levels
from knowledge.loading.widths import width, without_letterspacing

_SYMBOL_BULLET = re.compile(r"\A[\ue000-\uf8ff]\s*(?=\S)")  # what the font Symbol draws as a bullet
_OCR_DPI = 200
_STAMP = 100  # characters: what a scanner or an archive prints over a scanned page
_SCANNED_SHARE = 0.5  # of the page that pictures cover
_MOST_PAGES = 20_000
_GIBBERISH = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST_GIBBERISH = 0.3
_UNMAPPED = 3
_SAMPLE = 300


class PdfLoader:
    """Reads the text layer; scanned pages, and pages whose text layer is gibberish, are recognised."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        pages: list[list[TextLine]] = []
        characters: Counter[float] = Counter()
        for page in self._pages(source, progress):
            for line in page:
                characters[line.size] += len(line.text)
            pages.append(page)
        levels = heading_levels(characters)
        builder = DocumentBuilder(source.characters)
        for number, page in enumerate(pages, start=1):
            add_lines(builder, page, levels)
            builder.end_page(number)
        if not builder.length:
            count = f"{len(pages)} pages hold" if len(pages) > 1 else "page holds"
            raise NoText(f"The PDF's {count} no text and OCR found none: upload a sharper scan.")
        return builder.build()

    def _pages(self, source: Source, progress: Progress) -> Iterator[list[TextLine]]:
        import pypdfium2
        from pypdfium2 import raw

        if has_loop(source.path):
            raise DamagedFile("The PDF's page tree runs in a circle: print it to a new PDF and upload that.")
        document = _opened(source)
        total = len(document)
        if not total:
            raise DamagedFile("The PDF has no pages: export it again from its source.")
        if total > _MOST_PAGES:
            raise ExpandsTooMuch(f"The PDF has {total:,} pages, the limit is {_MOST_PAGES:,}: split it.")
        if document.get_formtype():
            document.init_forms()
        recogniser = Recogniser()
        unreadable = 0
        for index in range(total):
            reader = _PageReader(raw, FallbackReader(source), recogniser, partial(progress, index, total))
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                unreadable += 1
                yield []
            else:
                try:
                    yield [*reader.lines(page, index), *reader.annotations(page)]
                finally:
                    page.close()
            progress(index + 1, total)
        if unreadable == total:
            raise DamagedFile("No page of the PDF can be read: export it again from its source.")


def _opened(source: Source) -> Any:
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(source.path, password=source.password)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise locked("The PDF", source.password) from error
        raise DamagedFile("The PDF is damaged and cannot be opened: export it again from its source.") from error


class _PageReader:
    def __init__(self, raw: Any, fallback: FallbackReader, recogniser: Recogniser, alive: Callable[[], None]) -> None:
        self._raw = raw
        self._fallback = fallback
        self._recogniser = recogniser
        self._alive = alive

    def lines(self, page: Any, index: int) -> list[TextLine]:
        text_page = page.get_textpage()
        try:
            lines = self._text_layer(text_page)
            if self._is_unmapped(page, lines) or self._is_vertical(text_page, lines):
                lines = max(lines, self._fallback.lines(index), key=_characters)
        finally:
            text_page.close()
        if not self._needs_ocr(page, lines):
            return lines
        recognised = [TextLine(line, 0.0) for line in self._recogniser.lines(self._rendered(page), self._alive)]
        readable = [line for line in lines if not _is_gibberish(line.text)]
        return recognised if _characters(recognised) > _characters(readable) else lines

    def annotations(self, page: Any) -> list[TextLine]:
        return [TextLine(text, 0.0) for text in annotation_texts(page, self._raw) if text]

    def _text_layer(self, text_page: Any) -> list[TextLine]:
        lines: list[TextLine] = []
        for start, text, cells in in_columns(text_page, self._raw):
            stripped = _SYMBOL_BULLET.sub("• ", without_letterspacing(" ".join(text.replace("\x00", "").split())))
            if stripped:
                size = self._raw.FPDFText_GetFontSize(text_page, start + len(text) - len(text.lstrip()))
                lines.append(TextLine(stripped, round(size, 1), cells))
        return lines

    def _is_unmapped(self, page: Any, lines: list[TextLine]) -> bool:
        """Far fewer characters than pieces of text that are drawn."""
        least = _UNMAPPED * _characters(lines)
        pieces = page.get_objects([self._raw.FPDF_PAGEOBJ_TEXT], max_depth=2)
        return sum(1 for _ in islice(pieces, least + 1)) > least

    def _is_vertical(self, text_page: Any, lines: list[TextLine]) -> bool:
        """The origins of most characters lie below one another."""
        text = "".join(line.text for line in lines)
        if width(text) < 1.5 * len(text):
            return False
        origins = []
        for index in range(min(text_page.count_chars(), _SAMPLE)):
            x, y = c_double(), c_double()
            self._raw.FPDFText_GetCharOrigin(text_page, index, x, y)
            origins.append((x.value, y.value))
        down = sum(abs(x - before_x) < abs(y - before_y) for (before_x, before_y), (x, y) in pairwise(origins))
        return down > 0.6 * len(origins)

    def _needs_ocr(self, page: Any, lines: list[TextLine]) -> bool:
        text = "".join(line.text for line in lines)
        if len(text) >= _STAMP:
            return _is_gibberish(text)
        if not text:
            return next(page.get_objects(max_depth=2), None) is not None
        pictures = page.get_objects([self._raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)
        width, height = page.get_size()
        covered = 0.0
        for picture in pictures:
            left, bottom, right, top = picture.get_bounds()
            covered += max(right - left, 0) * max(top - bottom, 0)
        return covered > _SCANNED_SHARE * width * height

    def _rendered(self, page: Any) -> Any:
        scale = min(_OCR_DPI / 72, LONGEST_SIDE / max(*page.get_size(), 1))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        try:
            return bitmap.to_pil()
        finally:
            bitmap.close()


def _characters(lines: Sequence[TextLine]) -> int:
    return sum(len(line.text) for line in lines)


def _is_gibberish(text: str) -> bool:
    return len(_GIBBERISH.findall(text)) > _MOST_GIBBERISH * len(text)
