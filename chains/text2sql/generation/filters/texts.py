"""Conditions from quoted texts that are no whole cell."""

import heapq
import re
from collections.abc import Sequence

from chains.text2sql.analysis.question import Question
from chains.text2sql.generation.constants import DENIAL_REACH
from chains.text2sql.generation.filters.option import Option
from chains.text2sql.generation.ir import Condition, Operator
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.schema.graph import SchemaGraph

_DENIED = re.compile(r"\b(?:not|without|no)\b|n't\b|不|没有|未", re.IGNORECASE)


def text_slots(question: Question, schema: SchemaGraph, links: Links, hits: Sequence[ValueMatch]) -> list[list[Option]]:
    """Quoted text that is no whole value, or that a column is said to contain."""
    slots = []
    wants_like = question.has("like", "starts", "ends")
    for text, start, end in question.quotes:
        is_value = any(h.start <= start and end <= h.end for h in hits)
        if is_value and not wants_like:
            continue
        pattern = f"%{text}%"
        if question.has("starts"):
            pattern = f"{text}%"
        elif question.has("ends"):
            pattern = f"%{text}"
        denied = _DENIED.search(question.text[max(0, start - DENIAL_REACH) : start]) is not None
        options = []
        for column in schema.columns:
            if column.kind != "text":
                continue
            score = max(
                (m.score * (1 - min(abs(m.end - start), 80) / 160) for m in links.of_column(column.id)), default=0.0
            )
            score += 0.2 * links.table_score(column.table)
            if score > 0.3:
                operator: Operator = "not like" if denied else "like"
                test = Condition(column.id, operator, (pattern,), start, score=0.7)
                options.append(Option((test,), (start, end), score))
        slots.append([*heapq.nlargest(3, options, key=lambda o: o.score), Option((), (0, 0), 0.0, unused=0.7)])
    return slots
