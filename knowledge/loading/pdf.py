"""PDF through PDFium, one page in memory at a time; headings by their font size."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import DamagedFile, EncryptedFile, NoText
from knowledge.language import IDEOGRAPH
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress

_HEADING_RATIO = 1.15
_LONGEST_HEADING = 100
_HEADING_LEVELS = 4
_SHORT_LINE = 0.8  # of the page's usual line: a sentence that ends in one ends its paragraph
_LINE_BREAKS = re.compile(r"\r\n|\r|\n")
_ENDS_SENTENCE = re.compile(r"[。！？.!?:：;；…][\"'”’」』)）]*$")
_LIST_ITEM = re.compile(r"(?:[-•·▪●○◦‣*]\s|\d{1,3}[.)、]\s*\D|[(（]?[一二三四五六七八九十]{1,3}[)）、])")
_WIDE = re.compile(rf"[{IDEOGRAPH}\u3000-\u30ff\uff00-\uffef]")
_HYPHENS = ("\ufffe", "\u00ad")  # what PDFium gives for a hyphen at the end of a line; the soft hyphen


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float


class PdfLoader:
    """The text layer of a PDF. Scanned pages have none, and are left out."""

    def load(self, path: Path, progress: Progress) -> ParsedDocument:
        pages = list(self._pages(path, progress))
        if not any(line.text for page in pages for line in page):
            raise NoText(
                f"None of the PDF's {len(pages)} pages holds text: it is probably a scan; "
                "run text recognition (OCR) on it first."
            )
        levels = _heading_levels([line for page in pages for line in page])
        builder = DocumentBuilder()
        for number, page in enumerate(pages, start=1):
            for kind, text, level in _paragraphs(page, levels):
                builder.add(kind, text, level)
            builder.end_page(number)
        return builder.build()

    def _pages(self, path: Path, progress: Progress) -> Iterator[list[_Line]]:
        import pypdfium2
        from pypdfium2 import raw

        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
                raise EncryptedFile(
                    "The PDF is protected by a password: save it without one and upload it again."
                ) from error
            raise DamagedFile("The PDF is damaged and cannot be opened: export it again from its source.") from error
        total = len(document)
        if not total:
            raise DamagedFile("The PDF has no pages: export it again from its source.")
        unreadable = 0
        for index in range(total):
            try:
                lines = _lines_of(document, index, raw)
            except pypdfium2.PdfiumError:
                unreadable += 1
                lines = []
            progress(index + 1, total)
            yield lines
        if unreadable == total:
            raise DamagedFile("No page of the PDF can be read: export it again from its source.")


def _lines_of(document: Any, index: int, raw: Any) -> list[_Line]:
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            text = text_page.get_text_range()
            lines: list[_Line] = []
            position = 0
            for line in _LINE_BREAKS.split(text):
                stripped = " ".join(line.replace("\x00", "").split())
                if stripped:
                    offset = position + len(line) - len(line.lstrip())
                    lines.append(_Line(stripped, round(raw.FPDFText_GetFontSize(text_page, offset), 1)))
                position += len(line) + 2  # PDFium ends lines with \r\n
            return lines
        finally:
            text_page.close()
    finally:
        page.close()


def _heading_levels(lines: Sequence[_Line]) -> dict[float, int]:
    """Heading level by font size; the size that most characters have is the body's."""
    characters: Counter[float] = Counter()
    for line in lines:
        characters[line.size] += len(line.text)
    body = characters.most_common(1)[0][0]
    if body <= 0:
        return {}
    larger = sorted((size for size in characters if size >= body * _HEADING_RATIO), reverse=True)
    return {size: min(rank, _HEADING_LEVELS) for rank, size in enumerate(larger, start=1)}


def _paragraphs(lines: Sequence[_Line], levels: dict[float, int]) -> Iterator[tuple[BlockKind, str, int]]:
    usual = sorted(_width(line.text) for line in lines)[int(len(lines) * 0.75)] if lines else 0
    current: list[str] = []
    kind = BlockKind.PARAGRAPH
    for line in lines:
        level = levels.get(line.size, 0) if len(line.text) <= _LONGEST_HEADING else 0
        if level:
            yield kind, _joined(current), 0
            current = []
            yield BlockKind.HEADING, line.text, level
            continue
        if current and _starts_anew(current[-1], line.text, usual):
            yield kind, _joined(current), 0
            current = []
        if not current:
            kind = BlockKind.LIST if _LIST_ITEM.match(line.text) else BlockKind.PARAGRAPH
        current.append(line.text)
    yield kind, _joined(current), 0


def _starts_anew(before: str, line: str, usual: int) -> bool:
    if _LIST_ITEM.match(line):
        return True
    short = _width(before) < usual * _SHORT_LINE
    return short and (bool(_ENDS_SENTENCE.search(before)) or _width(before) < usual * 0.5)


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _joined(lines: Sequence[str]) -> str:
    """One line: words cut by a hyphen are mended, a space goes between Latin words and none between ideographs."""
    text = ""
    for line in lines:
        if text.endswith(_HYPHENS):
            text = text[:-1] + line
        elif text and not (_WIDE.match(text[-1]) or _WIDE.match(line[0])):
            text = f"{text} {line}"
        else:
            text += line
    return text.replace("\ufffe", "").replace("\u00ad", "")
