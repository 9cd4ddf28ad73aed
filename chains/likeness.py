"""Which words of a question a text has, or has the like of: 过载 where the text says 过负荷."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from knowledge.language.embedding import Embed
from knowledge.language.stop_words import is_function_word
from knowledge.language.tokenization import chinese_tokenizer

NOTHING_ALIKE = 0.5
"""Cosine of two words, as the multilingual sentence embedder sees them, below which they have nothing in common."""
_RUN = re.compile(r"[\u3400-\u9fff]+")


def likeness(question: str, texts: Sequence[str], embed: Embed) -> list[float]:
    """For each text the share (0..1) of the question's Chinese words that it has; a word that is alike counts in part.

    A word counts by its rarity among the texts.
    """
    wanted = _words(question)
    if not wanted or not texts:
        return [0.0] * len(texts)
    offered = [_words(text) for text in texts]
    column = {word: i for i, word in enumerate(dict.fromkeys(word for words in offered for word in words))}
    if not column:
        return [0.0] * len(texts)
    vectors = np.asarray(embed([*wanted, *column]), dtype=np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    cosines = vectors[: len(wanted)] @ vectors[len(wanted) :].T
    alike = np.clip((cosines - NOTHING_ALIKE) / (1 - NOTHING_ALIKE), 0, 1)
    weights = np.array([math.log(1 + len(texts) / (0.5 + sum(word in words for words in offered))) for word in wanted])
    weights /= weights.sum()
    return [
        float(weights @ alike[:, [column[word] for word in words]].max(axis=1)) if words else 0.0 for words in offered
    ]


def _words(text: str) -> list[str]:
    """The Chinese words of `text` that mean something, each once, in order."""
    found = (word for run in _RUN.findall(text) for word in chinese_tokenizer().cut(run))
    return list(dict.fromkeys(word for word in found if not is_function_word(word)))
