"""Reading bytes under a file name, as a job reads an upload: `file_type`, then `parse` in a process of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge.loading.document import BlockKind, ParsedDocument
from knowledge.loading.file_types import HEAD_BYTES, file_type
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.parsing import ParsingLimits, parse

Read = Callable[..., ParsedDocument]


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture
def read(tmp_path: Path, server: ForkServer) -> Read:
    def read(
        filename: str, content: bytes, limits: ParsingLimits | None = None, password: str | None = None
    ) -> ParsedDocument:
        path = tmp_path / "stored"
        path.write_bytes(content)
        kind = file_type(filename, content[:HEAD_BYTES])
        document = parse(path, kind, limits or ParsingLimits(), lambda *_: None, lambda: None, password, server)
        check_structure(document)
        return document

    return read


def check_structure(document: ParsedDocument) -> None:
    """Blocks and pages lie in the text, in order, and do not overlap."""
    position = 0
    for block in document.blocks:
        assert position <= block.start < block.end <= len(document.text)
        assert document.text[block.start : block.end].strip()
        assert (block.level > 0) == (block.kind is BlockKind.HEADING)
        position = block.end
    position = 0
    for number, page in enumerate(document.pages, start=1):
        assert page.number == number
        assert position <= page.start <= page.end <= len(document.text)
        position = page.end
