"""What the rest of this room needs of a reranking model."""

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """A cross-encoder: reads question and passage together, so it sees what two separate vectors cannot."""

    @property
    def id(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it was trained for, as ISO 639-1 codes; elsewhere its scores mean nothing."""
        ...

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one logit per text, in the order given: higher answers better, comparable within one query."""
        ...

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text has, special tokens not counted: its share of the time a score takes."""
        ...
