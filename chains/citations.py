"""Citations: verbatim quotes with their offsets, and the check whether a sentence is supported by a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from langchain_core.documents import Document

from chains.sentences import Sentence
from chains.words import numbers, terms

SUPPORT = 0.5  # share of a sentence's terms that must occur in what supports it


@dataclass(frozen=True)
class Citation:
    """One quoted place. `document_text[start:end] == quote` holds exactly."""

    n: int
    knowledge_base: str
    document: str
    document_id: str
    page: int | None
    heading: str | None
    quote: str
    start: int
    end: int
    score: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def cite(n: int, sentence: Sentence) -> Citation:
    """The citation number `n` of a passage's sentence, the quote trimmed of surrounding blanks."""
    meta = sentence.passage.metadata
    raw = sentence.passage.page_content[sentence.start - meta["start"] : sentence.end - meta["start"]]
    start = sentence.start + len(raw) - len(raw.lstrip())
    quote = raw.strip()
    return Citation(
        n=n,
        knowledge_base=meta["knowledge_base"],
        document=meta["document"],
        document_id=meta["document_id"],
        page=meta.get("page"),
        heading=meta.get("heading"),
        quote=quote,
        start=start,
        end=start + len(quote),
        score=round(float(meta.get("score") or 0.0), 4),
    )


def supporting(statement: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """The source sentence that supports `statement`, or `None`.

    Supported means: at least half of the statement's terms occur in the source sentence, and every number of
    the statement does.
    """
    said = set(terms(statement))
    if not said:
        return None
    best: tuple[float, Sentence] | None = None
    for sentence in sentences:
        if not numbers(statement) <= numbers(sentence.text):
            continue
        share = len(said & set(terms(sentence.text))) / len(said)
        if share >= SUPPORT and (best is None or share > best[0]):
            best = (share, sentence)
    return best[1] if best else None


def numbered_passages(passages: Sequence[Document]) -> str:
    """Passages for a prompt, each in a numbered data slot; markers inside the text cannot close a slot."""
    blocks = []
    for n, passage in enumerate(passages, 1):
        text = passage.page_content.replace("<", "‹").replace(">", "›")
        blocks.append(f'<passage n="{n}">\n{text}\n</passage>')
    return "\n".join(blocks)
