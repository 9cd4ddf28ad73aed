"""One way to read a stretch of a question as conditions."""

from dataclasses import dataclass
from typing import Protocol

from chains.sql.query import Condition

OPTIONS = 4


class ValueHit(Protocol):
    """A cell value found in the question: what a value index returns."""

    @property
    def table(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True)
class Option:
    """Conditions for the words at `span`; `unused` is the cost of leaving them out."""

    conditions: tuple[Condition, ...]
    span: tuple[int, int]
    score: float
    unused: float = 0.0
    limit: int | None = None
    having: Condition | None = None
