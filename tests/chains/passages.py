"""Passages for tests, with sentence offsets as the knowledge room gives them."""

from __future__ import annotations

from langchain_core.documents import Document

from knowledge.language.tokenization import terms
from knowledge.text.sentences import sentence_spans


def passage(
    text: str, *, start: int = 0, name: str = "manual.md", heading: str | None = None, score: float = 0.8
) -> Document:
    spans = [(start + a, start + b) for a, b in sentence_spans(text)]
    return Document(
        text,
        metadata={
            "knowledge_base": "handbook",
            "document": name,
            "document_id": f"id-of-{name}",
            "page": None,
            "heading": heading,
            "start": start,
            "end": start + len(text),
            "score": score,
            "sentences": spans,
        },
    )


def bag_of_characters(texts: list[str]) -> list[list[float]]:
    """A deterministic stand-in for an embedder: letter counts. Good enough where words decide."""
    return [[text.lower().count(chr(c)) + 0.01 for c in range(97, 123)] for text in texts]


def one_for_each_word(texts: list[str]) -> list[list[float]]:
    """Hashed bags of words: texts without a common word are nearly orthogonal."""
    vectors = []
    for text in texts:
        vector = [0.0] * 512
        for term in terms(text):
            vector[sum(ord(c) * 31**i for i, c in enumerate(term)) % 512] += 1.0
        vectors.append([*vector, 0.01])
    return vectors
