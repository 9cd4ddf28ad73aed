"""Embedding in the background: one batch at a time, in steps short enough for a query to slip in between."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from knowledge.embedders import Embedder
from knowledge.ingestion.locks import Turns
from knowledge.ingestion.priority import QueryPriority

_STEP_SECONDS = 0.03
_FIRST_STEP = 4
_LONGEST_STEP = 64
_FIRST_PACE = _STEP_SECONDS / _FIRST_STEP
_SLOWER = 1.25
_LEAST_PACE = 1e-5


class BackgroundEmbedding:
    """Steps grow and shrink towards 30 ms, whatever the model and the machine: on two cores a step of 2 to 8 passages
    embeds as many of them per second as one of 32 does, on a GPU steps of 64 come out by themselves."""

    def __init__(self, priority: QueryPriority) -> None:
        self._priority = priority
        self._turns = Turns()
        self._step: dict[str, int] = {}
        # seconds that a text takes
        self._pace: dict[str, float] = {}

    def turn(self, check: Callable[[], None]) -> AbstractContextManager[None]:
        """Wait for one's turn to embed, calling `check`, which may raise, several times a second.

        While one caller embeds, others wait (or write what they have), as two at once would only share the processor.
        """
        return self._turns.hold(check)

    def embed(
        self, embedder: Embedder, texts: Sequence[str], check: Callable[[], None], *, patient: bool = False
    ) -> list[list[float]]:
        """Return one vector per text, in a turn of one's own; a patient caller lets others in after each step.

        Texts that occur twice are embedded once, those of similar length together. `check` is called between the steps
        and stops the work by raising.
        """
        order = _by_length(texts)
        vectors: dict[str, list[float]] = {}
        while len(vectors) < len(order):
            with self.turn(check):
                self._step_on(embedder, order, vectors, check)
                while not patient and len(vectors) < len(order):
                    self._step_on(embedder, order, vectors, check)
        return [vectors[text] for text in texts]

    def embed_in_turn(self, embedder: Embedder, texts: Sequence[str], check: Callable[[], None]) -> list[list[float]]:
        """What `embed` does, for a caller that has its turn already."""
        order = _by_length(texts)
        vectors: dict[str, list[float]] = {}
        while len(vectors) < len(order):
            self._step_on(embedder, order, vectors, check)
        return [vectors[text] for text in texts]

    def affordable(self, embedder_id: str, seconds: float) -> int:
        """Return about how many texts the model embeds in this time, as far as is known."""
        return int(seconds / self._pace.get(embedder_id, _FIRST_PACE))

    def _step_on(
        self, embedder: Embedder, order: Sequence[str], vectors: dict[str, list[float]], check: Callable[[], None]
    ) -> None:
        self._priority.give_way()
        step = order[len(vectors) : len(vectors) + self._step.get(embedder.id, _FIRST_STEP)]
        started = time.perf_counter()
        vectors.update(zip(step, embedder.embed_documents(list(step)), strict=True))
        self._adjust(embedder.id, len(step), time.perf_counter() - started)
        check()

    def _adjust(self, embedder_id: str, size: int, seconds: float) -> None:
        # one step that was held up says little about the next
        pace = min(seconds / size, _SLOWER * self._pace.get(embedder_id, _FIRST_PACE))
        self._pace[embedder_id] = max(pace, _LEAST_PACE)
        step = self._step.get(embedder_id, _FIRST_STEP)
        if seconds > 2 * _STEP_SECONDS:
            self._step[embedder_id] = max(size // 2, 1)
        elif seconds < _STEP_SECONDS / 2 and size == step:
            self._step[embedder_id] = min(2 * step, _LONGEST_STEP)


def _by_length(texts: Sequence[str]) -> list[str]:
    return sorted(set(texts), key=lambda text: (len(text), text))
