"""Letting a cross-encoder read the best candidates, as many as fit into a time budget."""

import threading
import time
from collections.abc import Callable, Sequence

from knowledge.rerankers import Reranker

Rerankers = Callable[[str], Reranker | None]
"""The reranker for a language, None when there is none."""

MOST_CANDIDATES = 8  # more than six changed nothing on encyclopaedia and news text
_FEWEST_CANDIDATES = 2  # one alone has nobody to be compared with
_SPECIAL_TOKENS = 3
_FIRST_GUESS = 5.0  # tokens per millisecond: a 33M int8 model on two slow cores
_MEMORY = 0.8


def no_reranker(_language: str) -> Reranker | None:
    return None


class BudgetedReranking:
    """Measures how fast the reranker is on this machine, now, and reads as many texts as the budget allows.

    A budget of 0 milliseconds turns it off.
    """

    def __init__(self, rerankers: Rerankers, budget_ms: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._rerankers = rerankers
        self._budget_ms = budget_ms
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens_per_ms: dict[str, float] = {}

    def available(self, language: str) -> bool:
        return self._budget_ms > 0 and self._rerankers(language) is not None

    def score(self, query: str, language: str, texts: Sequence[str], share: float = 1.0) -> list[float]:
        """Return the logits of the first texts, as many as fit into this share of the budget; none when fewer than
        two do."""
        reranker = self._rerankers(language) if self._budget_ms > 0 else None
        if reranker is None:
            return []
        question = reranker.count_tokens(query) + _SPECIAL_TOKENS
        lengths = [question + reranker.count_tokens(text) for text in texts[:MOST_CANDIDATES]]
        fitting = self._fitting(reranker.id, lengths, share)
        if fitting < _FEWEST_CANDIDATES:
            return []
        start = self._clock()
        logits = reranker.score(query, texts[:fitting])
        self._learn(reranker.id, sum(lengths[:fitting]), 1000 * (self._clock() - start))
        return logits

    def _fitting(self, model_id: str, lengths: Sequence[int], share: float) -> int:
        room = self._budget_ms * share * self._tokens_per_ms.get(model_id, _FIRST_GUESS)
        for count, length in enumerate(lengths):
            room -= length
            if room < 0:
                return count
        return len(lengths)

    def _learn(self, model_id: str, tokens: int, milliseconds: float) -> None:
        if milliseconds <= 0:
            return
        measured = tokens / milliseconds
        with self._lock:
            before = self._tokens_per_ms.get(model_id, measured)
            self._tokens_per_ms[model_id] = _MEMORY * before + (1 - _MEMORY) * measured
