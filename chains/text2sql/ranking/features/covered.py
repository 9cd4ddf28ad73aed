"""Which of the tables and columns that the question names the query reads, and which it reads besides."""

from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Query
from chains.text2sql.generation.projections import Shape
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.values import FeatureValues
from chains.text2sql.schema.columns import ColumnId


def add_covered(values: FeatureValues, evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> None:
    links, schema = evidence.links, evidence.schema
    items = [*query.select, *query.group, *(i for i, _ in query.order)]
    used = {i.column for i in items if i.column} | {i.times for i in items if i.times}
    used |= {c.column for c in (*query.where, *query.without_where, *(c for c, _ in query.each))}
    named = {schema.column(c).name for c in used}
    left = [
        m
        for m in evidence.strong_columns
        if m.id not in used
        and m.column not in named
        and not any(a < m.end and m.start < b for a, b in chosen.spans)
        and not any(
            o.id in used and o.start < m.end and m.start < o.end and o.score >= m.score - 0.1 for o in links.columns
        )
    ]
    values["columns_left"] = float(len(left))
    values["columns_left_share"] = len(left) / max(1, len(evidence.strong_columns))
    tables = set(query.tables) | ({query.without[0]} if query.without else set())
    covered = [m for m in evidence.strong_tables if m.table in tables]
    values["tables_left"] = float(
        sum(
            m.table not in tables and not any(c.start <= m.start and m.end <= c.end for c in covered)
            for m in evidence.strong_tables
        )
    )
    by_column = {c[0] for c in used if links.column_score(c) >= 0.6} | {c.column[0] for c in query.where}
    values["tables_unsaid"] = float(sum(links.table_score(t) < 0.5 and t not in by_column for t in query.tables))
    deeds = [m for m in links.tables if m.how == "deed"]
    values["deed_read"] = float(any(m.table in tables for m in deeds))
    values["deed_left"] = float(bool(deeds) and not values["deed_read"])
    values["joins"] = float(len(query.joins))
    values["guessed_joins"] = float(sum(e.is_guess for e in query.joins))
    values["target"] = links.table_score(shape.target)
    values["idle_tables"] = float(_idle_tables(query, shape, used))
    values["target_is_head"] = float(evidence.heads[:1] == [shape.target])
    values["target_second_head"] = float(evidence.heads[1:2] == [shape.target])


def _idle_tables(query: Query, shape: Shape, used: set[ColumnId]) -> int:
    """How many tables at an end of the joins give nothing that the table beside them does not hold."""
    counts = any(i.aggregate == "count" for i in (*query.select, *(i for i, _ in query.order)))
    counts = counts or (query.having_item is not None and query.having_item.aggregate == "count")
    ends = [t for t in query.tables if sum(t in (e.left[0], e.right[0]) for e in query.joins) == 1]
    keys = {column for edge in query.joins for column in (edge.left, edge.right)}
    return sum(not (counts and t == shape.target) and all(c in keys for c in used if c[0] == t) for t in ends)
