"""What to call the columns of a statement that is there as text alone, written by a model or taken from an example."""

import sqlglot
from sqlglot import exp

from chains.text2sql.presentation.reading import AGGREGATES
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.labels import column_label, table_label
from chains.text2sql.schema.naming import split_name

_FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max",
}  # fmt: skip


def labels_of(sql: str, columns: list[str], schema: SchemaGraph, language: str) -> list[str]:
    """Return a label for each of the result's `columns`: the words of what stands there, never its SQL.

    An alias counts as words of its writer. What cannot be put in words keeps the database's name for it.
    """
    try:
        # SQLite's grammar takes the quotes of all three engines
        tree = sqlglot.parse_one(sql, dialect="sqlite")
    except sqlglot.errors.SqlglotError:
        return list(columns)
    shown = tree.selects if isinstance(tree, exp.Query) else []
    if len(shown) != len(columns) or any(isinstance(each, exp.Star) for each in shown):
        shown = [exp.column(name) for name in columns]
    tables = [found for node in tree.find_all(exp.Table) if (found := _key(node, schema)) is not None]
    return [
        _label(each, tables, schema, "zh" if language == "zh" else "en") or name
        for each, name in zip(shown, columns, strict=True)
    ]


def _label(shown: exp.Expr, tables: list[str], schema: SchemaGraph, lang: str) -> str | None:
    if isinstance(shown, exp.Alias):
        return _label(shown.this, tables, schema, lang) or " ".join(split_name(shown.alias)) or None
    while isinstance(shown, exp.Round | exp.Paren | exp.Cast | exp.Coalesce):
        shown = shown.this
    if isinstance(shown, exp.Column):
        found = _column(shown.name, tables, schema)
        return column_label(schema, found, lang) if found is not None else None
    aggregate = _FUNCTIONS.get(type(shown))
    if aggregate is None:
        return None
    inner = shown.this
    distinct = isinstance(inner, exp.Distinct)
    if isinstance(inner, exp.Distinct):
        inner = inner.expressions[0]
    if isinstance(inner, exp.Column):
        name = _label(inner, tables, schema, lang)
    else:
        counts_rows = aggregate == "count" and isinstance(inner, exp.Star | exp.Literal) and bool(tables)
        name = table_label(schema.tables[tables[0]], lang) if counts_rows else None
    if name is None:
        return None
    if distinct:
        name = f"不同{name}" if lang == "zh" else f"different {name}"
    return AGGREGATES[lang][aggregate].format(name)


def _column(name: str, tables: list[str], schema: SchemaGraph) -> ColumnId | None:
    return next(
        (c.id for key in tables for c in schema.tables[key].columns if c.name.casefold() == name.casefold()), None
    )


def _key(table: exp.Table, schema: SchemaGraph) -> str | None:
    names = {table.name.casefold(), f"{table.db}.{table.name}".casefold()}
    return next((key for key in schema.tables if key.casefold() in names), None)
