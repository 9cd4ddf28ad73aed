"""From a parsed document to chunks: passages that are read and cited, and the windows in them that are embedded.

A chunk holds what belongs together: it never crosses a heading, keeps lists, tables and code whole where they
fit, and otherwise ends between sentences. Its windows are shorter (one vector each), because one vector for a
long passage blurs: on encyclopaedia text, windows of 80-160 Chinese or 500 English characters found several
points more than whole passages did. Sizes are in the embedder's own tokens.

The time grows with the text and no faster, whatever it is made of: see knowledge.text.cutting.
"""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from knowledge.errors import InvalidSizes
from knowledge.loading.document import Block, BlockKind, ParsedDocument
from knowledge.text.cutting import CountTokens, Cutter
from knowledge.text.sentences import Span, each_sentence

HEADING_SEPARATOR = " > "
CHUNK_LIMITS = (16, 4096)
_SPECIAL_TOKENS = 2
_LONG_SECTION = 6  # chunks
_SHORTEST_STRETCH, _LONGEST_STRETCH = 1.5, 6
_LONGEST_PREFIX = 0.25  # of what the embedder accepts; a longer heading path loses its upper levels
_LONGEST_HEADING = 1000  # characters; a longer one is text that is marked as a heading


@dataclass(frozen=True, slots=True)
class SplitSizes:
    """Tokens that chunks and windows aim at; both are capped by what the embedder accepts. Raises InvalidSizes."""

    chunk: int = 320
    window: int = 128

    def __post_init__(self) -> None:
        low, high = CHUNK_LIMITS
        if not (low <= self.chunk <= high and low <= self.window <= self.chunk):
            raise InvalidSizes(self.chunk, self.window, low, high)


@dataclass(frozen=True, slots=True)
class Chunk:
    """`start`, `end`, `sentences` and `windows` are character offsets in the document's canonical text."""

    start: int
    end: int
    page: int | None
    heading: str | None
    prefix: str
    """Heading path (and table header), embedded in front of each window."""
    sentences: tuple[Span, ...]
    windows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not divided if it can be helped; `breaks` marks the start of a block."""

    start: int
    end: int
    tokens: int
    breaks: bool


def split(document: ParsedDocument, count_tokens: CountTokens, max_tokens: int, sizes: SplitSizes) -> list[Chunk]:
    """Return the chunks of a document in order; `document.text[chunk.start:chunk.end]` is a chunk's text.

    `max_tokens` is what the embedder accepts, special tokens included; every window with its prefix fits.
    """
    return list(chunks_of(document, count_tokens, max_tokens, sizes))


def chunks_of(
    document: ParsedDocument,
    count_tokens: CountTokens,
    max_tokens: int,
    sizes: SplitSizes,
    check: Callable[[], None] = lambda: None,
) -> Iterator[Chunk]:
    """Yield what `split` returns, one chunk at a time. `check` is called for every sentence or piece of one, and stops
    the work by raising."""
    return _Splitter(document, count_tokens, max_tokens, sizes, check).run()


def embedded_text(document_text: str, chunk: Chunk, window: Span) -> str:
    """Return what the embedder gets for one window: the heading path, then the text."""
    text = document_text[window[0] : window[1]]
    return f"{chunk.prefix}\n{text}" if chunk.prefix else text


class _Splitter:
    def __init__(
        self,
        document: ParsedDocument,
        count_tokens: CountTokens,
        max_tokens: int,
        sizes: SplitSizes,
        check: Callable[[], None],
    ) -> None:
        self._document = document
        self._text = document.text
        self._cutter = Cutter(document.text, count_tokens)
        self._max = max_tokens - _SPECIAL_TOKENS
        self._sizes = sizes
        self._check = check
        self._page_starts = [page.start for page in document.pages]

    def run(self) -> Iterator[Chunk]:
        path: list[tuple[int, str]] = []
        section: list[Block] = []
        pending: Block | None = None  # a heading without text of its own so far
        for block in self._document.blocks:
            if block.kind is BlockKind.HEADING and block.end - block.start > _LONGEST_HEADING:
                block = replace(block, kind=BlockKind.PARAGRAPH)
            if block.kind is not BlockKind.HEADING:
                section.append(block)
                pending = None
                continue
            yield from self._section(section, path)
            section = []
            if pending is not None and block.level <= pending.level:
                yield from self._section([pending], path[:-1])
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, _title(self._text[block.start : block.end])))
            pending = block
        yield from self._section(section, path)
        if pending is not None:
            yield from self._section([pending], path[:-1])

    def _section(self, blocks: list[Block], path: list[tuple[int, str]]) -> Iterator[Chunk]:
        heading = HEADING_SEPARATOR.join(title for _, title in path) or None
        prefix = self._fit_prefix([title for _, title in path])
        prose: list[Block] = []
        for block in blocks:
            if block.kind is BlockKind.TABLE and not self._cutter.fits((block.start, block.end), self._sizes.chunk):
                yield from self._chunks(prose, heading, prefix)
                prose = []
                yield from self._long_table(block, heading, path)
            else:
                prose.append(block)
        yield from self._chunks(prose, heading, prefix)

    def _long_table(self, block: Block, heading: str | None, path: list[tuple[int, str]]) -> Iterator[Chunk]:
        """A table in several chunks: each window is embedded with the header row, or its cells mean nothing."""
        line_end = self._text.find("\n", block.start, block.end)
        header = self._text[block.start : line_end if line_end >= 0 else block.end].strip()
        yield from self._chunks([block], heading, self._fit_prefix([title for _, title in path] + [header]))

    def _fit_prefix(self, titles: list[str]) -> str:
        longest = int(self._max * _LONGEST_PREFIX)
        while titles and self._cutter.text_tokens(HEADING_SEPARATOR.join(titles), longest) is None:
            titles = titles[1:]
        return HEADING_SEPARATOR.join(titles)

    def _chunks(self, blocks: list[Block], heading: str | None, prefix: str) -> Iterator[Chunk]:
        room = self._max - (self._cutter.text_tokens(prefix, self._max) or 0)
        window_size = min(self._sizes.window, room)
        chunk_size = max(self._sizes.chunk, window_size)
        units = [unit for block in blocks for unit in self._units(block, window_size, chunk_size)]
        groups = (
            group for stretch in _stretches(units, self._text, chunk_size) for group in _pack(stretch, chunk_size)
        )
        starts, ends = [block.start for block in blocks], [block.end for block in blocks]
        for group in groups:
            start, end = group[0].start, group[-1].end
            sentences = tuple(self._sentences(blocks[bisect_right(ends, start) : bisect_left(starts, end)], start, end))
            pieces = [piece for unit in group for piece in self._window_units(unit, window_size)]
            windows = tuple(part for run in _pack(pieces, window_size) for part in self._window(run, room))
            yield Chunk(start, end, self._page(start), heading, prefix, sentences, windows)

    def _window(self, run: list[_Unit], room: int) -> list[Span]:
        span = (run[0].start, run[-1].end)
        # the whole has about as many tokens as its parts: to count them costs as much as all else
        return [span] if 2 * sum(unit.tokens for unit in run) <= room else list(self._cutter.pieces(span, room))

    def _units(self, block: Block, window_size: int, chunk_size: int) -> Iterator[_Unit]:
        """Sentences of prose, items of lists; tables and code whole where a chunk holds them, else line by line."""
        whole = (block.start, block.end)
        if block.kind in (BlockKind.TABLE, BlockKind.CODE) and self._cutter.fits(whole, chunk_size):
            yield self._unit(whole, breaks=True)
            return
        text = self._text[block.start : block.end]
        spans = each_sentence(text) if block.kind is BlockKind.PARAGRAPH else _lines(text)
        first = True
        for start, end in spans:
            for piece in self._cutter.pieces((block.start + start, block.start + end), window_size):
                yield self._unit(piece, breaks=first)
                first = False

    def _unit(self, span: Span, *, breaks: bool) -> _Unit:
        self._check()
        return _Unit(*span, self._cutter.tokens(span), breaks)

    def _window_units(self, unit: _Unit, window_size: int) -> Iterator[_Unit]:
        if unit.tokens <= window_size:
            yield unit
            return
        for line_start, line_end in _lines(self._text[unit.start : unit.end]):
            for piece in self._cutter.pieces((unit.start + line_start, unit.start + line_end), window_size):
                yield self._unit(piece, breaks=False)

    def _sentences(self, blocks: list[Block], start: int, end: int) -> Iterator[Span]:
        for block in blocks:
            first, last = max(block.start, start), min(block.end, end)
            text = self._text[first:last]
            spans = each_sentence(text) if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) else _items(text)
            yield from ((first + begin, first + stop) for begin, stop in spans)

    def _page(self, position: int) -> int | None:
        if not self._page_starts:
            return None
        return self._document.pages[max(bisect_right(self._page_starts, position) - 1, 0)].number


def _stretches(units: list[_Unit], text: str, size: int) -> Iterator[list[_Unit]]:
    """Cut a long section into stretches of about three chunks at places that the text itself marks, so that a change
    moves the borders of the chunks near it and leaves all others where they were.

    Content-defined chunking (Muthitacharoen et al., SOSP 2001), with paragraphs in the place of bytes: a paragraph
    begins a stretch when its hash is below a bound that grows with the length of the one before.
    """
    if sum(unit.tokens for unit in units) <= _LONG_SECTION * size:
        yield units
        return
    stretch: list[_Unit] = []
    tokens = since_candidate = 0
    for unit in units:
        if stretch and (unit.breaks or since_candidate >= size):
            marked = (
                zlib.crc32(text[unit.start : unit.end].encode(errors="replace")) < since_candidate / size / 1.5 * 2**32
            )
            if tokens >= _LONGEST_STRETCH * size or (tokens >= _SHORTEST_STRETCH * size and marked):
                yield stretch
                stretch, tokens = [], 0
            since_candidate = 0
        stretch.append(unit)
        tokens += unit.tokens
        since_candidate += unit.tokens
    yield stretch


def _pack(units: list[_Unit], size: int) -> Iterator[list[_Unit]]:
    """Group units into runs of at most `size` tokens, of about equal length, preferably cut between blocks."""
    remaining = sum(unit.tokens for unit in units)
    run: list[_Unit] = []
    tokens = 0
    for unit in units:
        if run:
            parts_left = -(-(tokens + remaining) // size)
            goal = (tokens + remaining) / parts_left
            full = tokens + unit.tokens > size
            even = tokens + unit.tokens / 2 > goal
            at_block = unit.breaks and parts_left > 1 and tokens > 0.75 * goal
            if full or even or at_block:
                yield run
                run, tokens = [], 0
        run.append(unit)
        tokens += unit.tokens
        remaining -= unit.tokens
    if run:
        yield run


def _lines(text: str) -> Iterator[Span]:
    position = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = position + len(line) - len(line.lstrip())
            yield (start, start + len(stripped))
        position += len(line)


def _items(text: str) -> Iterator[Span]:
    """Sentences of a list, table or code block: its lines, long ones divided further."""
    for start, end in _lines(text):
        yield from ((start + begin, start + stop) for begin, stop in each_sentence(text[start:end]))


def _title(line: str) -> str:
    return " ".join(line.strip().strip("#").split())
