"""The wording of a question, which tells its road where its subject does not: words and pairs of words, weighted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LEAST_TEXTS = 3
_PIECE = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]|[?？。！!“”\"《》]")


@dataclass(frozen=True)
class Phrases:
    """A vocabulary of phrases with their inverse document frequencies (tf-idf with sublinear counts)."""

    vocabulary: tuple[str, ...] = ()
    rarity: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", {phrase: i for i, phrase in enumerate(self.vocabulary)})

    @classmethod
    def of(cls, texts: Sequence[str]) -> Phrases:
        """The phrases that occur in at least three of `texts`."""
        seen = Counter(phrase for text in texts for phrase in set(phrases_in(text)))
        kept = sorted(phrase for phrase, n in seen.items() if n >= LEAST_TEXTS)
        rarity = [1 + math.log((1 + len(texts)) / (1 + seen[phrase])) for phrase in kept]
        return cls(tuple(kept), np.asarray(rarity, dtype=np.float32))

    def vector(self, text: str) -> NDArray[np.float32]:
        """The weights of the known phrases in `text`, of length 1 (0 where there are none), shape (vocabulary,)."""
        place: dict[str, int] = self._place  # type: ignore[attr-defined]
        weights = np.zeros(len(self.vocabulary), dtype=np.float32)
        for phrase, times in Counter(phrases_in(text)).items():
            if phrase in place:
                weights[place[phrase]] = (1 + math.log(times)) * self.rarity[place[phrase]]
        return np.asarray(weights / (np.linalg.norm(weights) or 1.0), dtype=np.float32)


def phrases_in(text: str) -> list[str]:
    """Words and ideographs, one by one and in pairs, from a mark of the beginning on; a number is a number.

    Marks that end or quote are pieces: what stands in quotes is often the value of a cell, in 《》 a title.
    """
    pieces = ["^", *("#" if piece.isdigit() else piece for piece in _PIECE.findall(text.lower()))]
    return [*pieces, *(f"{one} {two}" for one, two in pairwise(pieces))]
