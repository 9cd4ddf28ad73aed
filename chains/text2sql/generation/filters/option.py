"""One way to read a stretch of a question as conditions."""

from dataclasses import dataclass

from chains.text2sql.generation.ir import Condition


@dataclass(frozen=True)
class Option:
    """Conditions for the words at `span`; `unused` is the cost of leaving them out."""

    conditions: tuple[Condition, ...]
    span: tuple[int, int]
    score: float
    unused: float = 0.0
    limit: int | None = None
    having: Condition | None = None
