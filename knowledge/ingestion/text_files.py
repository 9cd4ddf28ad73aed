"""The text of one document in two files, as an export carries it: the text itself in UTF-8, and its structure with a
JSON line for each block, each page and each part that could not be read, in this order."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.loading.document import Block, BlockKind, PageSpan, ParsedDocument

_MOST_NUMBER = 1 << 31
_MOST_PARTS = 1_000_000  # of pages, and of parts left out

Part = Block | PageSpan | str


class BrokenTextFile(ValueError):
    """The files are not what an export writes."""


def structure_lines(parsed: ParsedDocument) -> Iterator[bytes]:
    """Return the structure of a document line by line."""
    for block in parsed.blocks:
        yield _line(block=[block.kind.value, block.start, block.end, block.level])
    for page in parsed.pages:
        yield _line(page=[page.number, page.start, page.end])
    for sentence in parsed.skipped:
        yield _line(skipped=sentence)


def parts_of(lines: Iterable[bytes], length: int) -> Iterator[Part]:
    """Return the parts of a structure one by one, checked: they are as many as a text of `length` characters can have,
    lie in it, and blocks and pages are in order. Raises BrokenTextFile."""
    counts = Counter[type[Part]]()
    ends = Counter[type[Part]]()
    for line in lines:
        part = _part(line)
        kind = type(part)
        counts[kind] += 1
        if counts[kind] > (length + 1 if kind is Block else _MOST_PARTS):
            raise BrokenTextFile("it has more parts than a text of this length")
        if not isinstance(part, str):
            if not ends[kind] <= part.start <= part.end <= length:
                raise BrokenTextFile(f"{line[:80]!r} does not lie in the text after the one before")
            ends[kind] = part.end
        yield part


def read_document(text: Path, structure: Path) -> ParsedDocument:
    """Return the document of two files. Raises BrokenTextFile."""
    try:
        written = text.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise BrokenTextFile(text.name) from error
    blocks: list[Block] = []
    pages: list[PageSpan] = []
    skipped: list[str] = []
    with structure.open("rb") as lines:
        for part in parts_of(lines, len(written)):
            match part:
                case Block():
                    blocks.append(part)
                case PageSpan():
                    pages.append(part)
                case _:
                    skipped.append(part)
    return ParsedDocument(written, tuple(blocks), tuple(pages), tuple(skipped))


def _line(**part: object) -> bytes:
    return json.dumps(part, separators=(",", ":")).encode() + b"\n"


def _part(line: bytes) -> Part:
    try:
        match json.loads(line):
            case {"block": [str(kind), start, end, level]} if _whole(start, end, level):
                return Block(BlockKind(kind), start, end, level)
            case {"page": [number, start, end]} if _whole(number, start, end):
                return PageSpan(number, start, end)
            case {"skipped": str(sentence)}:
                sentence.encode()  # a lone surrogate cannot be stored
                return sentence
    except (ValueError, RecursionError) as error:
        raise BrokenTextFile(f"{line[:80]!r} cannot be understood") from error
    raise BrokenTextFile(f"{line[:80]!r} is no block, page or part left out")


def _whole(*numbers: object) -> bool:
    return all(type(number) is int and 0 <= number < _MOST_NUMBER for number in numbers)
