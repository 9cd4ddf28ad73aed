"""How alike two questions are: by their words in order, and by their meaning where an embedder is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from knowledge.language.embedding import Embed
from knowledge.language.stemming import stem

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]")


def tokens(text: str) -> list[str]:
    """Return English stems, numbers and single ideographs."""
    return [stem(m.group().casefold()) for m in _TOKEN.finditer(text)]


def wording(one: str, other: str) -> float:
    """Return 0..1: the share of both questions' words that stand in both, in the same order."""
    return SequenceMatcher(None, tokens(one), tokens(other), autojunk=False).ratio()


def meanings(text: str, others: Sequence[str], embed: Embed) -> list[float]:
    """Return the cosine of `text` with each of `others`."""
    vectors = np.asarray(embed([text, *others]), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return [float(c) for c in vectors[1:] @ vectors[0]]
