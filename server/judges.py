"""Which model reads question and sentence together: a cross-encoder, else an embedder of the question's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from chains.reading import Judge
from chains.reading_model import knows_judge

if TYPE_CHECKING:
    from knowledge.embedders import Embedder
    from knowledge.rerankers import Reranker

JUDGING_EMBEDDERS = {"zh": "bge-small-zh-v1.5"}
"""Where no cross-encoder is bundled, an embedder of the language tells more about sentences than the multilingual."""


class EmbeddingJudge:
    """An embedder as a judge: the cosine of question and text."""

    def __init__(self, embedder: Embedder) -> None:
        self.id = embedder.id
        self._embedder = embedder

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        vectors = np.asarray(self._embedder.embed_documents(list(texts)), dtype=np.float64)
        return [float(cosine) for cosine in vectors @ np.asarray(self._embedder.embed_query(query))]


class Judges:
    """The judge of a language, or `None`; only judges for which weights were learned, and whose own are here."""

    def __init__(
        self,
        rerankers: Callable[[str], Reranker | None],
        embedders: Callable[[str], Embedder],
        available: Callable[[str], bool],
    ) -> None:
        self._rerankers = rerankers
        self._embedders = embedders
        self._available = available

    def __call__(self, language: str) -> Judge | None:
        reranker = self._rerankers(language)
        if reranker is not None and knows_judge(language, reranker.id):
            return reranker
        embedder = JUDGING_EMBEDDERS.get(language)
        if embedder is None or not knows_judge(language, embedder) or not self._available(embedder):
            return None
        return EmbeddingJudge(self._embedders(embedder))
