"""What a loader is given and what it gives: the canonical text of a document, and where its pages and blocks lie."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from knowledge.errors import ExpandsTooMuch

Progress = Callable[[int, int], None]
"""Told (pages done, pages in all) while a document is read."""

MOST_CHARACTERS = 20_000_000
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A structural unit; `level` is 1 for the highest heading and 0 for everything that is not a heading."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class PageSpan:
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The canonical text, which every offset in this room refers to, and its structure in text order.

    `skipped` holds one sentence for each part that could not be read (a member of an archive, an attachment).
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageSpan, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind is BlockKind.HEADING)

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "blocks": [[block.kind.value, block.start, block.end, block.level] for block in self.blocks],
            "pages": [[page.number, page.start, page.end] for page in self.pages],
            "skipped": list(self.skipped),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ParsedDocument":
        return cls(
            data["text"],
            tuple(Block(BlockKind(kind), start, end, level) for kind, start, end, level in data["blocks"]),
            tuple(PageSpan(number, start, end) for number, start, end in data["pages"]),
            tuple(data.get("skipped", ())),
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its password if one was given, the most characters of text it may hold, and how many files
    it is inside of."""

    path: Path
    password: str | None = None
    characters: int = MOST_CHARACTERS
    depth: int = 0


class Loader(Protocol):
    """Reads one file type."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        """Return the document. Raises a subclass of errors.UnreadableDocument when there is no text to be had."""


@dataclass(slots=True)
class DocumentBuilder:
    """Collects blocks in order and keeps the offsets right, for formats whose text has to be put together.

    Raises ExpandsTooMuch as soon as there are more than `characters`.
    """

    characters: int = MOST_CHARACTERS
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _pages: list[PageSpan] = field(default_factory=list)
    _skipped: list[str] = field(default_factory=list)
    _page_start: int = 0

    @property
    def length(self) -> int:
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Append a block, a blank line after the one before; text of white space only is dropped."""
        text = _UNPRINTABLE.sub("", text).strip("\n").rstrip()
        if not text.strip():
            return
        start = self._open()
        self._write(text)
        self._blocks.append(Block(kind, start, self._length, level))

    def heading(self, text: str, level: int) -> None:
        """Append a heading, on one line."""
        self.add(BlockKind.HEADING, " ".join(text.split()), max(level, 1))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Append rows of cells as one block, a line per row; the first row that holds anything is the header."""
        lines = (" | ".join(" ".join(cell.split()) for cell in row) for row in rows)
        self.add(BlockKind.TABLE, "\n".join(line for line in lines if line.strip(" |")))

    def append(self, document: ParsedDocument, level: int) -> None:
        """Append a whole document, its headings `level` levels lower."""
        if not document.text.strip():
            return
        start = self._open()
        self._write(document.text)
        self._blocks.extend(
            Block(block.kind, start + block.start, start + block.end, block.level and block.level + level)
            for block in document.blocks
        )
        self._skipped.extend(document.skipped)

    def skip(self, sentence: str) -> None:
        """Note a part that is left out and why."""
        self._skipped.append(sentence)

    def end_page(self, number: int) -> None:
        self._pages.append(PageSpan(number, self._page_start, self._length))
        self._page_start = self._length

    def build(self) -> ParsedDocument:
        return ParsedDocument("".join(self._parts), tuple(self._blocks), tuple(self._pages), tuple(self._skipped))

    def _open(self) -> int:
        if self._parts:
            self._write("\n\n")
        return self._length

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        check_length(self._length, self.characters)


def check_length(length: int, limit: int) -> None:
    """Raise ExpandsTooMuch for a text that is longer than allowed."""
    if length > limit:
        raise ExpandsTooMuch(f"The file holds more than {limit:,} characters of text: split it.")
