"""Finds cells that a question names in another language: 法国 for a cell `France`.

Only columns with few distinct values are tried, and only stretches of the question that no value has matched yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from chains.sql.conditions import ValueHit
from chains.sql.linking import Embed, Links, chinese_words, link
from chains.sql.question import Question
from chains.sql.schema import SchemaView

_MOST_VALUES = 500
_LEAST_COSINE = 0.72
_LEAST_QUOTED = 0.6
# names of places are far from their translations, but farther from everything else
_LEAST_APART, _APART = 0.56, 0.08


class Values(Protocol):
    """The distinct texts of a column."""

    def of(self, table: str, column: str) -> list[str]: ...


@dataclass(frozen=True)
class TranslatedHit:
    """A value meant by the question in other words; `score` stays under that of an equal text."""

    table: str
    column: str
    value: str
    start: int
    end: int
    score: float


def translated_hits(
    question: Question, values: Values, schema: SchemaView, hits: Sequence[ValueHit], embed: Embed
) -> list[TranslatedHit]:
    """Return at most eight cells whose meaning is that of a stretch of the question in another script."""
    pieces = _open_pieces(question, link(question, schema, embed), hits)
    if not pieces:
        return []
    cells = [
        (column.table, column.name, value)
        for column in schema.columns
        # a column marked as another language's has a twin in this one
        if column.kind == "text" and column.language in (None, question.language)
        for value in (
            values.of(column.table, column.name) if len(values.of(column.table, column.name)) <= _MOST_VALUES else []
        )
        if value.isascii() != (question.language == "en") and any(c.isalpha() for c in value)
    ]
    if not cells:
        return []
    texts = list(dict.fromkeys(v for *_, v in cells))
    place = {text: i for i, text in enumerate(texts)}
    near = _cosines([p for p, *_ in pieces], texts, embed)
    found = []
    for row, (_, start, end, is_quoted) in enumerate(pieces):
        least = _LEAST_QUOTED if is_quoted else _LEAST_COSINE
        ranked = np.sort(near[row])[::-1]
        best = float(ranked[0])
        if len(ranked) > 1 and best - ranked[1] >= _APART:
            least = min(least, _LEAST_APART)
        for table, column, value in cells:
            cosine = float(near[row, place[value]])
            if cosine >= least and cosine == best:
                found.append(TranslatedHit(table, column, value, start, end, round(min(0.93, cosine + 0.05), 3)))
    found.sort(key=lambda h: (-h.score, h.start))
    return found[:8]


def _open_pieces(question: Question, links: Links, hits: Sequence[ValueHit]) -> list[tuple[str, int, int, bool]]:
    taken = [(h.start, h.end) for h in hits if h.score >= 0.8]
    taken += [(m.start, m.end) for m in (*links.tables, *links.columns) if m.score >= 0.55]
    taken += [(c.start, c.end) for c in question.cues if c.name not in ("every", "or", "also")]
    quoted = [(text, a, b, True) for text, a, b in question.quotes]
    words = chinese_words(question.text) if question.language == "zh" else []
    pairs = [(question.text[a:d], a, d) for (_, a, b), (_, c, d) in pairwise(words) if b == c]
    plain = [(text, a, b, False) for text, a, b in [*words, *pairs] if not any(a < e and s < b for s, e in taken)]
    plain = [p for p in plain if not any(a <= p[1] and p[2] <= b for _, a, b, _ in quoted)]
    return [*(q for q in quoted if not any(q[1] < e and s < q[2] for s, e in taken)), *plain][:40]


def _cosines(left: list[str], right: list[str], embed: Embed) -> "np.typing.NDArray[np.float32]":
    vectors = np.asarray(embed([*left, *right]), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    product: np.typing.NDArray[np.float32] = vectors[: len(left)] @ vectors[len(left) :].T
    return product
