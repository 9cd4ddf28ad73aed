"""Text files: plain, Markdown and CSV. The canonical text is the decoded source itself."""

import re

from knowledge.errors import NoText
from knowledge.loading.document import Block, BlockKind, ParsedDocument, Progress, Source, check_length
from knowledge.loading.encodings import decode

_ATX_HEADING = re.compile(r"(#{1,6})\s+\S")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·]|\d{1,3}[.)、]|[(（]\d{1,3}[)）])\s*\S")
_TABLE_ROW = re.compile(r"\s*\|.*\|?\s*$")
_SETEXT = re.compile(r"\s{0,3}(=+|-+)\s*$")
# headings of Chinese regulations, manuals and books; the number must stand alone in a short line
_CHINESE_HEADING = re.compile(
    r"\s*(?:(第[一二三四五六七八九十百零〇\d]{1,5}[编篇章])|(第[一二三四五六七八九十百零〇\d]{1,5}节)|([一二三四五六七八九十]{1,3}、))"
)
_MOST_BYTES_PER_CHARACTER = 4  # in any encoding: what holds too many is refused before it is decoded
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


class PlainTextLoader:
    """Paragraphs by blank lines; headings as Chinese regulations number them."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        text = _read(source)
        progress(1, 1)
        return ParsedDocument(text, tuple(scan_blocks(text, markdown=False)))


class MarkdownLoader:
    """ATX and setext headings, fences, lists and tables of CommonMark and GitHub."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        text = _read(source)
        progress(1, 1)
        return ParsedDocument(text, tuple(scan_blocks(text, markdown=True)))


class TableTextLoader:
    """CSV and TSV: one table, its first line the header."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        text = _read(source).strip("\n")
        progress(1, 1)
        return ParsedDocument(text, (Block(BlockKind.TABLE, 0, len(text)),))


def scan_blocks(text: str, *, markdown: bool) -> list[Block]:
    """Return the blocks of a text in order, in one pass over its lines."""
    scanner = _Scanner(text, markdown=markdown)
    return scanner.run()


class _Scanner:
    def __init__(self, text: str, *, markdown: bool) -> None:
        self._text = text
        self._markdown = markdown
        self._blocks: list[Block] = []
        self._kind: BlockKind | None = None
        self._start = 0
        self._end = 0
        self._fence = ""

    def run(self) -> list[Block]:
        position = 0
        if self._markdown and (front := _FRONT_MATTER.match(self._text)):
            position = front.end()
        for line in self._text[position:].splitlines(keepends=True):
            self._line(line, position)
            position += len(line)
        self._flush()
        return self._blocks

    def _line(self, line: str, position: int) -> None:
        end = position + len(line.rstrip())
        if self._fence:
            self._end = max(end, self._end)
            if line.strip().startswith(self._fence):
                self._fence = ""
                self._flush()
            return
        if not line.strip():
            # a list may have blank lines between its items, everything else ends here
            if self._kind is not BlockKind.LIST:
                self._flush()
            return
        if self._markdown and (fence := _FENCE.match(line)):
            self._open(BlockKind.CODE, position, end)
            self._fence = fence.group(1)[:3]
            return
        level = self._heading_level(line)
        if level:
            self._flush()
            self._blocks.append(Block(BlockKind.HEADING, position, end, level))
            return
        if self._markdown and self._kind is BlockKind.PARAGRAPH and self._is_setext(line):
            self._kind = None
            self._blocks.append(Block(BlockKind.HEADING, self._start, self._end, 1 if "=" in line else 2))
            return
        kind = self._kind_of(line, position)
        if kind is self._kind:
            self._end = end
        else:
            self._open(kind, position, end)

    def _heading_level(self, line: str) -> int:
        if self._markdown:
            match = _ATX_HEADING.match(line)
            return len(match.group(1)) if match else 0
        match = _CHINESE_HEADING.match(line)
        if match and len(line.strip()) <= 40 and line.strip()[-1] not in "。；，,;.":
            return next(level for level in (1, 2, 3) if match.group(level))
        return 0

    def _is_setext(self, line: str) -> bool:
        return bool(_SETEXT.match(line)) and self._text.find("\n", self._start, self._end) < 0

    def _kind_of(self, line: str, position: int) -> BlockKind:
        if self._markdown and _TABLE_ROW.match(line):
            return BlockKind.TABLE
        if _LIST_ITEM.match(line):
            return BlockKind.LIST
        if self._kind is BlockKind.LIST and (line[0] in " \t" or not self._after_blank(position)):
            return BlockKind.LIST  # an item's second line
        return BlockKind.PARAGRAPH

    def _after_blank(self, position: int) -> bool:
        return "\n" in self._text[self._end : position].replace("\n", "", 1)

    def _open(self, kind: BlockKind, start: int, end: int) -> None:
        self._flush()
        self._kind, self._start, self._end = kind, start, end

    def _flush(self) -> None:
        if self._kind is not None:
            self._blocks.append(Block(self._kind, self._start, self._end))
            self._kind = None


def _read(source: Source) -> str:
    check_length(source.path.stat().st_size // _MOST_BYTES_PER_CHARACTER, source.characters)
    text = decode(source.path.read_bytes())
    check_length(len(text), source.characters)
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise NoText("The file holds only white space: there is nothing to search in it.")
    return text
