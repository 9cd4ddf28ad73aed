"""Finds which tables and columns come near the words of a question in meaning, across languages.

The thresholds of the embedder (cosine 0.72 for a sure link, 0.58 for half a one) were found on development questions
with a multilingual encoder.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from chains.text2sql.analysis.cues import measure_words
from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.constants import ALONE_COSINE, ALONE_DISTANCE, HALF_COSINE, SURE_COSINE
from chains.text2sql.schema.columns import ColumnView, TableView
from chains.text2sql.schema.graph import SchemaGraph
from knowledge.language.embedding import Embed
from knowledge.language.stop_words import ASKING_WORDS, NAME_STOPS, is_function_word, names_nothing
from knowledge.language.tokenization import chinese_tokenizer

Near = tuple[TableView | ColumnView, int, int, float]
PhraseVectors = tuple["np.typing.NDArray[np.intp]", "np.typing.NDArray[np.float32]"]

# ideographs that are nouns by themselves
_LONE_NOUNS = frozenset("州省市县国街河湖山岛城镇村校店车船书")


def near_in_meaning(
    question: Question, schema: SchemaGraph, embed: Embed, blocked: Sequence[tuple[int, int]]
) -> list[Near]:
    """Return (table or column, start, end, score) of what stretches of the question outside `blocked` come near to."""
    pieces = [p for p in _pieces(question) if not any(a < p[2] and p[1] < b for a, b in blocked)]
    if not pieces:
        return []
    things: list[TableView | ColumnView] = [*schema.tables.values(), *schema.columns]
    own, vectors = _phrases_of(schema, things, embed)
    nearness = _unit(embed([p for p, _, _ in pieces])) @ vectors.T
    found: list[Near] = []
    for row, (_, start, end) in zip(nearness, pieces, strict=True):
        alone = _stands_alone(row)
        scores = np.asarray([max(_score_of_cosine(float(c)), 0.55 if c == alone else 0.0) for c in row])
        found.extend((things[j], start, end, float(scores[own[j]])) for j in np.flatnonzero(scores[own] > 0))
    return found


def _phrases_of(schema: SchemaGraph, things: Sequence[TableView | ColumnView], embed: Embed) -> PhraseVectors:
    """Return the place of each thing's phrase, and the phrases' vectors, embedded once for a schema and an embedder."""
    kept = schema.phrase_vectors.get(embed)
    if kept is None:
        # columns of many tables share their phrases
        phrases = list(dict.fromkeys(thing.phrase for thing in things))
        place = {phrase: i for i, phrase in enumerate(phrases)}
        kept = np.asarray([place[thing.phrase] for thing in things]), _unit(embed(phrases))
        schema.phrase_vectors.clear()
        schema.phrase_vectors[embed] = kept
    return kept


def _unit(vectors: Sequence[Sequence[float]]) -> "np.typing.NDArray[np.float32]":
    unit = np.asarray(vectors, dtype=np.float32)
    return np.asarray(unit / (np.linalg.norm(unit, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def _stands_alone(cosines: "np.typing.NDArray[np.float32]") -> float:
    """The best cosine when it is far above that of every other phrase, else 2, which no cosine equals."""
    top, *rest = np.sort(cosines)[::-1][:2]
    other = max(float(rest[0]), 0.0) if rest else 0.0
    return float(top) if top >= ALONE_COSINE and top - other >= ALONE_DISTANCE else 2.0


def _score_of_cosine(cosine: float) -> float:
    if cosine < HALF_COSINE:
        return 0.0
    if cosine < SURE_COSINE:
        return 0.35 + 0.3 * (cosine - HALF_COSINE) / (SURE_COSINE - HALF_COSINE)
    return min(0.95, 0.7 + 0.25 * (cosine - SURE_COSINE) / (1 - SURE_COSINE))


@lru_cache(maxsize=64)
def _pieces(question: Question) -> list[tuple[str, int, int]]:
    """Words and pairs of neighbouring words, English or Chinese, with their places."""
    text = question.text
    words = [
        (m.group(), m.start(), m.end())
        for m in re.finditer(r"[A-Za-z]{3,}", text)
        if m.group().casefold() not in NAME_STOPS | ASKING_WORDS and not is_function_word(m.group())
    ]
    words = sorted([*words, *chinese_words(text)], key=lambda word: word[1])
    pairs = [(text[a:d], a, d) for (_, a, b), (_, c, d) in pairwise(words) if 0 <= c - b <= 1]
    return [*words, *pairs][:60]


def chinese_words(text: str) -> list[tuple[str, int, int]]:
    """Return the Chinese words of `text` that may name something, with their places."""
    found = []
    for run in re.finditer(r"[\u3400-\u9fff]+", text):
        for word, start, end in chinese_tokenizer().tokenize(run.group()):
            if len(word) > 2 and word[0] in measure_words():
                # the tokenizer leaves a measure word at its noun: 份文件
                word, start = word[1:], start + 1
            if (len(word) > 1 or word in _LONE_NOUNS) and not names_nothing(word):
                found.append((word, run.start() + start, run.start() + end))
    return found
