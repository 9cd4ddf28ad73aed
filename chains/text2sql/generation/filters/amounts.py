"""Conditions from numbers."""

import heapq
import re

from chains.text2sql.analysis.question import Number, Question
from chains.text2sql.generation.constants import (
    BEYOND_CLAUSE,
    COUNTED_TABLE,
    DISTANCE_COST,
    EQUALS_WORD,
    EXTREME_WITHIN,
    IS_KEY_UNSAID,
    LEAST_COMPARISON,
    MOST_OPTIONS,
    TABLE_OF_AMOUNT,
    UNIT_OF_ANOTHER,
    UNIT_OF_COLUMN,
    UNIT_OF_NAME,
)
from chains.text2sql.generation.filters.option import Option
from chains.text2sql.generation.ir import Condition, Operator
from chains.text2sql.linking.types import Links
from chains.text2sql.schema.columns import ColumnView
from chains.text2sql.schema.graph import SchemaGraph
from knowledge.language.stemming import stem
from knowledge.language.units import columns_of_unit, measured_units, units_per

_EXACTLY = re.compile(r"(?:\b(?:exactly|only|just)|恰好|正好|刚好|只有|仅有)\s*$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[，,；;。]")
_CUE_OPERATORS: dict[str, Operator] = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<", "not": "!="}


def amount_slots(question: Question, schema: SchemaGraph, links: Links) -> list[list[Option]]:
    slots = []
    numbers = list(question.numbers)
    numbers.extend(
        Number(0, m.start(), m.end(), "yuan")
        for m in re.finditer(r"免费|\bfree of charge\b|\bfor free\b", question.text)
    )
    for number in numbers:
        is_exact = _EXACTLY.search(question.text[: number.start]) is not None
        if number.is_word and _operator(question, number)[0] == "=" and number.value <= 1 and not is_exact:
            continue  # "one", 一家: an article, not a number
        options = [*comparisons(question, schema, links, number), *_roles(question, links, number)]
        best = heapq.nlargest(MOST_OPTIONS + 1, options, key=lambda o: o.score)
        slots.append([*best, Option((), (0, 0), 0.0, unused=0.2 if number.is_word else 0.8)])
    return slots


def comparisons(question: Question, schema: SchemaGraph, links: Links, number: Number) -> list[Option]:
    """Return the columns that the number may be compared with."""
    operator, cue_span = _operator(question, number)
    reach = 14 if question.language == "zh" else 40
    found = []
    for column in schema.columns:
        if column.kind not in ("number", "year", "month") and not (column.is_id and operator == "="):
            continue
        score, factor = 0.0, None
        for mention in links.of_column(column.id):
            distance = max(0, mention.start - number.end, number.start - mention.end)
            if distance <= reach and not (mention.start <= number.start and number.end <= mention.end):
                is_cue = cue_span is not None and mention.start < cue_span[1] and cue_span[0] < mention.end
                between = question.text[min(mention.end, number.end) : max(mention.start, number.start)]
                near = 1.0 if is_cue else 1.0 - DISTANCE_COST * distance / reach
                score = max(score, mention.score * near * (BEYOND_CLAUSE if _CLAUSE_END.search(between) else 1.0))
        if number.unit is not None and column.units:
            factor = _factor(number.unit, column)
            score += -UNIT_OF_COLUMN if factor is None else UNIT_OF_COLUMN
        elif number.unit is not None and _is_measured_in(column, number.unit):
            score += UNIT_OF_NAME
        elif number.unit is not None and any(_is_measured_in(column, u) for u in measured_units()):
            score -= UNIT_OF_ANOTHER
        if column.is_id and not re.search(
            r"\bids?\b|编号|号", question.text[max(0, number.start - 12) : number.end + 6], re.I
        ):
            score -= IS_KEY_UNSAID
        if number.is_word and operator == "=":
            score -= EQUALS_WORD
        score += TABLE_OF_AMOUNT * links.table_score(column.table)
        if score < LEAST_COMPARISON:
            continue
        amounts = [number.value] if number.upper is None else [number.value, number.upper]
        values = tuple(_exact(amount * (factor or 1)) for amount in amounts)
        test = Condition(
            column.id, "between" if number.upper is not None else operator, values, number.start, score=score
        )
        span = (
            (min(number.start, cue_span[0]), max(number.end, cue_span[1])) if cue_span else (number.start, number.end)
        )
        found.append(Option((test,), span, min(score, 1.3)))
    return found


def _factor(unit: str, column: ColumnView) -> float | None:
    """How many of the column's unit one `unit` is."""
    if unit in column.units:
        return 1.0
    return next((f for other in sorted(column.units) if (f := units_per(unit, other)) is not None), None)


def _exact(amount: float) -> int | float:
    return int(amount) if amount == int(amount) else amount


def _is_measured_in(column: ColumnView, unit: str) -> bool:
    """Whether columns of such a name hold amounts of the unit."""
    words = columns_of_unit(unit)
    return any(
        any(word in alias.text for word in words) if alias.is_chinese else any(stem(w) in alias.stems for w in words)
        for alias in column.aliases
    )


def _operator(question: Question, number: Number) -> tuple[Operator, tuple[int, int] | None]:
    before, behind = (6, 5) if question.language == "zh" else (6, 12)
    best: tuple[int, Operator, tuple[int, int]] | None = None
    for cue in question.cues_named("at_least", "at_most", "above", "below", "not"):
        if cue.end <= number.start:
            gap = question.text[cue.end : number.start]
            is_near = len(gap) <= before or not re.search(
                r"\w{3,}", re.sub(r"\b(?:the|of|age|year|than|or)\b", "", gap)
            )
        else:
            is_near = (
                cue.start <= number.end + behind and cue.start >= number.start and cue.name in ("at_least", "at_most")
            )
        rank = {"at_least": 0, "at_most": 0, "above": 1, "below": 1, "not": 2}[cue.name]
        if is_near and (best is None or rank < best[0]):
            best = (rank, _CUE_OPERATORS[cue.name], (cue.start, cue.end))
    if best is None:
        return "=", None
    return best[1], best[2]


_ASKED_BEFORE = re.compile(
    r"\b(?:which|what|name|list|show|find|give|me)\s+(?:me\s+)?(?:the\s+)?$|(?:哪|列出|找出|给出|查出|查一下)$",
    re.IGNORECASE,
)


def _roles(question: Question, links: Links, number: Number) -> list[Option]:
    """The number as "top 3", or as "at least 3 of them"."""
    found = []
    text = question.text
    before, behind = text[: number.start], text[number.end :]
    whole = int(number.value)
    span = (number.start, number.end)
    is_top = re.search(
        r"(?:\btop|\bfirst|\blast|\bbottom|\blatest|\bbest|前|最近的?|最后的?|最\S{1,3}的?前?)\s*$",
        before,
        re.IGNORECASE,
    ) or re.match(r"\s*(?:\w+\s+)?(?:\w+est\b|most\b|least\b)", behind, re.IGNORECASE)
    is_top_zh = question.language == "zh" and re.search(r"最(?:[^，。的]{1,4})的?$", before) is not None
    is_asked = _ASKED_BEFORE.search(before) is not None and any(
        0 < cue.start - number.end <= EXTREME_WITHIN for cue in question.cues_named("max", "min")
    )
    if (is_top or is_top_zh or is_asked) and 0 < number.value < 1000 and number.upper is None and number.value == whole:
        found.append(Option((), span, 1.2, limit=whole))
    operator, cue_span = _operator(question, number)
    if number.unit is None and number.upper is None and whole == number.value and number.value < 10_000:
        is_counted = operator != "=" or re.match(r"\s*(?:times|or more)|次|个|名|位|条|座", behind) is not None
        is_counted = is_counted or any(
            0 <= m.start - number.end <= 1 and m.score >= COUNTED_TABLE for m in links.tables
        )
        if is_counted and operator != "!=":
            test = Condition(("", ""), operator, (whole,), number.start)
            wide = (min(span[0], cue_span[0]), max(span[1], cue_span[1])) if cue_span else span
            found.append(Option((), wide, 0.6, having=test))
    return found
