from pathlib import Path

import pytest

from knowledge.ingestion.text_files import BrokenTextFile, parts_of, read_document, structure_lines
from knowledge.loading.document import Block, BlockKind, PageSpan, ParsedDocument

DOCUMENT = ParsedDocument(
    "标题\r\n\nOne 𝒞 two.",
    (Block(BlockKind.HEADING, 0, 2, 1), Block(BlockKind.PARAGRAPH, 5, 15)),
    (PageSpan(1, 0, 2), PageSpan(2, 2, 15)),
    ("‘part\n2’ could not be read.",),
)


def test_a_document_comes_back_as_it_was(tmp_path: Path) -> None:
    text, structure = tmp_path / "text", tmp_path / "structure"
    text.write_bytes(DOCUMENT.text.encode())
    structure.write_bytes(b"".join(structure_lines(DOCUMENT)))
    assert read_document(text, structure) == DOCUMENT
    text.write_bytes(b"\xff")
    with pytest.raises(BrokenTextFile):
        read_document(text, structure)


@pytest.mark.parametrize(
    "line",
    [
        b'{"block": ["paragraph", 0, true, 0]}',
        b'{"page": [1, 0, 16]}',
        b'{"block": ["paragraph", -1, 3, 0]}',
        b"{}",
        b'{"skipped": "\\ud800"}',
    ],
)
def test_what_does_not_lie_in_the_text_is_refused(line: bytes) -> None:
    with pytest.raises(BrokenTextFile):
        list(parts_of([line], len(DOCUMENT.text)))
