"""No text takes more than its share of time: what a megabyte of one kind of character costs grows with its length."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import language_of, languages_of, other_script_share
from knowledge.language.tokenization import Segmenter
from knowledge.loading.document import Block, BlockKind, ParsedDocument
from knowledge.loading.encodings import decode
from knowledge.loading.plain import scan_blocks
from knowledge.text.cutting import CHARACTERS_PER_TOKEN, largest
from knowledge.text.sentences import sentence_spans
from knowledge.text.splitter import SplitSizes, chunks_of, split
from knowledge.text.titles import title_of

pytestmark = pytest.mark.slow

LENGTHS = (100_000, 400_000)
LENGTHS_OF_SLOW_WORK = (10_000, 40_000)
"""Characters, for what takes seconds for a megabyte: work that grows with the square of these takes seconds too."""
MOST_TIMES = 9
"""Four for work that grows with the length, sixteen for work that grows with its square."""
TRIES = 3
NOISE_SECONDS = 0.02

RUNS = {
    "letters": "x",
    "capitals": "X",
    "digits": "7",
    "spaces": " ",
    "newlines": "\n",
    "tabs": "\t",
    "opening brackets": "([{（【",
    "closing brackets": ")]}）】",
    "quotes": "\"'“”",
    "one ideograph": "鑫",
    "all ideographs": "".join(chr(0x4E00 + number) for number in range(0, 20_000, 7)),
    "kana": "アイウ",
    "hangul": "한국",
    "Chinese commas": "，",
    "Chinese full stops": "。",
    "full stops": ".",
    "exclamations": "!",
    "ellipses": "…",
    "commas": ",",
    "combining marks": "\u0301\u0323",
    "emoji": "👩‍👧",
    "NULs": "\0",
    "zero-width spaces": "\u200b",
    "separators": "\x1c",
    "bars": "|",
    "hashes": "#",
    "hyphens": "-",
    "underlines": "=\n",
    "backticks": "`",
    "fences": "```\n",
    "blanks at line ends": " \n",
    "words": "word ",
    "marks that end nothing": "and so on. and ",
    "abbreviations": "Dr. ",
    "one-letter paragraphs": "a\n\n",
    "items": "- a\n",
    "numbered items": "1. a\n",
    "rows": "| a | b |\n",
    "headings": "# a\n",
    "underlined headings": "a\n===\n",
    "lines under a paragraph": "===\n",
}
SEGMENTER = Segmenter()

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "sentences": sentence_spans,
    "index terms": SEGMENTER.terms,
    "words": SEGMENTER.words,
    "blocks of Markdown": lambda text: scan_blocks(text, markdown=True),
    "blocks of plain text": lambda text: scan_blocks(text, markdown=False),
    "language": language_of,
    "languages": languages_of,
    "other scripts": other_script_share,
    "title": title_of,
    "decoding": lambda text: decode(b"plain words first. " * 4000 + text.encode()),
    "passages of Markdown": lambda text: passages(text, markdown=True),
    "passages of plain text": lambda text: passages(text, markdown=False),
    "passages of one table": lambda text: split(
        ParsedDocument(text, (Block(BlockKind.TABLE, 0, len(text)),)), len, 128, SplitSizes()
    ),
}
SLOW = {name for name in FUNCTIONS if name.startswith(("passages", "index terms", "words", "sentences"))}


def passages(text: str, *, markdown: bool) -> object:
    return split(ParsedDocument(text, tuple(scan_blocks(text, markdown=markdown))), len, 128, SplitSizes())


def run(kind: str, length: int) -> str:
    return (RUNS[kind] * (length // len(RUNS[kind]) + 1))[:length]


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time of this thread: what else the machine does counts for nothing."""
    began = time.thread_time()
    work(text)
    return time.thread_time() - began


@pytest.fixture(scope="module", autouse=True)
def _dictionary() -> None:
    SEGMENTER.terms("先把词典读进来")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_text_four_times_as_long_takes_about_four_times_as_long(name: str) -> None:
    work = FUNCTIONS[name]
    less, more = LENGTHS_OF_SLOW_WORK if name in SLOW else LENGTHS
    for kind in RUNS:
        short, long = run(kind, less), run(kind, more)
        shorts: list[float] = []
        longs: list[float] = []
        for _ in range(TRIES):
            shorts.append(seconds(work, short))
            longs.append(seconds(work, long))
            if min(longs) <= MOST_TIMES * min(shorts) + NOISE_SECONDS:
                break
        else:
            pytest.fail(f"{name} of {kind}: {min(shorts):.2f} s, and {min(longs):.2f} s for four times as much")


COUNTERS: dict[str, Callable[[str], int]] = {
    "a token for each character": len,
    "a token for each byte": lambda text: len(text.encode(errors="replace")),
    "a token for each word": lambda text: len(text.split()),
    "no token at all": lambda text: 0,
}


@pytest.mark.parametrize("counter", COUNTERS)
@pytest.mark.parametrize("kind", RUNS)
def test_no_text_is_counted_again_and_again_and_no_passage_has_no_end(kind: str, counter: str) -> None:
    text = run(kind, 60_000)
    sizes = SplitSizes()
    counted: list[int] = []

    def count(stretch: str) -> int:
        counted.append(len(stretch))
        return COUNTERS[counter](stretch)

    document = ParsedDocument(text, tuple(scan_blocks(text, markdown=True)))
    chunks = split(document, count, 512, sizes)
    assert max(counted, default=0) <= sizes.chunk * CHARACTERS_PER_TOKEN
    assert sum(counted) <= 25 * len(text)
    between = len("\n\n") * sizes.chunk
    assert all(chunk.end - chunk.start <= sizes.chunk * CHARACTERS_PER_TOKEN + between for chunk in chunks)
    assert all(end - start <= 510 * CHARACTERS_PER_TOKEN for chunk in chunks for start, end in chunk.windows)


@pytest.mark.parametrize("kind", RUNS)
def test_whatever_a_text_is_made_of_all_of_it_is_in_a_passage(kind: str) -> None:
    text = run(kind, 60_000)
    blocks = tuple(scan_blocks(text, markdown=True))
    chunks = split(ParsedDocument(text, blocks), len, 512, SplitSizes())
    kept = sum(len("".join(text[chunk.start : chunk.end].split())) for chunk in chunks)
    own = (b for n, b in enumerate(blocks) if b.kind is not BlockKind.HEADING)
    assert kept >= sum(len("".join(text[block.start : block.end].split())) for block in own)


@pytest.mark.parametrize("kind", ["opening brackets", "all ideographs", "newlines between letters"])
def test_work_on_a_megabyte_can_be_stopped_at_any_time(kind: str) -> None:
    text = "a\n" * 500_000 if kind not in RUNS else run(kind, 1_000_000)
    document = ParsedDocument(text, tuple(scan_blocks(text, markdown=False)))

    class Stop(Exception):
        pass

    for most in (1, 50, 2000):
        looks: list[int] = []

        def check(looks: list[int] = looks, most: int = most) -> None:
            looks.append(len(looks))
            if len(looks) > most:
                raise Stop

        with pytest.raises(Stop):
            list(chunks_of(document, len, 128, SplitSizes(), check))
        assert len(looks) == most + 1


@given(st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 4000))
def test_the_largest_number_that_fits_is_found_from_wherever_the_search_begins(
    high: int, most: int, likely: int
) -> None:
    asked: list[int] = []

    def fits(number: int) -> bool:
        asked.append(number)
        return number <= most

    assert largest(fits, high, likely) == max(min(most, high), 1)
    assert all(1 <= number <= high for number in asked)
    assert len(asked) <= 30
    if likely == most < high and most:
        assert len(asked) <= 2
