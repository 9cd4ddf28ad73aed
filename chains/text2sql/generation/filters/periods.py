"""Conditions from points and stretches of time."""

import datetime as dt
import heapq

from chains.text2sql.analysis.question import Number, Question
from chains.text2sql.generation.constants import MOST_OPTIONS
from chains.text2sql.generation.filters.amounts import comparisons
from chains.text2sql.generation.filters.option import Option
from chains.text2sql.generation.ir import Condition
from chains.text2sql.linking.types import Links
from chains.text2sql.schema.columns import ColumnView
from chains.text2sql.schema.graph import SchemaGraph
from knowledge.language.dates import TimeSpan


def period_slots(question: Question, schema: SchemaGraph, links: Links) -> list[list[Option]]:
    slots = []
    for span in question.times:
        options: list[Option] = []
        for column in schema.columns:
            tests = _time_tests(schema, column, span)
            if tests is None:
                continue
            near = max(
                (m.score for m in links.of_column(column.id) if abs(m.start - span.start) < 40 and m.how != "measure"),
                default=0.0,
            )
            score = 0.5 + 0.5 * near + 0.4 * links.table_score(column.table) + (0.1 if column.kind == "time" else 0.0)
            if column.kind == "year" and span.grain != "year" and len(tests) < 2:
                score -= 0.3
            options.append(Option(tuple(tests), (span.start, span.stop), score))
        best = heapq.nlargest(MOST_OPTIONS + 1, options, key=lambda o: o.score)
        if span.grain == "year" and span.first is not None:
            # a bare number of four digits may be no year at all
            number = Number(span.first.year, span.start, span.stop)
            named = [o for o in comparisons(question, schema, links, number) if o.score >= 0.7]
            best.extend(heapq.nlargest(0 if best else 1, named, key=lambda o: o.score))
        slots.append([*best, Option((), (0, 0), 0.0, unused=1.0)])
    return slots


def _time_tests(schema: SchemaGraph, column: ColumnView, span: TimeSpan) -> list[Condition] | None:
    """The conditions that keep `column` within the span, or None where the column holds no time."""
    at = span.start
    if span.month_only is not None:
        return [Condition(column.id, "=", (span.month_only,), at)] if column.kind == "month" else None
    if column.kind == "time":
        tests = []
        if span.first is not None:
            tests.append(Condition(column.id, ">=", (span.first.isoformat(),), at))
        if span.end is not None:
            tests.append(Condition(column.id, "<", (span.end.isoformat(),), at))
        return tests
    if column.kind != "year":
        return None
    years = _year_tests(column, span, at)
    month = next((c for c in schema.tables[column.table].columns if c.kind == "month"), None)
    if span.grain == "month" and month is not None and span.first is not None and span.end is not None:
        last = span.end - dt.timedelta(days=1)
        if last.year == span.first.year:
            if last.month == span.first.month:
                return [*years, Condition(month.id, "=", (span.first.month,), at)]
            return [*years, Condition(month.id, "between", (span.first.month, last.month), at)]
    return years


def _year_tests(column: ColumnView, span: TimeSpan, at: int) -> list[Condition]:
    first = span.first.year if span.first else None
    last = (span.end - dt.timedelta(days=1)).year if span.end else None
    if first is not None and last is not None:
        if first == last:
            return [Condition(column.id, "=", (first,), at)]
        return [Condition(column.id, "between", (first, last), at)]
    if first is not None:
        return [Condition(column.id, ">=", (first,), at)]
    return [Condition(column.id, "<=", (last or 0,), at)]
