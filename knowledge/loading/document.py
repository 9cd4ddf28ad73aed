"""What a loader gives: the canonical text of a document and where its pages and blocks lie in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

Progress = Callable[[int, int], None]
"""Told (pages done, pages in all) while a document is read."""


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
    """The canonical text, which every offset in this room refers to, and its structure in text order."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageSpan, ...] = ()

    @property
    def headings(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind is BlockKind.HEADING)

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "blocks": [[block.kind.value, block.start, block.end, block.level] for block in self.blocks],
            "pages": [[page.number, page.start, page.end] for page in self.pages],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ParsedDocument":
        return cls(
            data["text"],
            tuple(Block(BlockKind(kind), start, end, level) for kind, start, end, level in data["blocks"]),
            tuple(PageSpan(number, start, end) for number, start, end in data["pages"]),
        )


class Loader(Protocol):
    """Reads one file type."""

    def load(self, path: Path, progress: Progress) -> ParsedDocument:
        """Return the document. Raises a subclass of errors.UnreadableDocument when there is no text to be had."""


@dataclass(slots=True)
class DocumentBuilder:
    """Collects blocks in order and keeps the offsets right, for formats whose text has to be put together."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _pages: list[PageSpan] = field(default_factory=list)
    _page_start: int = 0

    @property
    def length(self) -> int:
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Append a block, a blank line after the one before; text of white space only is dropped."""
        text = text.strip("\n").rstrip()
        if not text.strip():
            return
        if self._parts:
            self._write("\n\n")
        start = self._length
        self._write(text)
        self._blocks.append(Block(kind, start, self._length, level))

    def end_page(self, number: int) -> None:
        self._pages.append(PageSpan(number, self._page_start, self._length))
        self._page_start = self._length

    def build(self) -> ParsedDocument:
        return ParsedDocument("".join(self._parts), tuple(self._blocks), tuple(self._pages))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
