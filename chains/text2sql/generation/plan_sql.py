"""Renders a plan as one SELECT through sqlglot, for SQLite, PostgreSQL and MySQL/MariaDB."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlglot import exp

from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.generation.aggregates import aggregate_of
from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    AtTimes,
    Attribute,
    Condition,
    Filter,
    Measure,
    OnCalendar,
    Output,
    Period,
    Plan,
    Ratio,
    Related,
    Share,
    Versus,
)
from chains.text2sql.generation.temporal import (
    DateFormat,
    at_times,
    calendar_part,
    on_weekdays,
    period_keys,
    within,
)
from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.paths import Path

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, ">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE,
}  # fmt: skip
_DIGITS_OF_PERCENT = 2
ESCAPE = "!"

Formats = Callable[[ColumnId], DateFormat | None]
Labels = Callable[[Output], Sequence[str]]
Lists = Callable[[ColumnId], str | None]


def plan_to_sql(
    plan: Plan, dialect: str, formats: Formats, labels: Labels | None = None, lists: Lists | None = None
) -> str:
    """Return the plan's text in `dialect` (SQLAlchemy's or sqlglot's name).

    `formats` tells how a column stores dates, `labels` what to call the columns of an output (as many as it has),
    `lists` how a column of several elements stores them ("array", "set", "json" or the separator of a text).
    """
    name = sqlglot_dialect(dialect)
    return _Select(name, formats, lists or (lambda _: None)).whole(plan, labels).sql(dialect=name)


@dataclass
class _Scope:
    """The tables of one SELECT: the name of each, by the path that leads there."""

    names: dict[Path, str]
    joins: list[exp.Join] = field(default_factory=list)
    derived: dict[tuple[Path, tuple[Condition, ...]], tuple[str, list[Measure]]] = field(default_factory=dict)


class _Select:
    def __init__(self, dialect: str, formats: Formats, lists: Lists) -> None:
        self._dialect = dialect
        self._formats = formats
        self._lists = lists
        self._taken: dict[str, int] = {}

    def whole(self, plan: Plan, labels: Labels | None) -> exp.Select:
        if plan.best_of:
            return self._best(plan, labels)
        scope = self._scope(plan.subject)
        tests = [self._condition(c, scope) for c in plan.filters]
        shown: list[exp.Expr] = []
        for output in plan.show:
            made = self._output(output, scope, bool(plan.group))
            names = labels(output) if labels is not None else ()
            shown.extend(exp.alias_(e, n, quoted=True) if n else e for e, n in _zip_names(made, names))
        group = [e for key in plan.group for e in self._output(key, scope, True)]
        having = [_COMPARISONS[c](this=self._measure(m, scope), expression=literal(v)) for m, c, v in plan.having]
        order = [
            exp.Ordered(this=e, desc=descending, nulls_first=False)
            for output, descending in plan.order
            for e in self._output(output, scope, bool(plan.group))
        ]
        select = exp.select(*shown)
        if plan.distinct:
            select = select.distinct()
        select = select.from_(self._table(plan.subject, scope.names[()]))
        for join in scope.joins:
            select.append("joins", join)
        if tests:
            select = select.where(*tests)
        if group:
            select = select.group_by(*group)
        if having:
            select = select.having(*having)
        if order:
            select = select.order_by(*order)
        if plan.limit is not None:
            select = select.limit(plan.limit)
        if plan.offset:
            select = select.offset(plan.offset)
        return select

    def _best(self, plan: Plan, labels: Labels | None) -> exp.Select:
        """The first rows of each partition: ranked inside, kept outside."""
        scope = self._scope(plan.subject)
        tests = [self._condition(c, scope) for c in plan.filters]
        columns: list[tuple[exp.Expr, str]] = []
        for output in plan.show:
            made = self._output(output, scope, bool(plan.group))
            names = labels(output) if labels is not None else ()
            columns.extend((e, n or f"column {len(columns) + 1}") for e, n in _zip_names(made, names))
        partition = [self._column(a, scope) for a in plan.best_of]
        order = [
            exp.Ordered(this=e, desc=descending, nulls_first=False)
            for output, descending in plan.order
            for e in self._output(output, scope, bool(plan.group))
        ]
        place = exp.Window(
            this=exp.RowNumber(),
            partition_by=partition,
            order=exp.Order(expressions=order),
        )
        inner = exp.select(
            *[exp.alias_(e, n, quoted=True) for e, n in columns], exp.alias_(place, "place", quoted=True)
        )
        inner = inner.from_(self._table(plan.subject, scope.names[()]))
        for join in scope.joins:
            inner.append("joins", join)
        present = [
            exp.Not(this=exp.Is(this=e.copy(), expression=exp.Null()))
            for output, _ in plan.order[:1]
            if isinstance(output, Attribute)
            for e in self._output(output, scope, False)
        ]
        inner = inner.where(*tests, *present)
        if plan.group:
            inner = inner.group_by(*[e for key in plan.group for e in self._output(key, scope, True)])
        ranked = self._free("ranked")
        outer = exp.select(*[exp.column(n, table=ranked, quoted=True) for _, n in columns])
        place_column = exp.column("place", table=ranked, quoted=True)
        low, high = plan.best
        kept: exp.Expr = exp.EQ(this=place_column, expression=literal(low))
        if high > low:
            kept = exp.Between(this=place_column, low=literal(low), high=literal(high))
        return outer.from_(exp.alias_(inner.subquery(), ranked, table=True, quoted=True)).where(kept)

    # tables and joins

    def _free(self, name: str) -> str:
        bare = name.rsplit(".", 1)[-1]
        self._taken[bare] = self._taken.get(bare, 0) + 1
        return bare if self._taken[bare] == 1 else f"{bare}_{self._taken[bare]}"

    def _scope(self, table: str) -> _Scope:
        return _Scope({(): self._free(table)})

    def _table(self, table: str, name: str) -> exp.Expr:
        schema, _, bare = table.rpartition(".")
        made = exp.table_(bare, db=schema or None, quoted=True)
        return made if name == bare else exp.alias_(made, name, table=True, quoted=True)

    def _reach(self, path: Path, scope: _Scope) -> str:
        """The name of the table at the end of to-one steps, joined where it was not yet."""
        if path not in scope.names:
            before = self._reach(path[:-1], scope)
            step = path[-1]
            name = self._free(step.there[0])
            on = exp.EQ(this=_named(step.here, before), expression=_named(step.there, name))
            scope.joins.append(exp.Join(this=self._table(step.there[0], name), on=on, side="LEFT"))
            scope.names[path] = name
        return scope.names[path]

    def _column(self, attribute: Attribute, scope: _Scope) -> exp.Column:
        return _named(attribute.column, self._reach(attribute.path, scope))

    # what is shown

    def _output(self, output: Output, scope: _Scope, grouped: bool) -> list[exp.Expr]:
        match output:
            case Attribute():
                return [self._column(output, scope)]
            case Period(attribute, unit):
                stored = self._formats(attribute.column) or "date"
                return list(period_keys(self._column(attribute, scope), stored, self._dialect, unit))
            case Measure():
                return [self._measure(output, scope)]
            case Share():
                return [self._share(output, scope, grouped)]
            case Ratio(top, bottom):
                low = exp.Nullif(this=self._measure(bottom, scope), expression=literal(0))
                return [exp.Div(this=_decimal(self._measure(top, scope)), expression=low, typed=False, safe=False)]

    def _measure(self, measure: Measure, scope: _Scope) -> exp.Expr:
        if measure.through:
            return self._derived(measure, scope)
        tests = [self._condition(c, scope) for c in measure.where]
        inner: exp.Expr
        if measure.attribute is None:
            if tests:
                return exp.Sum(this=exp.Case(ifs=[exp.If(this=exp.and_(*tests), true=literal(1))], default=literal(0)))
            return exp.Count(this=exp.Star())
        inner = self._column(measure.attribute, scope)
        if measure.factor is not None:
            inner = exp.Mul(this=inner, expression=_named(measure.factor, self._reach(measure.attribute.path, scope)))
        if tests:
            inner = exp.Case(ifs=[exp.If(this=exp.and_(*tests), true=inner)])
        return aggregate_of(measure.function, inner, measure.distinct)

    def _derived(self, measure: Measure, scope: _Scope) -> exp.Expr:
        """The amount over the rows at the end of a path, one row per subject, joined from the left."""
        path = measure.through
        name = self._free("of_" + path[-1].there[0].rsplit(".", 1)[-1])
        first, *rest = path
        inner_scope = self._scope(first.there[0])
        end = self._walk(tuple(rest), inner_scope)
        tests = [self._condition(c, end) for c in measure.where]
        key = _named(first.there, inner_scope.names[()])
        plain = Measure(measure.function, measure.attribute, measure.distinct, factor=measure.factor)
        amount = self._measure(plain, end)
        inner = exp.select(exp.alias_(key, "key", quoted=True), exp.alias_(amount, "amount", quoted=True))
        inner = inner.from_(self._table(first.there[0], inner_scope.names[()]))
        for join in end.joins:
            inner.append("joins", join)
        inner = inner.where(*tests) if tests else inner
        inner = inner.group_by(key.copy())
        on = exp.EQ(this=_named(first.here, scope.names[()]), expression=exp.column("key", table=name, quoted=True))
        derived = exp.alias_(inner.subquery(), name, table=True, quoted=True)
        scope.joins.append(exp.Join(this=derived, on=on, side="LEFT"))
        column: exp.Expr = exp.column("amount", table=name, quoted=True)
        return exp.Coalesce(this=column, expressions=[literal(0)]) if measure.function == "count" else column

    def _walk(self, steps: Path, scope: _Scope) -> _Scope:
        """The scope seen from the end of steps that may lead to many rows."""
        at = scope.names[()]
        joins: list[exp.Join] = []
        for step in steps:
            name = self._free(step.there[0])
            on = exp.EQ(this=_named(step.here, at), expression=_named(step.there, name))
            joins.append(exp.Join(this=self._table(step.there[0], name), on=on))
            at = name
        return _Scope({(): at}, joins)

    def _share(self, share: Share, scope: _Scope, grouped: bool) -> exp.Expr:
        hundred = exp.Literal.number("100.0")
        if share.where:
            some = Measure(share.measure.function, share.measure.attribute, where=share.where)
            part, whole = self._measure(some, scope), self._measure(share.measure, scope)
        else:
            part = self._measure(share.measure, scope)
            whole = exp.Window(this=exp.Sum(this=self._measure(share.measure, scope)))
        quotient = exp.Div(
            this=exp.Mul(this=hundred, expression=part),
            expression=exp.Nullif(this=whole, expression=literal(0)),
            typed=False,
            safe=False,
        )
        return exp.Round(this=_decimal(quotient), decimals=literal(_DIGITS_OF_PERCENT))

    # conditions

    def _condition(self, condition: Condition, scope: _Scope) -> exp.Expr:
        match condition:
            case Filter(path, test, negated):
                made = self._test(test, _named(test.column, self._reach(path, scope)))
                return exp.Not(this=exp.paren(made)) if negated else made
            case Against():
                return self._against(condition, scope)
            case Related():
                return self._related(condition, scope)
            case OnCalendar(attribute, unit, values, negated):
                column, stored = self._column(attribute, scope), self._formats(attribute.column) or "date"
                made = (
                    on_weekdays(column, stored, self._dialect, values)
                    if unit == "weekday"
                    else exp.In(
                        this=calendar_part(column, stored, self._dialect, "month"),
                        expressions=[literal(v) for v in values],
                    )
                )
                return exp.Not(this=made) if negated else made
            case AtTimes(attribute, first, end, negated):
                stored = self._formats(attribute.column) or "datetime"
                made = at_times(self._column(attribute, scope), stored, self._dialect, first, end)
                return exp.Not(this=exp.paren(made)) if negated else made
            case Versus(left, comparison, right):
                return _COMPARISONS[comparison](this=self._column(left, scope), expression=self._column(right, scope))
            case AnyOf(conditions):
                return exp.paren(exp.or_(*[self._condition(c, scope) for c in conditions]))

    def _against(self, condition: Against, scope: _Scope) -> exp.Expr:
        table = condition.attribute.column[0]
        inner_scope = self._scope(table)
        column: exp.Expr = _named(condition.attribute.column, inner_scope.names[()])
        if condition.function is not None:
            column = aggregate_of(condition.function, column, False)
        inner = exp.select(column)
        tests = [self._condition(c, inner_scope) for c in condition.filters]
        inner = inner.from_(self._table(table, inner_scope.names[()]))
        for join in inner_scope.joins:
            inner.append("joins", join)
        inner = inner.where(*tests) if tests else inner
        kind = _COMPARISONS[condition.comparison]
        return kind(this=self._column(condition.attribute, scope), expression=inner.subquery())

    def _related(self, condition: Related, scope: _Scope) -> exp.Expr:
        first, *rest = condition.path
        inner_scope = self._scope(first.there[0])
        start = inner_scope.names[()]
        end = self._walk(tuple(rest), inner_scope)
        key = _named(first.there, start)
        tests = [self._condition(c, end) for c in condition.filters]
        present = exp.Not(this=exp.Is(this=key.copy(), expression=exp.Null()))
        inner = exp.select(key).from_(self._table(first.there[0], start))
        for join in end.joins:
            inner.append("joins", join)
        negated, counted = condition.negated, condition.count
        if counted is not None and _holds_for_none(*counted):
            # none at all passes too: kept by leaving out those that do not pass
            negated, counted = not negated, (_OPPOSITE[counted[0]], counted[1])
        inner = inner.where(*tests, present)
        if counted is not None:
            inner = inner.group_by(key.copy())
            amount = exp.Count(this=exp.Star())
            inner = inner.having(_COMPARISONS[counted[0]](this=amount, expression=literal(counted[1])))
        member = exp.In(this=_named(first.here, scope.names[()]), query=inner.subquery())
        return exp.Not(this=member) if negated else member

    def _test(self, test: Test | Within, column: exp.Column) -> exp.Expr:
        if isinstance(test, Within):
            stored = self._formats(test.column) or "date"
            return within(column, stored, self._dialect, test.first, test.end)
        values = [literal(v) for v in test.values]
        match test.operator:
            case "between":
                return exp.Between(this=column, low=values[0], high=values[1])
            case "=" | "in" if len(values) > 1:
                return exp.In(this=column, expressions=values)
            case "!=" | "not in" if len(values) > 1:
                return exp.Not(this=exp.In(this=column, expressions=values))
            case "in":
                return exp.EQ(this=column, expression=values[0])
            case "not in":
                return exp.NEQ(this=column, expression=values[0])
            case "like" | "not like":
                alike = [_like(column, v) for v in test.values]
                made = alike[0] if len(alike) == 1 else exp.paren(exp.or_(*alike))
                return exp.Not(this=made) if test.operator == "not like" else made
            case "null":
                return exp.Is(this=column, expression=exp.Null())
            case "not null":
                return exp.Not(this=exp.Is(this=column, expression=exp.Null()))
            case "blank":
                empty = exp.EQ(this=exp.Trim(this=column.copy()), expression=exp.Literal.string(""))
                return exp.paren(exp.or_(exp.Is(this=column, expression=exp.Null()), empty))
            case "not blank":
                return exp.NEQ(this=exp.Trim(this=column), expression=exp.Literal.string(""))
            case "member" | "not member":
                tests = [self._member(column, test.column, v) for v in test.values]
                made = tests[0] if len(tests) == 1 else exp.paren(exp.or_(*tests))
                if test.operator == "member":
                    return made
                return exp.paren(exp.or_(exp.Is(this=column.copy(), expression=exp.Null()), exp.Not(this=made)))
        return _COMPARISONS[test.operator](this=column, expression=values[0])

    def _member(self, column: exp.Column, which: ColumnId, value: Cell) -> exp.Expr:
        stored = self._lists(which) or ","
        if stored == "array":
            return exp.EQ(this=literal(value), expression=exp.Any(this=exp.paren(column.copy())))
        if stored == "set":
            found = exp.Anonymous(this="FIND_IN_SET", expressions=[literal(value), column.copy()])
            return exp.GT(this=found, expression=literal(0))
        if stored == "json":
            return _like(_text(column, self._dialect), f'%"{_escaped(str(value))}"%')
        # a list in a text, its blanks left out: ",chess,tennis," holds ",tennis,"
        squeezed = exp.Anonymous(
            this="REPLACE", expressions=[column.copy(), exp.Literal.string(f"{stored} "), exp.Literal.string(stored)]
        )
        whole: exp.Expr = exp.DPipe(
            this=exp.DPipe(this=exp.Literal.string(stored), expression=squeezed), expression=exp.Literal.string(stored)
        )
        if self._dialect == "mysql":
            whole = exp.Concat(expressions=[exp.Literal.string(stored), squeezed, exp.Literal.string(stored)])
        return _like(whole, f"%{stored}{_escaped(str(value))}{stored}%")


_OPPOSITE: dict[str, Any] = {"<": ">=", "<=": ">", "=": "!=", "!=": "=", ">": "<=", ">=": "<"}


def _holds_for_none(comparison: str, number: int) -> bool:
    """Whether a count of 0 passes."""
    return {"<": number > 0, "<=": True, "=": number == 0, "!=": number != 0, ">": False, ">=": number <= 0}[comparison]


def literal(value: Cell) -> exp.Expr:
    """Return the value as SQL text would hold it: exact decimals, truth values, bits."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, (int, float, Decimal)):
        return exp.Literal.number(str(value))
    if isinstance(value, bytes):
        return exp.Literal.number(str(int.from_bytes(value, "big")))
    return exp.Literal.string(value)


def escaped_pattern(text: str) -> str:
    """Return `text` for a LIKE whose escape character is `ESCAPE`."""
    return _escaped(text)


def _escaped(text: str) -> str:
    for mark in (ESCAPE, "%", "_"):
        text = text.replace(mark, ESCAPE + mark)
    return text


def _like(left: exp.Expr, pattern: Cell) -> exp.Expr:
    like = exp.Like(this=left.copy(), expression=exp.Literal.string(str(pattern)))
    return exp.Escape(this=like, expression=exp.Literal.string(ESCAPE)) if ESCAPE in str(pattern) else like


def _text(column: exp.Expr, dialect: str) -> exp.Expr:
    return exp.cast(column.copy(), "char" if dialect == "mysql" else "text")


def _decimal(value: exp.Expr) -> exp.Expr:
    return exp.cast(exp.paren(value), exp.DataType.build("decimal(30, 10)"))


def _named(column: ColumnId, table: str) -> exp.Column:
    return exp.column(column[1], table=table, quoted=True)


def _zip_names(made: Sequence[exp.Expr], names: Sequence[str]) -> list[tuple[exp.Expr, str]]:
    padded = [*names, *[""] * (len(made) - len(names))]
    return list(zip(made, padded, strict=False))
