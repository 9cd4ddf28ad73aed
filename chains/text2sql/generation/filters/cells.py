"""Conditions from the cells that a question names."""

import heapq
import re
from collections.abc import Sequence

from chains.text2sql.analysis.question import Question
from chains.text2sql.generation.constants import (
    IS_DISPLAY,
    IS_NO_KEY,
    LENGTH_SHARE,
    MOST_CELL_OPTIONS,
    NAMES_SOMETHING_ELSE,
    OTHER_LANGUAGE,
    OWN_COLUMN_NEAR,
    OWN_TABLE_NAMED,
    TABLE_BEHIND,
)
from chains.text2sql.generation.filters.option import Option
from chains.text2sql.generation.ir import Condition, Operator
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.schema.columns import ColumnView
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.joins import connect


def cell_slots(question: Question, schema: SchemaGraph, links: Links, hits: Sequence[ValueMatch]) -> list[list[Option]]:
    clusters: list[list[ValueMatch]] = []
    end = -1
    for hit in sorted((h for h in hits if _is_known(schema, h)), key=lambda h: (h.start, -h.end)):
        if hit.start < end and clusters:
            clusters[-1].append(hit)
        else:
            clusters.append([hit])
        end = max(end, hit.end)
    return [_value_options(question, schema, links, cluster) for cluster in clusters]


def _is_known(schema: SchemaGraph, hit: ValueMatch) -> bool:
    return hit.table in schema.tables and hit.column in schema.tables[hit.table].by_name


def _value_options(question: Question, schema: SchemaGraph, links: Links, cluster: list[ValueMatch]) -> list[Option]:
    options: list[Option] = []
    seen: set[tuple[str, str, str]] = set()
    longest = max(h.end - h.start for h in cluster)
    is_quoted = any(a <= cluster[0].start and cluster[0].end <= b for _, a, b in question.quotes)
    is_thing = not is_quoted and any(
        m.start <= cluster[0].start and cluster[0].end <= m.end and m.score >= 0.8 for m in links.tables
    )
    is_column = not is_quoted and any(
        m.start <= cluster[0].start and cluster[0].end <= m.end and m.score >= 0.9 and m.how == "name"
        for m in links.columns
    )
    weight = NAMES_SOMETHING_ELSE if is_thing or is_column else 1.0
    named = {m.table for m in links.tables if m.score >= 0.75}
    for hit in cluster:
        key = (hit.table, hit.column, hit.value)
        if key in seen or (named and all(connect(schema, (t, hit.table)) is None for t in named)):
            continue
        seen.add(key)
        column = schema.column((hit.table, hit.column))
        score = hit.score * (1 - LENGTH_SHARE + LENGTH_SHARE * (hit.end - hit.start) / longest)
        score += OWN_TABLE_NAMED * links.table_score(hit.table) + OWN_COLUMN_NEAR * _nearby_column(
            question, links, column, hit
        )
        score += IS_NO_KEY if column.refers_to is None else 0.0
        score += IS_DISPLAY if schema.tables[hit.table].display(question.language).id == column.id else 0.0
        # 河 right behind a name says which table it is of
        score += TABLE_BEHIND * max(
            (m.score for m in links.of_table(hit.table) if 0 <= m.start - hit.end <= 1), default=0.0
        )
        score -= OTHER_LANGUAGE if column.language not in (None, question.language) else 0.0
        operator: Operator = "!=" if _is_negated(question, hit.start, hit.end) else "="
        condition = Condition(column.id, operator, (hit.value,), hit.start, score=hit.score)
        options.append(Option((condition,), (hit.start, hit.end), weight * score))
    best = heapq.nlargest(MOST_CELL_OPTIONS, options, key=lambda o: o.score)
    if weight < 1:
        # 餐馆 is more likely the table than a cell that says so
        return [*best, Option((), (0, 0), 0.5, unused=0.1)]
    return [*best, Option((), (0, 0), 0.0, unused=max(h.score for h in cluster))]


def _nearby_column(question: Question, links: Links, column: ColumnView, hit: ValueMatch) -> float:
    """How sure a mention of the column stands close to its value."""
    reach = 12 if question.language == "zh" else 30
    return max(
        (m.score for m in links.of_column(column.id) if m.start - reach <= hit.end and hit.start <= m.end + reach),
        default=0.0,
    )


def _is_negated(question: Question, start: int, end: int) -> bool:
    before = question.text[max(0, start - (8 if question.language == "zh" else 28)) : start]
    behind = question.text[end : end + 3]
    if question.language == "zh":
        return bool(
            re.search(r"(?:不是|不在|除了?|非|不属于|不为|不叫|没有?在|不含|不包含)[“\"'‘]?$", before)
        ) or behind.startswith("以外")
    pattern = r"(?:\bnot\b|n't\b|\bother than\b|\bexcept(?: for)?\b|\bexcluding\b|\boutside\b)(?:\W+\w+){0,3}\W*$"
    return bool(re.search(pattern, before, re.IGNORECASE)) and not re.search(r"\b(?:how|what|which)\b", before, re.I)
