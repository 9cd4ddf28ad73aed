"""The sentences and table rows of passages, each with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.documents import Document

_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:-]+$")


@dataclass(frozen=True)
class Place:
    """A sentence or table row of a passage; `start` and `end` are offsets in the document.

    `rank` is the passage's, from 0. `near` is what stands around it (heading, neighbours), `header` a row's header.
    """

    passage: Document
    rank: int
    text: str
    start: int
    end: int
    near: str
    header: str = ""

    @property
    def heading(self) -> str:
        return str(self.passage.metadata.get("heading") or "").rsplit(" > ", 1)[-1]

    @property
    def in_context(self) -> str:
        """The text as a model should read it: after the heading, and a row after its header."""
        before = ": ".join(part for part in (self.heading, self.header) if part)
        return f"{before}: {self.text}" if before else self.text


def places(passages: Sequence[Document]) -> list[Place]:
    """Every sentence of `passages` once, headings, table headers and rules left out, in reading order."""
    found: list[Place] = []
    seen: set[str] = set()
    for rank, passage in enumerate(passages):
        base = int(passage.metadata["start"])
        spans = [(int(a), int(b)) for a, b in passage.metadata.get("sentences") or ()]
        texts = [passage.page_content[a - base : b - base].strip() for a, b in spans]
        header = ""
        for i, ((start, end), text) in enumerate(zip(spans, texts, strict=True)):
            if not _ROW.match(text):
                header = ""
            elif i + 1 < len(texts) and _ROW.match(text) and _RULE.match(texts[i + 1]) and "-" in texts[i + 1]:
                header = text
                continue
            elif _RULE.match(text):
                continue
            if len(text) < 2 or text in seen or text.startswith("#"):
                continue
            seen.add(text)
            neighbours = [texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""]
            near = " ".join([str(passage.metadata.get("heading") or ""), header, *neighbours])
            found.append(Place(passage, rank, text, start, end, near, header))
    return found
