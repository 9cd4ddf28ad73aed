"""The statement of a solved example as a tree: its literals, and the columns that they are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.In, exp.Between)


@dataclass(frozen=True)
class Constant:
    """A literal of the statement, once however often it stands there. `column` is what it is compared with."""

    value: str
    is_text: bool
    column: ColumnId | None
    is_limit: bool = False


def parse(sql: str, dialect: str, schema: SchemaGraph) -> exp.Expr | None:
    """Return the tree, with texts in double quotes as texts; None for what cannot be read."""
    try:
        tree = sqlglot.parse_one(sql.strip().rstrip(";"), dialect=sqlglot_dialect(dialect))
    except (SqlglotError, RecursionError, ValueError):
        return None
    names = {c.name.casefold() for c in schema.columns}
    aliases = {a.alias.casefold() for a in tree.find_all(exp.Alias)}
    for column in list(tree.find_all(exp.Column)):
        is_quoted = isinstance(column.this, exp.Identifier) and bool(column.this.quoted)
        # SQLite and MySQL read "Ben Jones" as a text where no column is called so
        if is_quoted and not column.table and column.name.casefold() not in names | aliases:
            column.replace(exp.Literal.string(column.name))
    return tree


def constants(tree: exp.Expr, schema: SchemaGraph) -> list[Constant]:
    """Return the literals in the order in which they are written, equal ones once."""
    found: dict[tuple[str, bool, bool], Constant] = {}
    for literal in literals(tree):
        is_limit = isinstance(literal.parent, exp.Limit)
        key = (literal.name, bool(literal.is_string), is_limit)
        if key not in found:
            found[key] = Constant(literal.name, bool(literal.is_string), compared_with(literal, schema), is_limit)
    return list(found.values())


def literals(tree: exp.Expr) -> Iterator[exp.Literal]:
    """Yield every literal of the tree, depth first."""
    yield from (node for node in tree.dfs() if isinstance(node, exp.Literal))


def compared_with(literal: exp.Expr, schema: SchemaGraph) -> ColumnId | None:
    """Return the column on the other side of the comparison around `literal`, None where there is none."""
    node = literal.parent
    while isinstance(node, (exp.Tuple, exp.Paren, exp.Neg, exp.Lower, exp.Upper)):
        node = node.parent
    if not isinstance(node, _COMPARISONS):
        return None
    for side in (node.this, node.args.get("expression")):
        while isinstance(side, (exp.Lower, exp.Upper, exp.Paren)):
            side = side.this
        if isinstance(side, exp.Column):
            return column_id(side, schema)
    return None


def column_id(column: exp.Column, schema: SchemaGraph) -> ColumnId | None:
    """Return which column of the schema is meant, by its alias or by the tables of the SELECT around it."""
    select = column.find_ancestor(exp.Select)
    while select is not None:
        tables = _tables_of(select)
        wanted = [tables[column.table.casefold()]] if column.table.casefold() in tables else []
        for table in wanted or ([] if column.table else list(tables.values())):
            home = _home(table, schema)
            if home is not None:
                for view in schema.tables[home].columns:
                    if view.name.casefold() == column.name.casefold():
                        return view.id
        select = select.find_ancestor(exp.Select)
    return None


def _tables_of(select: exp.Select) -> dict[str, exp.Table]:
    sources = [select.args.get("from_") or select.args.get("from"), *(select.args.get("joins") or [])]
    found: dict[str, exp.Table] = {}
    for source in sources:
        for table in source.find_all(exp.Table) if source is not None else ():
            found.setdefault(table.alias_or_name.casefold(), table)
    return found


def _home(table: exp.Table, schema: SchemaGraph) -> str | None:
    wanted = f"{table.db}.{table.name}".casefold() if table.db else table.name.casefold()
    return next((t for t in schema.tables if t.casefold() == wanted or t.casefold() == table.name.casefold()), None)
