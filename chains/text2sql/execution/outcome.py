"""What answering a question from a database gives: rows, the query, a sentence, and other ways to read the question."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Attempt:
    """A query that was tried before the one that answered, and what was wrong with it."""

    query: str
    problem: str


@dataclass(frozen=True)
class Reading:
    """One way to read the question: its query, what that means in words, and how sure it is (0..1)."""

    query: str
    words: str
    confidence: float

    def as_dict(self) -> dict[str, Any]:
        """Return what clients see of it."""
        return {"query": self.query, "words": self.words, "confidence": self.confidence}


@dataclass(frozen=True)
class SqlAnswer:
    """The query that ran, its rows, and a sentence about them.

    `confidence` is 0..1. `readings` holds up to three ways to read the question, the one that ran first, when they
    are about as likely; it is empty when one stands out. `notice` says what of the question was not used, and what was
    taken for granted; it is empty when nothing was.
    """

    query: str
    columns: list[str]
    rows: list[list[Any]]
    row_count: int
    truncated: bool
    sentence: str
    confidence: float
    reading: str = ""
    chart: dict[str, Any] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    notice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what clients see of it."""
        return {
            "query": self.query,
            "columns": self.columns,
            "rows": self.rows,
            "row_count": self.row_count,
            "truncated": self.truncated,
            "chart": self.chart,
            "attempts": [{"query": a.query, "problem": a.problem} for a in self.attempts],
            "readings": [r.as_dict() for r in self.readings],
        }


@dataclass(frozen=True)
class Declined:
    """No answer: what the database does not hold of the question, and what it does hold, in words."""

    sentence: str
    notice: str
