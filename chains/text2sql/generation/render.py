"""Writes a query in any dialect, through sqlglot."""

from sqlglot import exp

from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.generation.aggregates import aggregate_of
from chains.text2sql.generation.ir import Condition, Item, Query
from chains.text2sql.schema.columns import ColumnId


def to_sql(query: Query, dialect: str) -> str:
    """Return the query's text in `dialect` (SQLAlchemy's or sqlglot's name)."""
    return _build(query).sql(dialect=sqlglot_dialect(dialect))


def _build(query: Query) -> exp.Select:
    names = _short_names(query)
    select = exp.select(*[_item(i, names) for i in query.select])
    if query.distinct:
        select = select.distinct()
    first, *_ = query.tables
    select = select.from_(_table(first, names))
    joined = {first}
    waiting = list(query.joins)
    while waiting:
        edge = next((e for e in waiting if (e.left[0] in joined) != (e.right[0] in joined)), None)
        if edge is None:
            break
        waiting.remove(edge)
        new = edge.right[0] if edge.left[0] in joined else edge.left[0]
        on = exp.EQ(this=_column(edge.left, names), expression=_column(edge.right, names))
        select = select.join(_table(new, names), on=on)
        joined.add(new)
    tests = _tests(query, names)
    select = select.where(exp.or_(*tests)) if query.either and tests else select.where(*tests)
    if query.group:
        select = select.group_by(*[_item(i, names) for i in query.group])
    if query.having is not None and query.having_item is not None:
        select = select.having(_compare(_item(query.having_item, names), query.having))
    for item, descending in query.order:
        ordered = exp.Ordered(this=_item(item, names), desc=descending, nulls_first=not descending)
        select = select.order_by(ordered)
    if query.limit is not None:
        select = select.limit(query.limit)
    return select


def _short_names(query: Query) -> dict[str, str] | None:
    """Table names in front of columns, only where several tables meet."""
    several = len(query.tables) > 1 or query.without
    return {t: t.rsplit(".", 1)[-1] for t in query.tables} if several else None


def _table(name: str, names: dict[str, str] | None) -> exp.Table:
    schema, _, bare = name.rpartition(".")
    return exp.table_(bare, db=schema or None, quoted=True)


def _column(column: ColumnId, names: dict[str, str] | None) -> exp.Column:
    table = names.get(column[0]) if names else None
    return exp.column(column[1], table=table, quoted=True)


def _item(item: Item, names: dict[str, str] | None) -> exp.Expr:
    inner: exp.Expr = exp.Star() if item.column is None else _column(item.column, names)
    if item.period is not None:
        pattern = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}[item.period]
        inner = exp.TimeToStr(this=exp.TsOrDsToTimestamp(this=inner), format=exp.Literal.string(pattern))
    if item.times is not None:
        inner = exp.Mul(this=inner, expression=_column(item.times, names))
    return aggregate_of(item.aggregate, inner, item.distinct) if item.aggregate else inner


def _tests(query: Query, names: dict[str, str] | None) -> list[exp.Expr]:
    tests = [_test(c, names) for c in query.where]
    for condition, edge in query.each:
        for value in condition.values:
            inner = exp.select(_column(edge.left, None)).from_(_table(condition.column[0], None))
            inner = inner.where(exp.EQ(this=_column(condition.column, None), expression=_literal(value)))
            tests.append(exp.In(this=_column(edge.right, names), query=inner.subquery()))
    if query.without is not None:
        other, edge = query.without
        inside, outside = (edge.left, edge.right) if edge.left[0] == other else (edge.right, edge.left)
        inner = (
            exp.select(_column(inside, None))
            .from_(_table(other, None))
            .where(exp.Not(this=exp.Is(this=_column(inside, None), expression=exp.Null())))
            .where(*[_test(c, None) for c in query.without_where])
        )
        tests.append(exp.Not(this=exp.In(this=_column(outside, names), query=inner.subquery())))
    return tests


def _test(condition: Condition, names: dict[str, str] | None) -> exp.Expr:
    column = _column(condition.column, names)
    if condition.average:
        average = exp.select(exp.Avg(this=_column(condition.column, None))).from_(_table(condition.column[0], None))
        kind = exp.GT if condition.operator == ">" else exp.LT
        return kind(this=column, expression=average.subquery())
    return _compare(column, condition)


def _compare(left: exp.Expr, condition: Condition) -> exp.Expr:
    values = [_literal(v) for v in condition.values]
    match condition.operator:
        case "between":
            return exp.Between(this=left, low=values[0], high=values[1])
        case "in":
            return exp.In(this=left, expressions=values)
        case "like":
            return exp.Like(this=left, expression=values[0])
        case "not like":
            return exp.Not(this=exp.Like(this=left, expression=values[0]))
        case "null":
            return exp.Is(this=left, expression=exp.Null())
        case "not null":
            return exp.Not(this=exp.Is(this=left, expression=exp.Null()))
    kinds: dict[str, type[exp.Binary]] = {
        "=": exp.EQ, "!=": exp.NEQ, ">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE,
    }  # fmt: skip
    return kinds[condition.operator](this=left, expression=values[0])


def _literal(value: str | int | float) -> exp.Expr:
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)
