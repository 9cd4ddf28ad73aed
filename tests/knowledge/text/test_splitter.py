from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.loading.document import BlockKind, ParsedDocument
from knowledge.loading.plain import scan_blocks
from knowledge.text.splitter import Chunk, SplitSizes, embedded_text, split

SIZES = SplitSizes(chunk=60, window=20)


def words(text: str) -> int:
    return len(text.split())


def characters(text: str) -> int:
    return len("".join(text.split()))


def chunks_of(text: str, sizes: SplitSizes = SIZES, max_tokens: int = 64) -> list[Chunk]:
    return split(ParsedDocument(text, tuple(scan_blocks(text, markdown=True))), words, max_tokens, sizes)


def test_a_chunk_never_crosses_a_heading_and_knows_its_path() -> None:
    text = (
        "# Guide\n\nIntro here.\n\n## Install\n\nRun the installer.\n\n## Remove\n\nRun it again.\n\n# Other\n\nLast."
    )
    assert [(text[c.start : c.end], c.heading) for c in chunks_of(text)] == [
        ("Intro here.", "Guide"),
        ("Run the installer.", "Guide > Install"),
        ("Run it again.", "Guide > Remove"),
        ("Last.", "Other"),
    ]


def test_a_heading_without_text_below_it_can_still_be_found() -> None:
    text = "# Guide\n\n## Emergency number 555\n\n## Address\n\nRiver street."
    assert "Emergency number 555" in " ".join(text[c.start : c.end] for c in chunks_of(text))


def test_long_prose_is_cut_between_sentences_into_even_parts() -> None:
    text = " ".join(f"Sentence number {n} has exactly seven words." for n in range(30))
    chunks = chunks_of(text)
    assert len(chunks) == 4
    assert all(text[c.start : c.end].endswith("words.") for c in chunks)
    sizes = [words(text[c.start : c.end]) for c in chunks]
    assert max(sizes) <= 60
    assert min(sizes) > 40


def test_nothing_is_lost_and_offsets_are_exact() -> None:
    text = "# T\n\n" + "\n\n".join(f"Paragraph {n} says something. And more of it." for n in range(40))
    chunks = chunks_of(text)
    kept = "".join(text[c.start : c.end] for c in chunks)
    assert "".join(kept.split()) == "".join(text.split("\n\n", 1)[1].split())
    assert all(a.end <= b.start for a, b in pairwise(chunks))
    for chunk in chunks:
        assert all(chunk.start <= start < end <= chunk.end for start, end in (*chunk.sentences, *chunk.windows))
        windows = "".join(text[start:end] for start, end in chunk.windows)
        assert "".join(windows.split()) == "".join(text[chunk.start : chunk.end].split())


def test_no_window_with_its_heading_path_is_longer_than_the_embedder_accepts() -> None:
    heading = "# " + "very " * 40 + "long heading\n\n"
    text = heading + "word " * 500 + "\n\n" + "短" * 900 + "。"
    document = ParsedDocument(text, tuple(scan_blocks(text, markdown=True)))
    for count in (words, characters):
        for chunk in split(document, count, 32, SIZES):
            assert chunk.windows
            assert all(count(embedded_text(text, chunk, window)) <= 30 for window in chunk.windows)


def test_a_table_and_a_code_fence_stay_whole_where_they_fit() -> None:
    table = "| a | b |\n|---|---|\n" + "\n".join(f"| {n} | x |" for n in range(5))
    code = "```python\nfor x in range(3):\n\n    print(x)\n```"
    text = f"{'Words before it all. ' * 13}\n\n{table}\n\n{code}"
    pieces = [text[c.start : c.end] for c in chunks_of(text)]
    assert any(table in piece for piece in pieces)
    assert any(code in piece for piece in pieces)


def test_a_long_table_is_cut_between_rows_and_embedded_with_its_header() -> None:
    rows = [f"| station {n} | {n * 7} MW |" for n in range(80)]
    text = "\n".join(["| name | capacity |", "|---|---|", *rows])
    chunks = chunks_of(text)
    assert len(chunks) > 3
    assert all("name | capacity" in embedded_text(text, chunk, window) for chunk in chunks for window in chunk.windows)
    assert [line for chunk in chunks for line in text[chunk.start : chunk.end].splitlines()][2:] == rows


def test_chinese_without_spaces_is_cut_after_its_punctuation() -> None:
    text = "变压器应当每年检修一次，检修前必须断电。" * 40
    document = ParsedDocument(text, tuple(scan_blocks(text, markdown=False)))
    chunks = split(document, characters, 128, SplitSizes(chunk=100, window=50))
    assert all(text[start:end].endswith("。") for chunk in chunks for start, end in chunk.windows)


PIECES = st.sampled_from(
    [
        *("# Title\n\n", "## 第二节\n\n", "- an item\n", "| a | b |\n", "```\ncode line\n```\n", "\n\n", " ", "\u3000"),
        *("A sentence of words. ", "他说：“好。”然后走了。", "3.14 e.g. this", "长" * 90 + "，", "word " * 70),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_document_gives_chunks_that_are_ordered_bounded_and_complete(pieces: list[str]) -> None:
    text = "".join(pieces)
    document = ParsedDocument(text, tuple(scan_blocks(text, markdown=True)))
    chunks = split(document, characters, 64, SIZES)
    assert all(before.end <= after.start for before, after in pairwise(chunks))
    for chunk in chunks:
        assert 0 < characters(text[chunk.start : chunk.end]) <= SIZES.chunk
        assert all(characters(embedded_text(text, chunk, window)) <= 64 for window in chunk.windows)
        assert all(chunk.start <= start < end <= chunk.end for start, end in (*chunk.sentences, *chunk.windows))
    kept = "".join("".join(text[chunk.start : chunk.end].split()) for chunk in chunks)
    blocks = (text[block.start : block.end] for block in document.blocks if block.kind is not BlockKind.HEADING)
    assert all("".join(block.split()) in kept for block in blocks)
