"""What a query is made of, without its constants: tables, columns shown, tested, grouped and ordered by.

Two queries of the same parts differ in their constants at most; sharing many parts is being of one kind.
"""

from __future__ import annotations

from sqlglot import exp

from chains.text2sql.examples.statement import column_id
from chains.text2sql.generation.ir import Item, Query
from chains.text2sql.schema.graph import SchemaGraph

Parts = dict[tuple[str, ...], float]
"""Each part with its weight."""

_AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max",
}  # fmt: skip
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.Like: "like",
    exp.Between: "between", exp.In: "in",
}  # fmt: skip
_WEIGHTS = {"from": 0.6, "select": 1.0, "where": 1.0, "group": 1.0, "order": 1.0, "having": 1.0, "distinct": 0.7,
            "shows": 0.7, "does": 0.5, "nested": 0.5, "named": 0.5}  # fmt: skip


def parts_of_query(query: Query) -> Parts:
    """Return the parts of one of our own queries."""
    found: set[tuple[str, ...]] = {("from", t.casefold()) for t in query.tables}
    for item in query.select:
        found |= _of_shown(_item(item))
    found.add(("shows", str(len(query.select))))
    for test in query.where:
        found.add(("where", *_low(test.column), test.operator))
    for item in query.group:
        found |= {("group", *_low(item.column)), ("does", "group")}
    if query.having is not None and query.having_item is not None:
        found |= {("having", *_item(query.having_item), query.having.operator), ("does", "having")}
    for item, descending in query.order:
        way = ("desc" if descending else "asc", "first" if query.limit is not None else "all")
        found |= {("order", *_item(item), *way), ("does", "order", *way)}
    if query.distinct:
        found.add(("distinct",))
    if query.without is not None or any(c.average for c in query.where):
        found.add(("nested",))
    return _weighed(found)


def parts_of_tree(tree: exp.Expr, schema: SchemaGraph) -> Parts:
    """Return the parts of a statement; those of SELECTs inside it are among them."""
    found: set[tuple[str, ...]] = {("from", t.name.casefold()) for t in tree.find_all(exp.Table)}
    outer = tree.find(exp.Select)
    for select in tree.find_all(exp.Select):
        if select is outer:
            found |= _shown(select, schema)
        else:
            found.add(("nested",))
        found |= _tested(select, schema)
        order, limit = select.args.get("order"), select.args.get("limit")
        for ordered in order.expressions if order is not None else ():
            way = ("desc" if ordered.args.get("desc") else "asc", "first" if limit is not None else "all")
            found |= {("order", *_node(ordered.this, schema), *way), ("does", "order", *way)}
        group = select.args.get("group")
        for key in group.expressions if group is not None else ():
            found |= {("group", *_node(key, schema)[2:]), ("does", "group")}
    return _weighed(found)


def _shown(select: exp.Select, schema: SchemaGraph) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = {("shows", str(len(select.expressions)))}
    for shown in select.expressions:
        inner = shown.unalias() if isinstance(shown, exp.Alias) else shown
        found |= _of_shown(_node(inner, schema))
    if select.args.get("distinct") is not None:
        found.add(("distinct",))
    return found


def _of_shown(item: tuple[str, ...]) -> set[tuple[str, ...]]:
    """A shown column, the same for a column of its name in any table, and what is done with it."""
    aggregate, *_, name = item
    return {("select", *item), ("named", aggregate, name), ("does", aggregate or "show")}


def _tested(select: exp.Select, schema: SchemaGraph) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for clause, name in (("where", "where"), ("having", "having")):
        node = select.args.get(clause)
        if node is None:
            continue
        for kind, operator in _OPERATORS.items():
            for test in node.find_all(kind):
                if test.find_ancestor(exp.Select) is select:
                    left = _node(test.this, schema)
                    found.add((name, *(left[2:] if name == "where" else left), operator))
        if name == "having":
            found.add(("does", "having"))
    return found


def _node(node: exp.Expr, schema: SchemaGraph) -> tuple[str, ...]:
    aggregate = _AGGREGATES.get(type(node))
    inner = node.this if aggregate else node
    is_distinct = isinstance(inner, exp.Distinct)
    if is_distinct:
        inner = inner.expressions[0]
    column = column_id(inner, schema) if isinstance(inner, exp.Column) else None
    name = _low(column) if column else ("", "" if isinstance(inner, exp.Star) else inner.key)
    if aggregate == "count" and not is_distinct:
        # count(x) counts rows as count(*) does, but for empty cells
        name = ("", "")
    return (aggregate or "", "distinct" if is_distinct else "", *name)


def _item(item: Item) -> tuple[str, ...]:
    name = ("", "") if item.aggregate == "count" and not item.distinct else _low(item.column)
    return (item.aggregate or "", "distinct" if item.distinct else "", *name)


def _low(column: tuple[str, str] | None) -> tuple[str, str]:
    return (column[0].casefold(), column[1].casefold()) if column else ("", "")


def _weighed(found: set[tuple[str, ...]]) -> Parts:
    return {part: _WEIGHTS[part[0]] for part in found}


def likeness(one: Parts, other: Parts) -> float:
    """Return 0..1: the share of the weight of both that they have in common (1 for the same parts)."""
    shared = sum(weight for part, weight in one.items() if part in other)
    whole = sum(one.values()) + sum(other.values())
    return 2 * shared / whole if whole else 0.0
