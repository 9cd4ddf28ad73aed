"""Numbers of a question with the comparison that their words ask for."""

from dataclasses import dataclass
from chains.text2sql.analysis.question import Question
from chains.text2sql.generation.filters.amounts import _operator


@dataclass(frozen=True)
class Quantity:
    value: float
    upper: float | None
    comparator: str | None
    unit: str | None
    is_word: bool
    start: int
    stop: int


def quantities_of(question: Question) -> list[Quantity]:
    found = []
    for n in question.numbers:
        op, span = _operator(question, n)
        a, b = (min(n.start, span[0]), max(n.end, span[1])) if span and op != "!=" else (n.start, n.end)
        found.append(Quantity(n.value, n.upper, op if span and op != "!=" else None, n.unit, n.is_word, a, b))
    return found
