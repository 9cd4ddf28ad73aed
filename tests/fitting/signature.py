"""Tells whether two queries ask for the same, without running them:

what is left when names, order and joins are set aside.
"""

from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from chains.text2sql.generation.ir import Condition, Item, Query
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph

Signature = tuple[Any, ...]
Roots = dict[ColumnId, ColumnId]
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.Like: "like",
    exp.Between: "between",
}  # fmt: skip
_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max",
}  # fmt: skip


_EITHER = ("either",)


class _Unsupported(Exception):
    """The query is none that our templates could write."""


def signature_of_query(query: Query, roots: Roots) -> Signature:
    """Return the signature of one of our own queries; `roots` are those of its schema."""

    def item(part: Item) -> tuple[Any, ...]:
        column = roots.get(_low(part.column), _low(part.column)) if part.column else "*"
        return (part.aggregate, part.distinct, (column, part.times) if part.times else column)

    tests = frozenset(t for c in query.where for t in _tests_of(c, roots))
    if query.either:
        tests |= {_EITHER}
    if query.without is not None:
        inner = frozenset(t for c in query.without_where for t in _tests_of(c, roots))
        tests |= {("without", query.without[0].lower(), inner)}
    having = (
        (item(query.having_item), query.having.operator, query.having.values)
        if query.having and query.having_item
        else None
    )
    return _signature(
        tuple(item(i) for i in query.select),
        tests,
        frozenset(item(i)[2] for i in query.group),
        having,
        tuple((item(i), d) for i, d in query.order),
        query.limit,
        query.distinct,
        frozenset(t.lower() for t in query.tables),
    )


def signature_of_sql(sql: str, schema: SchemaGraph) -> Signature | None:
    """Return the signature of a SELECT, or None when it is nested or otherwise none of ours."""
    try:
        tree = sqlglot.parse_one(sql, dialect="sqlite")
        if isinstance(tree, exp.Except):
            return _of_except(tree, schema)
        return _of_select(tree, schema)
    except (SqlglotError, _Unsupported):
        return None


def _signature(*parts: Any) -> Signature:
    select, tests, group, having, order, limit, distinct, tables = parts
    shown = [s for s in select if s[0] is None]
    if len(select) == len(shown) == 1 and limit == 1 and not group and order and order[0][0] == shown[0]:
        # the highest value is the first one of the column in that order
        select, order, limit = (("max" if order[0][1] else "min", False, shown[0][2]),), (), None
    select = tuple(sorted(map(str, select)))
    group = frozenset(g for g in group if g != "*")
    if group and shown:
        # what is shown of the groups tells them apart well enough
        group = frozenset(("shown",))
    return (select, tests, bool(group), _leading(group), having, order, limit, distinct and not group, tables)


def _leading(group: frozenset[Any]) -> Any:
    """A key decides the other columns of its table:

    of several group columns the one that sorts as a key stands for all.
    """
    keys = sorted((g for g in group if str(g[1]).endswith(("id", "code"))), key=str)
    return keys[0] if keys else frozenset(group)


def _low(column: ColumnId) -> ColumnId:
    return column[0].lower(), column[1].lower()


def roots_of(schema: SchemaGraph) -> Roots:
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


def _of_select(tree: exp.Expr, schema: SchemaGraph) -> Signature:
    if not isinstance(tree, exp.Select) or len(list(tree.find_all(exp.Select))) > 2:
        raise _Unsupported
    tables = {t.alias_or_name.lower(): t.name.lower() for t in _own_tables(tree)}
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

    where = tree.args.get("where")
    having = tree.args.get("having")
    order = tree.args.get("order")
    limit = tree.args.get("limit")
    group = tree.args.get("group")
    tests = list(_where(where.this, column, schema)) if where else []
    extremes = [t for t in tests if t[1:2] == ("extreme",)]
    orders = tuple((item(o.this), bool(o.args.get("desc"))) for o in order.expressions) if order else ()
    count = int(limit.expression.name) if limit else None
    if extremes:
        if orders or group or count or len(extremes) > 1:
            raise _Unsupported
        # the rows whose value is the highest of all: ties aside, the first one in that order
        tests, orders, count = [t for t in tests if t not in extremes], ((extremes[0][0], extremes[0][2]),), 1
    return _signature(
        tuple(item(e) for e in tree.expressions),
        frozenset(tests),
        frozenset(column(g) for g in group.expressions) if group else frozenset(),
        _having(having.this, item) if having else None,
        orders,
        count,
        tree.args.get("distinct") is not None,
        frozenset(tables.values()),
    )


def _own_tables(tree: exp.Select) -> list[exp.Table]:
    """The tables that the SELECT itself reads, not those of a SELECT inside it."""
    return [t for t in tree.find_all(exp.Table) if t.find_ancestor(exp.Select) is tree]


def _of_except(tree: exp.Except, schema: SchemaGraph) -> Signature:
    """`SELECT x FROM a EXCEPT SELECT x FROM a JOIN b`: the rows of a that b does not point at."""
    if not isinstance(tree.this, exp.Select) or not isinstance(tree.expression, exp.Select):
        raise _Unsupported
    outer = _of_select(tree.this, schema)
    absent = {t.name.lower() for t in _own_tables(tree.expression)} - {t.name.lower() for t in _own_tables(tree.this)}
    inner = _of_select(tree.expression, schema)
    if len(absent) != 1 or len(inner[0]) != len(outer[0]):
        raise _Unsupported
    return (outer[0], outer[1] | {("without", absent.pop(), inner[1])}, *outer[2:])


def _where(node: exp.Expr, column: Any, schema: SchemaGraph) -> list[tuple[Any, ...]]:
    if isinstance(node, exp.And):
        return [*_where(node.left, column, schema), *_where(node.right, column, schema)]
    if isinstance(node, exp.Paren):
        return _where(node.this, column, schema)
    if isinstance(node, exp.Or):
        left, right = _where(node.left, column, schema), _where(node.right, column, schema)
        if len(left) == len(right) == 1 and left[0][0] == right[0][0] and {left[0][1], right[0][1]} <= {"=", "in"}:
            return [(left[0][0], "in", tuple(sorted((*left[0][2], *right[0][2]))))]
        if len(left) == len(right) == 1 and not isinstance(node.parent, (exp.And, exp.Or, exp.Paren)):
            return [*left, *right, _EITHER]
        raise _Unsupported
    if isinstance(node, exp.Not) and isinstance(node.this, exp.In) and node.this.args.get("query") is not None:
        inner = node.this.args["query"].this
        if not isinstance(inner, exp.Select) or len(_own_tables(inner)) != 1:
            raise _Unsupported
        return [("without", _own_tables(inner)[0].name.lower(), _of_select(inner, schema)[1])]
    is_denied = isinstance(node, exp.Not) and isinstance(node.this, exp.Like)
    node = node.this if is_denied else node
    operator = "not like" if is_denied else _OPERATORS.get(type(node))
    if operator is None:
        raise _Unsupported
    if operator == "between":
        values = [node.args["low"], node.args["high"]]
    elif isinstance(node.expression, exp.Subquery):
        return [_nested(column(node.this), operator, node.expression.this)]
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


def _nested(column: Any, operator: str, inner: exp.Expr) -> tuple[Any, ...]:
    """A test against the average, or of being the highest or lowest, of the column."""
    shown = inner.expressions[0] if isinstance(inner, exp.Select) and len(inner.expressions) == 1 else None
    if isinstance(shown, exp.Avg) and inner.args.get("where") is None:
        return (column, operator, "average")
    if isinstance(shown, (exp.Max, exp.Min)) and operator == "=":
        return ((None, False, column), "extreme", isinstance(shown, exp.Max))
    raise _Unsupported


def _having(node: exp.Expr, item: Any) -> tuple[Any, ...]:
    operator = _OPERATORS.get(type(node))
    if operator is None or not isinstance(node.expression, exp.Literal):
        raise _Unsupported
    return (item(node.this), operator, (_value(node.expression),))
