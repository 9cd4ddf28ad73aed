"""Tells whether two queries ask for the same, without running them:

what is left when names, order and joins are set aside.
"""

from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from chains.sql.query import Condition, Item, Query
from chains.sql.schema import ColumnId, SchemaView

Signature = tuple[Any, ...]
Roots = dict[ColumnId, ColumnId]
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.Like: "like",
    exp.Between: "between",
}  # fmt: skip
_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max",
}  # fmt: skip


class _Unsupported(Exception):
    """The query is none that our templates could write."""


def signature_of_query(query: Query, roots: Roots) -> Signature:
    """Return the signature of one of our own queries; `roots` are those of its schema."""

    def item(part: Item) -> tuple[Any, ...]:
        column = roots.get(_low(part.column), _low(part.column)) if part.column else "*"
        return (part.aggregate, part.distinct, column)

    tests = frozenset(t for c in query.where for t in _tests_of(c, roots))
    having = (
        (item(query.having_item), query.having.operator, query.having.values)
        if query.having and query.having_item
        else None
    )
    return _signature(
        tuple(sorted(map(str, (item(i) for i in query.select)))),
        tests,
        frozenset(item(i)[2] for i in query.group),
        having,
        tuple((item(i), d) for i, d in query.order),
        query.limit,
        query.distinct,
        frozenset(t.lower() for t in query.tables),
        query.without is not None,
    )


def signature_of_sql(sql: str, schema: SchemaView) -> Signature | None:
    """Return the signature of a SELECT, or None when it is nested or otherwise none of ours."""
    try:
        tree = sqlglot.parse_one(sql, dialect="sqlite")
        return _of_select(tree, schema)
    except (SqlglotError, _Unsupported):
        return None


def _signature(*parts: Any) -> Signature:
    select, tests, group, having, order, limit, distinct, tables, without = parts
    if group and any(str(g) for g in group):
        group = frozenset(g for g in group if g != "*")
    return (select, tests, bool(group), _leading(group), having, order, limit, distinct and not group, tables, without)


def _leading(group: frozenset[Any]) -> Any:
    """A key decides the other columns of its table:

    of several group columns the one that sorts as a key stands for all.
    """
    keys = sorted((g for g in group if str(g[1]).endswith(("id", "code"))), key=str)
    return keys[0] if keys else frozenset(group)


def _low(column: ColumnId) -> ColumnId:
    return column[0].lower(), column[1].lower()


def roots_of(schema: SchemaView) -> Roots:
    """Return for each column the one that stands for all that keys make equal to it."""
    root: Roots = {}

    def find(column: ColumnId) -> ColumnId:
        while root.get(column, column) != column:
            column = root[column]
        return column

    for edge in schema.edges:
        if not edge.is_guess:
            one, other = find(_low(edge.left)), find(_low(edge.right))
            root[max(one, other)] = min(one, other)
    return {_low(c.id): find(_low(c.id)) for c in schema.columns}


def _tests_of(condition: Condition, roots: Roots) -> list[tuple[Any, ...]]:
    column = roots.get(_low(condition.column), _low(condition.column))
    return [_test(column, condition.operator, condition.values, condition.average)]


def _test(column: ColumnId, operator: str, values: tuple[Any, ...], average: bool = False) -> tuple[Any, ...]:
    if average:
        return (column, operator, "average")
    plain = tuple(sorted(str(v).strip().lower().removesuffix(".0") for v in values))
    whole = [v for v in values if isinstance(v, int)]
    # 2011 or later, and after 2010, are the same for whole numbers
    if operator == ">=" and len(whole) == 1 and 1900 < whole[0] < 2100:
        return (column, ">", (str(whole[0] - 1),))
    if operator == "<=" and len(whole) == 1 and 1900 < whole[0] < 2100:
        return (column, "<", (str(whole[0] + 1),))
    return (column, "in" if operator == "=" and len(plain) > 1 else operator, plain)


def _of_select(tree: exp.Expr, schema: SchemaView) -> Signature:
    if not isinstance(tree, exp.Select) or len(list(tree.find_all(exp.Select))) > 2:
        raise _Unsupported
    tables = {t.alias_or_name.lower(): t.name.lower() for t in tree.find_all(exp.Table)}
    roots = roots_of(schema)
    names = {t.lower(): {c.name.lower() for c in view.columns} for t, view in schema.tables.items()}

    def column(node: exp.Expr) -> Any:
        if isinstance(node, exp.Star):
            return "*"
        if not isinstance(node, exp.Column):
            raise _Unsupported
        name = node.name.lower()
        home = (
            tables.get(node.table.lower())
            if node.table
            else next((t for t in tables.values() if name in names.get(t, ())), None)
        )
        if home is None:
            raise _Unsupported
        return roots.get((home, name), (home, name))

    def item(node: exp.Expr) -> tuple[Any, ...]:
        node = node.unalias() if isinstance(node, exp.Alias) else node
        aggregate = _AGGREGATES.get(type(node))
        if aggregate is None:
            return (None, False, column(node))
        inner = node.this
        if isinstance(inner, exp.Distinct):
            return (aggregate, True, column(inner.expressions[0]))
        # count(x) counts rows as count(*) does, but for empty cells
        found = column(inner)
        return (aggregate, False, "*" if aggregate == "count" else found)

    if len([s for s in tree.find_all(exp.Select) if s is not tree]) and not _is_average(tree):
        raise _Unsupported
    where = tree.args.get("where")
    having = tree.args.get("having")
    order = tree.args.get("order")
    limit = tree.args.get("limit")
    group = tree.args.get("group")
    return _signature(
        tuple(sorted(map(str, (item(e) for e in tree.expressions)))),
        frozenset(_merge(list(_where(where.this, column)))) if where else frozenset(),
        frozenset(column(g) for g in group.expressions) if group else frozenset(),
        _having(having.this, item) if having else None,
        tuple((item(o.this), bool(o.args.get("desc"))) for o in order.expressions) if order else (),
        int(limit.expression.name) if limit else None,
        tree.args.get("distinct") is not None,
        frozenset(tables.values()),
        False,
    )


def _is_average(tree: exp.Select) -> bool:
    inner = [s for s in tree.find_all(exp.Select) if s is not tree]
    return all(
        len(s.expressions) == 1 and isinstance(s.expressions[0], exp.Avg) and not s.args.get("where") for s in inner
    )


def _where(node: exp.Expr, column: Any) -> list[tuple[Any, ...]]:
    if isinstance(node, exp.And):
        return [*_where(node.left, column), *_where(node.right, column)]
    if isinstance(node, exp.Paren):
        return _where(node.this, column)
    if isinstance(node, exp.Or):
        left, right = _where(node.left, column), _where(node.right, column)
        if len(left) == len(right) == 1 and left[0][0] == right[0][0] and {left[0][1], right[0][1]} <= {"=", "in"}:
            return [(left[0][0], "in", tuple(sorted((*left[0][2], *right[0][2]))))]
        raise _Unsupported
    operator = _OPERATORS.get(type(node))
    if operator is None:
        raise _Unsupported
    if operator == "between":
        values = [node.args["low"], node.args["high"]]
    elif isinstance(node.expression, exp.Subquery):
        return [(column(node.this), operator, "average")]
    else:
        values = [node.expression]
    texts = tuple(_value(v) for v in values)
    return [_test(column(node.this), operator, texts)]


def _value(node: exp.Expr) -> Any:
    if isinstance(node, exp.Literal):
        return node.name if node.is_string else (int(node.name) if node.name.isdigit() else float(node.name))
    if isinstance(node, exp.Column):  # a text in double quotes
        return node.name
    raise _Unsupported


def _merge(tests: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(dict.fromkeys(tests))


def _having(node: exp.Expr, item: Any) -> tuple[Any, ...]:
    operator = _OPERATORS.get(type(node))
    if operator is None or not isinstance(node.expression, exp.Literal):
        raise _Unsupported
    return (item(node.this), operator, (_value(node.expression),))
