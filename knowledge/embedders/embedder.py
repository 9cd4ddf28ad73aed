"""What the rest of this room needs of an embedding model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Embedder(Protocol):
    """An embedding model; has the methods of langchain_core's Embeddings and is accepted where one is expected."""

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """Longest input, special tokens included."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it was trained for, as ISO 639-1 codes."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of length 1 per text."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question, its model's query instruction applied."""
        ...

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text has, special tokens not counted."""
        ...

    def relevance(self, cosine: float) -> float:
        """Return the probability (0..1) that a passage with this cosine to the question answers it."""
        ...


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve from cosine to relevance. Cosines of different models mean different things: an unrelated
    passage has about .45 with bge-small-en and about .1 with the multilingual encoder."""

    slope: float
    intercept: float

    def __call__(self, cosine: float) -> float:
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, self.slope * cosine + self.intercept))))


# Fitted on questions with the passage that answers them (relevant), the best other passage and the best passage from
# another subject (both irrelevant), of encyclopaedia and news text
CALIBRATIONS: dict[str, Calibration] = {
    "bge-small-zh-v1.5": Calibration(22.1, -13.2),
    "bge-small-en-v1.5": Calibration(22.9, -15.2),
    "use-multilingual-v3": Calibration(8.9, -3.1),
}
UNKNOWN_MODEL = Calibration(12.0, -6.0)


def calibration_for(model_id: str) -> Calibration:
    return CALIBRATIONS.get(model_id, UNKNOWN_MODEL)


def length_ordered_batches(lengths: Sequence[int], max_padded: int, max_size: int) -> list[list[int]]:
    """Return batches of indices, similar lengths together, each at most `max_padded` tokens with its padding."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batches: list[list[int]] = []
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) == max_size or (len(batch) + 1) * lengths[index] > max_padded):
            batches.append(batch)
            batch = []
        batch.append(index)
    if batch:
        batches.append(batch)
    return batches
