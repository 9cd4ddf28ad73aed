"""Puts the readings of single stretches together."""

import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chains.text2sql.analysis.question import Question
from chains.text2sql.generation.constants import FARTHEST_EITHER, MOST_CONDITION_SETS, MOST_EACH, NEAR_VALUES
from chains.text2sql.generation.filters.amounts import amount_slots
from chains.text2sql.generation.filters.averages import average_slots
from chains.text2sql.generation.filters.cells import cell_slots
from chains.text2sql.generation.filters.option import Option
from chains.text2sql.generation.filters.periods import period_slots
from chains.text2sql.generation.filters.texts import text_slots
from chains.text2sql.generation.ir import Condition
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.schema.graph import SchemaGraph

_AND = re.compile(r"\band\b|\bboth\b|和|与|及|、|且|又|还有|也", re.IGNORECASE)
_OR = re.compile(r"\bor\b|或|还是", re.IGNORECASE)


@dataclass(frozen=True)
class ConditionSet:
    """Conditions taken together, the stretches of the question that they account for, and what was left unused."""

    conditions: tuple[Condition, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    unused: float = 0.0
    limit: int | None = None
    having: Condition | None = None
    either: bool = False


def condition_sets(
    question: Question, schema: SchemaGraph, links: Links, hits: Sequence[ValueMatch]
) -> list[ConditionSet]:
    """Return up to 16 ways to read the values, numbers and times of the question, best first."""
    slots = [*cell_slots(question, schema, links, hits), *amount_slots(question, schema, links)]
    slots.extend(period_slots(question, schema, links))
    slots.extend(average_slots(question, schema, links))
    slots.extend(text_slots(question, schema, links, hits))
    sets = [ConditionSet()]
    for slot in slots:
        grown = [_with(s, option) for s in sets for option in slot if _fits(s, option)]
        sets = heapq.nlargest(
            MOST_CONDITION_SETS, grown, key=lambda s: s.score - 0.15 * len({c.column[0] for c in s.conditions})
        )
    merged = [_merged(s) for s in sets]
    others = [made for s in merged for made in (_all_of(question, s), _one_of(question, s)) if made is not None]
    return [*merged, *others]


def _with(chosen: ConditionSet, option: Option) -> ConditionSet:
    return ConditionSet(
        chosen.conditions + option.conditions,
        chosen.spans + ((option.span,) if option.conditions or option.limit or option.having else ()),
        chosen.score + option.score,
        chosen.unused + option.unused,
        option.limit or chosen.limit,
        option.having or chosen.having,
    )


def _fits(chosen: ConditionSet, option: Option) -> bool:
    return not (option.limit and chosen.limit) and not (option.having and chosen.having)


def _merged(chosen: ConditionSet) -> ConditionSet:
    """Several equal tests of one column become one IN: no row has two values at once."""
    by_column: dict[tuple[tuple[str, str], str], list[Condition]] = {}
    for condition in chosen.conditions:
        by_column.setdefault((condition.column, condition.operator), []).append(condition)
    kept: list[Condition] = []
    for (column, operator), group in by_column.items():
        values = tuple(dict.fromkeys(v for c in group for v in c.values))
        if operator == "=" and len(values) > 1:
            kept.append(Condition(column, "in", values, group[0].start, score=sum(c.score for c in group) / len(group)))
        else:
            kept.extend(dict.fromkeys(group))
    return ConditionSet(
        tuple(sorted(kept, key=lambda c: c.start)),
        chosen.spans,
        chosen.score,
        chosen.unused,
        chosen.limit,
        chosen.having,
    )


def _all_of(question: Question, chosen: ConditionSet) -> ConditionSet | None:
    """The set with each IN of values that the question joins by "and" read as all of them: 提供早餐和停车场的酒店."""
    places = sorted(span for span in chosen.spans)
    between = " ".join(question.text[a[1] : b[0]] for a, b in pairwise(places) if b[0] - a[1] < NEAR_VALUES)
    if not _AND.search(between) or _OR.search(between):
        return None
    conditions = tuple(
        replace(c, operator="all") if c.operator == "in" and len(c.values) <= MOST_EACH else c
        for c in chosen.conditions
    )
    return replace(chosen, conditions=conditions) if conditions != chosen.conditions else None


def _one_of(question: Question, chosen: ConditionSet) -> ConditionSet | None:
    """Two conditions that the question joins by "or": over 40 years old or from Oslo."""
    first, *rest = sorted(chosen.spans) or [(0, 0)]
    if len(chosen.conditions) != 2 or len(rest) != 1 or any(c.average for c in chosen.conditions):
        return None
    between = question.text[first[1] : rest[0][0]]
    return replace(chosen, either=True) if len(between) <= FARTHEST_EITHER and _OR.search(between) else None
