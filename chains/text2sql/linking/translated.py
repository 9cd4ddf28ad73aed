"""Finds cells that a question names in another language, 法国 for a cell `France`: by what they mean and how they
sound.

Only columns with few distinct values are tried, and only stretches of the question that no value has matched yet.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np

from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.constants import (
    GAZETTEER_SCORE,
    SOUND_APART,
    SOUND_LEAST,
    SOUND_LIKELY,
    SOUND_LONGEST,
    SOUND_TRIMMED,
    SOUND_TRIMMING,
    TRANSLATED_APART,
    TRANSLATED_APART_COSINE,
    TRANSLATED_COSINE,
    TRANSLATED_MOST_MATCHES,
    TRANSLATED_MOST_VALUES,
    TRANSLATED_QUOTED_COSINE,
)
from chains.text2sql.linking.semantic import chinese_words
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.schema.graph import SchemaGraph
from knowledge.language.embedding import Embed
from knowledge.language.gazetteer import places_in
from knowledge.language.transliteration import is_sound, likeness, may_be_alike

Cell = tuple[str, str, str]


class Values(Protocol):
    """The distinct texts of a column."""

    def of(self, table: str, column: str) -> list[str]: ...


def translated_hits(
    question: Question, values: Values, schema: SchemaGraph, hits: Sequence[ValueMatch], links: Links, embed: Embed
) -> list[ValueMatch]:
    """Return at most sixteen cells whose meaning is that of a stretch of the question in another script."""
    cells = [
        (column.table, column.name, value)
        for column in schema.columns
        # a column marked as another language's has a twin in this one
        if column.kind == "text" and column.language in (None, question.language)
        for value in (
            values.of(column.table, column.name)
            if len(values.of(column.table, column.name)) <= TRANSLATED_MOST_VALUES
            else []
        )
        if value.isascii() != (question.language == "en") and any(c.isalpha() for c in value)
    ]
    if not cells:
        return []
    taken = _taken(question, links, hits)
    known = _by_name(question, cells, taken)
    taken += [(h.start, h.end) for h in known]
    named = _by_sound(question, cells, taken, embed) if question.language == "zh" else []
    found = [*known, *named, *(h for h in _by_meaning(question, cells, taken, embed) if not _is_outdone(h, named))]
    found.sort(key=lambda h: (-h.score, h.start))
    return found[:TRANSLATED_MOST_MATCHES]


def _by_name(question: Question, cells: Sequence[Cell], taken: Sequence[tuple[int, int]]) -> list[ValueMatch]:
    return [
        ValueMatch(*cell, start, end, GAZETTEER_SCORE)
        for ways, start, end in places_in(question.text)
        if not _is_taken(start, end, taken)
        for cell in cells
        if cell[2].casefold() in ways
    ]


def _by_meaning(
    question: Question, cells: Sequence[Cell], taken: Sequence[tuple[int, int]], embed: Embed
) -> list[ValueMatch]:
    pieces = _open_pieces(question, taken)
    if not pieces:
        return []
    texts = list(dict.fromkeys(v for *_, v in cells))
    place = {text: i for i, text in enumerate(texts)}
    near = _cosines([p for p, *_ in pieces], texts, embed)
    found = []
    for row, (_, start, end, is_quoted) in enumerate(pieces):
        least = TRANSLATED_QUOTED_COSINE if is_quoted else TRANSLATED_COSINE
        ranked = np.sort(near[row])[::-1]
        best = float(ranked[0])
        if len(ranked) > 1 and best - ranked[1] >= TRANSLATED_APART:
            least = min(least, TRANSLATED_APART_COSINE)
        for table, column, value in cells:
            cosine = float(near[row, place[value]])
            if cosine >= least and cosine == best:
                found.append(ValueMatch(table, column, value, start, end, round(min(0.93, cosine + 0.05), 3)))
    return found


def _by_sound(
    question: Question, cells: Sequence[Cell], taken: Sequence[tuple[int, int]], embed: Embed
) -> list[ValueMatch]:
    """Cells that sound and mean like a run of ideographs with which foreign names are written."""
    texts = list(dict.fromkeys(v for *_, v in cells if v.count(" ") < 3))
    pieces = [piece for run in _runs(question.text, taken) for piece in _names_in(*run)]
    if not texts or not pieces:
        return []
    near = _cosines([question.text[a:b] for a, b, _ in pieces], texts, embed)
    best: dict[int, tuple[float, int, str]] = {}
    for row, (start, end, trimmed) in enumerate(pieces):
        name = question.text[start:end]
        nearest = set(np.argsort(near[row])[::-1][:SOUND_LIKELY].tolist())
        likely = sorted(nearest | {i for i, text in enumerate(texts) if may_be_alike(name, text)})
        both = [0.5 * (float(near[row, i]) + likeness(name, texts[i])) for i in likely]
        first, second = np.sort([*both, 0.0])[::-1][:2]
        score = float(first) - SOUND_TRIMMING * trimmed
        if first >= SOUND_LEAST and first - second >= SOUND_APART and score > best.get(start, (0.0,))[0]:
            best[start] = (score, end, texts[likely[int(np.argmax(both))]])
    found = []
    for start, (score, end, text) in best.items():
        if not any(a < end and start < b and s > score for a, (s, b, _) in best.items() if a != start):
            hits = [c for c in cells if c[2] == text]
            found += [ValueMatch(*cell, start, end, round(min(0.95, score + 0.2), 3)) for cell in hits]
    return found


def _runs(text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of two ideographs or more that write sounds."""
    found, start = [], 0
    for place in range(len(text) + 1):
        if place < len(text) and is_sound(text[place]):
            continue
        if place - start > 1 and not _is_taken(start, place, taken):
            found.append((start, place))
        start = place + 1
    return found


def _names_in(start: int, end: int) -> list[tuple[int, int, int]]:
    """Where in a run the name may stand, and what is left out: words around it may have the same ideographs."""
    return [
        (a, b, a - start + end - b)
        for a in range(start, min(start + SOUND_TRIMMED, end - 2) + 1)
        for b in range(end, max(end - SOUND_TRIMMED, a + 2) - 1, -1)
        if 2 <= b - a <= SOUND_LONGEST
    ]


def _is_outdone(hit: ValueMatch, named: Sequence[ValueMatch]) -> bool:
    """Whether a cell that sounds alike stands at the place of one that only means alike."""
    return any(n.start < hit.end and hit.start < n.end and n.value not in hit.value for n in named)


def _taken(question: Question, links: Links, hits: Sequence[ValueMatch]) -> list[tuple[int, int]]:
    taken = [(h.start, h.end) for h in hits if h.score >= 0.8]
    taken += [(m.start, m.end) for m in (*links.tables, *links.columns) if m.score >= 0.55]
    return taken + [(c.start, c.end) for c in question.cues if c.name not in ("every", "or", "also")]


def _open_pieces(question: Question, taken: Sequence[tuple[int, int]]) -> list[tuple[str, int, int, bool]]:
    quoted = [(text, a, b, True) for text, a, b in question.quotes]
    words = chinese_words(question.text) if question.language == "zh" else []
    pairs = [(question.text[a:d], a, d) for (_, a, b), (_, c, d) in pairwise(words) if b == c]
    plain = [(text, a, b, False) for text, a, b in [*words, *pairs] if not _is_taken(a, b, taken)]
    plain = [p for p in plain if not any(a <= p[1] and p[2] <= b for _, a, b, _ in quoted)]
    return [*(q for q in quoted if not any(q[1] < e and s < q[2] for s, e in taken)), *plain][:40]


def _is_taken(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether half of the stretch or more says something else; 州 leaves 罗得岛州 open."""
    return any(2 * (min(end, e) - max(start, s)) >= end - start for s, e in taken)


def _cosines(left: list[str], right: list[str], embed: Embed) -> "np.typing.NDArray[np.float32]":
    vectors = np.asarray(embed([*left, *right]), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    product: np.typing.NDArray[np.float32] = vectors[: len(left)] @ vectors[len(left) :].T
    return product
