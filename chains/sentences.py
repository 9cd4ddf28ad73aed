"""Scores the sentences of retrieved passages as answers to a question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document

from chains.words import terms

Embed = Callable[[list[str]], Sequence[Sequence[float]]]

_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|often|far|soon|old|high|tall|fast|large|big)\b"
    r"|\bwhat (?:percentage|year|date|time|number)\b"
    r"|\bwhen\b|多少|几|多久|多长|多大|多高|何时|什么时候|哪一?年|时限|时间",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d|[一二三四五六七八九十百千两]+[个名天日月年次小分秒米公千人元级]")


RELEVANCE_WEIGHT, RANK_WEIGHT, SAME_DOCUMENT = 0.2, 0.2, 0.2
"""Chosen on 750 questions of XQuAD and CMRC; the outcome changes by a point or two within twice these values."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage: offsets are those of the document, `score` is comparable within one question."""

    passage: Document
    text: str
    start: int
    end: int
    score: float


def _spans(passage: Document) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in passage.metadata.get("sentences") or ()]


def score_sentences(question: str, passages: Sequence[Document], embed: Embed) -> list[Sentence]:
    """Every sentence of `passages`, best first.

    Lexical coverage (question terms weighted by their rarity among the candidates, headings counted at a third) plus
    embedding similarity plus the passage's relevance and rank (`passages` come best first); a question for a quantity
    prefers sentences that hold one. Together they find the answer's sentence far more often than any part alone.
    """
    rank = {id(passage): position for position, passage in enumerate(passages)}
    found: list[tuple[Document, str, int, int]] = []
    seen: set[str] = set()
    for passage in passages:
        base = int(passage.metadata["start"])
        for start, end in _spans(passage):
            text = passage.page_content[start - base : end - base].strip()
            if len(text) < 2 or text in seen or text.lstrip().startswith("#"):
                continue
            seen.add(text)
            found.append((passage, text, start, end))
    if not found:
        return []

    bags = [Counter(terms(text)) for _, text, _, _ in found]
    document_frequency = Counter(term for bag in bags for term in bag)
    asked = Counter(terms(question))
    weight = {t: math.log(1 + len(bags) / (0.5 + document_frequency[t])) for t in asked}
    total = sum(weight.values()) or 1.0

    vectors = np.asarray(embed([question, *(_in_context(p, text) for p, text, _, _ in found)]), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    similarity = vectors[1:] @ vectors[0]

    wants_number = bool(_ASKS_NUMBER.search(question))
    scored: list[Sentence] = []
    for (passage, text, start, end), bag, cosine in zip(found, bags, similarity, strict=True):
        heading = set(terms(str(passage.metadata.get("heading") or "")))
        lexical = sum(w for t, w in weight.items() if t in bag) / total
        lexical += sum(w for t, w in weight.items() if t in heading and t not in bag) / total / 3
        bonus = 0.08 if wants_number and _DIGIT.search(text) else 0.0
        relevance = float(passage.metadata.get("score") or 0.0)
        prior = RELEVANCE_WEIGHT * relevance + RANK_WEIGHT / (1 + rank[id(passage)])
        scored.append(Sentence(passage, text, start, end, lexical + float(cosine) + prior + bonus))
    return sorted(scored, key=lambda s: -s.score)


def _in_context(passage: Document, text: str) -> str:
    heading = str(passage.metadata.get("heading") or "").rsplit(" > ", 1)[-1]
    return f"{heading}: {text}" if heading else text


def pick(ranked: Sequence[Sentence], margin: float = 0.35) -> list[Sentence]:
    """The best sentence, and a second one when it scores nearly as well; in reading order if of one document.

    A sentence of the same document may score lower: it more often completes the answer than another document does.
    """
    if not ranked:
        return []
    chosen = [ranked[0]]

    def document(sentence: Sentence) -> str:
        return str(sentence.passage.metadata.get("document_id"))

    def second(sentence: Sentence) -> float:
        return sentence.score + (SAME_DOCUMENT if document(sentence) == document(ranked[0]) else 0.0)

    runner_up = max(ranked[1:], key=second, default=None)
    if runner_up is not None and second(runner_up) >= ranked[0].score - margin:
        chosen.append(runner_up)
    same = len({document(s) for s in chosen}) == 1
    return sorted(chosen, key=lambda s: s.start) if same else chosen
