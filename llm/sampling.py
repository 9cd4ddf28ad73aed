"""How one answer is to be sampled."""

from dataclasses import dataclass

from llm.errors import InvalidSampling

__all__ = ["Sampling"]

MAX_STOPS = 16
MAX_STOP_LENGTH = 256


@dataclass(frozen=True)
class Sampling:
    """Parameters of one request, named and bounded as in the OpenAI API.

    Raises InvalidSampling when one is outside its range.
    """

    temperature: float = 0.0
    """0 is greedy: always the likeliest token."""
    top_p: float = 1.0
    """Nucleus sampling: only the likeliest tokens that together have this probability (Holtzman et al. 2020)."""
    max_tokens: int | None = None
    """None: as many as the context still holds."""
    stop: tuple[str, ...] = ()
    """The answer ends before the first of these."""
    seed: int | None = None
    """The same seed and prompt draw the same tokens, up to rounding: a busy engine computes in other batches."""

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 2:
            raise InvalidSampling(f"temperature must lie between 0 and 2, not {self.temperature}.")
        if not 0 < self.top_p <= 1:
            raise InvalidSampling(f"top_p must be above 0 and at most 1, not {self.top_p}.")
        if self.max_tokens is not None and self.max_tokens < 1:
            raise InvalidSampling(f"max_tokens must be at least 1, not {self.max_tokens}.")
        if len(self.stop) > MAX_STOPS or any(not 0 < len(text) <= MAX_STOP_LENGTH for text in self.stop):
            raise InvalidSampling(f"stop takes up to {MAX_STOPS} strings of 1 to {MAX_STOP_LENGTH} characters each.")
