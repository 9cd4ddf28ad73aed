"""Finds what every name of a query stands for: a table that may be read, or a WITH in whose scope it stands.

A WITH is visible to the definitions after it and to its query, to itself where RECURSIVE is written, and nowhere
else. On PostgreSQL `u.f` calls the function f where u has no column f, so a column behind a name has to be one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from tools.catalog import Catalog, Relation
from tools.errors import SqlRejected
from tools.sql_dialects import GRAMMARS
from tools.sql_functions import TABLE_FUNCTIONS

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
_SELECT_SOURCES = {"from_", "joins", "laterals", "with_"}


@dataclass
class _Source:
    """A name of a FROM: the columns behind it, and the schema when it is a table's own name."""

    name: str | None
    columns: tuple[str, ...]
    schema: str | None = None


@dataclass
class _Scope:
    """The WITHs that are visible, and the FROM names of this query and those around it, innermost last."""

    definitions: Mapping[str, tuple[str, ...] | None]
    levels: list[list[_Source]] = field(default_factory=list)


def resolve(tree: exp.Expr, catalog: Catalog) -> None:
    """Check every table and every qualified column; write the schema before tables that need it. Raises SqlRejected."""
    resolver = _Resolver(catalog)
    resolver.query(tree, _Scope({}))
    for table in tree.find_all(exp.Table):
        if id(table) not in resolver.seen:
            raise SqlRejected(f"{table.name} stands where no table can be named.")


class _Resolver:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._is_postgres = catalog.dialect == "postgresql"
        self.seen: set[int] = set()

    def query(self, node: exp.Expr, scope: _Scope) -> tuple[str, ...]:
        """Check a query and return the names of its columns."""
        scope = self._with_definitions(node, scope)
        match node:
            case exp.Subquery():
                columns = self.query(node.this, scope)
                self._expressions(node, scope, {"this", "with_", "alias", "joins", "laterals"})
                return columns
            case exp.SetOperation():
                return self._set_operation(node, scope, None)
            case exp.Values():
                self._expressions(node, scope, {"alias"})
                first = node.expressions[0] if node.expressions else exp.Tuple()
                return tuple(f"column{place + 1}" for place in range(len(first.expressions)))
            case exp.Select():
                return self._select(node, scope)
        raise SqlRejected("Only SELECT is allowed: the databases are read, never changed.")

    def _with_definitions(self, node: exp.Expr, scope: _Scope) -> _Scope:
        clause = node.args.get("with_")
        if not isinstance(clause, exp.With):
            return scope
        names = [self._catalog.folded(one.args["alias"].this) for one in clause.expressions]
        visible: dict[str, tuple[str, ...] | None] = dict(scope.definitions)
        if clause.args.get("recursive"):
            # engines differ on names that are defined later
            visible.update(dict.fromkeys(names))
        for name, one in zip(names, clause.expressions, strict=True):
            own = tuple(self._catalog.folded_column(column) for column in one.args["alias"].columns)
            inner = _Scope(visible, scope.levels)
            if isinstance(one.this, exp.SetOperation) and clause.args.get("recursive"):
                columns = self._set_operation(one.this, self._with_definitions(one.this, inner), (name, own))
            else:
                columns = self.query(one.this, inner)
            visible = {**visible, name: _renamed(columns, own)}
        return _Scope(visible, scope.levels)

    def _set_operation(
        self, node: exp.SetOperation, scope: _Scope, recursive: tuple[str, tuple[str, ...]] | None
    ) -> tuple[str, ...]:
        """Check the branches from left to right; a recursive WITH has the columns of the first."""
        branches: list[exp.Expr] = []
        left: exp.Expr = node
        while isinstance(left, exp.SetOperation) and (left is node or not left.args.get("with_")):
            branches.append(left.expression)
            self._expressions(left, scope, {"this", "expression", "with_"})
            left = left.this
        columns = self.query(left, scope)
        if recursive is not None:
            name, own = recursive
            scope = _Scope({**scope.definitions, name: _renamed(columns, own)}, scope.levels)
        for branch in reversed(branches):
            self.query(branch, scope)
        return columns

    def _select(self, node: exp.Select, scope: _Scope) -> tuple[str, ...]:
        sources: list[_Source] = []
        inner = _Scope(scope.definitions, [*scope.levels, sources])
        clause = node.args.get("from_")
        parts = [clause.this] if isinstance(clause, exp.From) else []
        joins = node.args.get("joins") or []
        for part in [*parts, *(node.args.get("laterals") or []), *joins]:
            self._source(part, sources, inner)
        self._expressions(node, inner, _SELECT_SOURCES)
        return self._output(node, sources, inner)

    def _source(self, node: exp.Expr, sources: list[_Source], scope: _Scope) -> None:
        """Add what stands in a FROM to `sources`; `scope` holds these."""
        outside = _Scope(scope.definitions, scope.levels[:-1])
        match node:
            case exp.Join():
                self._source(node.this, sources, scope)
                self._expressions(node, scope, {"this"})
                return
            case exp.Table() if isinstance(node.this, exp.Identifier):
                self.seen.add(id(node))
                columns, schema = self._table(node, scope)
                self._add(node, node.this, columns, sources, schema if not node.alias else None)
            case exp.Table() | exp.Unnest():
                self.seen.add(id(node))
                self._function(node, node.this if isinstance(node, exp.Table) else node, sources, scope)
            case exp.Lateral() if isinstance(node.this, exp.Func):
                self._function(node, node.this, sources, scope)
            case exp.Subquery() if isinstance(node.this, exp.Table):
                within: list[_Source] = []
                self._source(node.this, within, _Scope(scope.definitions, [*scope.levels[:-1], within]))
                if node.args.get("alias"):
                    columns = tuple(name for source in within for name in source.columns)
                    self._add(node, None, columns, sources)
                else:
                    sources.extend(within)
            case exp.Subquery() | exp.Values():
                self._add(node, None, self.query(node, outside), sources)
            case exp.Lateral() if isinstance(node.this, exp.Subquery):
                self._add(node, None, self.query(node.this, scope), sources)
            case _:
                raise SqlRejected(f"{node.sql(comments=False)[:60]} cannot be used as a table.")
        for join in node.args.get("joins") or []:
            self._source(join, sources, scope)

    def _add(
        self,
        node: exp.Expr,
        name: exp.Identifier | None,
        columns: tuple[str, ...],
        sources: list[_Source],
        schema: str | None = None,
    ) -> None:
        alias = node.args.get("alias")
        if isinstance(alias, exp.TableAlias):
            own = tuple(self._catalog.folded_column(column) for column in alias.columns)
            columns = _renamed(columns, own)
            name = alias.this if isinstance(alias.this, exp.Identifier) else name
        sources.append(_Source(self._catalog.folded(name) if name is not None else None, columns, schema))

    def _function(self, node: exp.Expr, call: exp.Expr, sources: list[_Source], scope: _Scope) -> None:
        """Add a function that gives rows; it sees what stands before it in the FROM."""
        name = _name_of(call, self._catalog.dialect)
        if name not in TABLE_FUNCTIONS[self._catalog.dialect]:
            raise SqlRejected(f"The function {name} cannot be used as a table.")
        self._expressions(call, scope, {"alias"})
        alias = node.args.get("alias")
        named = alias.this if isinstance(alias, exp.TableAlias) else None
        shown = self._catalog.folded(named) if isinstance(named, exp.Identifier) else name
        columns: tuple[str, ...] = ("key", "value") if "_each" in name else (shown,)
        if name.endswith(("_elements", "_elements_text")):
            # the one function whose column keeps a name of its own unless the alias gives columns
            columns = ("value",)
        counted = call.args.get("offset") or node.args.get("ordinality")
        self._add(node, exp.to_identifier(shown, quoted=True), columns, sources)
        if counted:
            place = self._catalog.folded(counted) if isinstance(counted, exp.Identifier) else "ordinality"
            sources[-1].columns = (*sources[-1].columns, place)

    def _table(self, table: exp.Table, scope: _Scope) -> tuple[tuple[str, ...], str | None]:
        """Return the columns of a table or WITH, and the schema of a table."""
        name = self._catalog.folded(table.this)
        if table.catalog:
            raise SqlRejected("Name a table of this database only, without another database in front of it.")
        if not table.db and name in scope.definitions:
            columns = scope.definitions[name]
            if columns is None:
                raise SqlRejected(f"{table.name} is used before WITH defines it. Define it first.")
            return columns, None
        schema = self._catalog.folded(table.args["db"]) if table.db else None
        found = self._catalog.find(name, schema)
        if not found:
            if table.db:
                raise SqlRejected(f"There is no table {table.db}.{table.name} here.")
            raise SqlRejected(f"There is no table {table.name} here.")
        if len(found) > 1:
            choices = " or ".join(f"{relation.schema}.{relation.name}" for relation in found)
            raise SqlRejected(f"There are several tables called {table.name}. Write {choices}.")
        return self._meant(table, found[0])

    def _meant(self, table: exp.Table, relation: Relation) -> tuple[tuple[str, ...], str | None]:
        schema = relation.schema or self._catalog.home
        # where a search path could lead elsewhere: pg_catalog comes before every schema
        is_hidden = self._is_postgres and relation.name.startswith("pg_")
        if not table.db and schema and (relation.schema is not None or is_hidden):
            table.set("db", exp.to_identifier(schema, quoted=True))
        return relation.columns, schema

    def _expressions(self, node: exp.Expr, scope: _Scope, left_out: Iterable[str]) -> None:
        """Check what stands in the parts of a node that are not `left_out`."""
        waiting = [child for key, part in node.args.items() if key not in left_out for child in _nodes(part)]
        while waiting:
            child = waiting.pop()
            if isinstance(child, _QUERIES):
                self.query(child, scope)
                continue
            if isinstance(child, exp.Column):
                self._column(child, scope)
            if isinstance(child, exp.In) and isinstance(child.args.get("field"), exp.Column):
                raise SqlRejected("IN takes a list or a SELECT in parentheses.")
            waiting.extend(inner for part in child.args.values() for inner in _nodes(part))

    def _column(self, column: exp.Column, scope: _Scope) -> None:
        if column.args.get("catalog"):
            raise SqlRejected("Name a column by its table alone, or by schema and table.")
        if not self._is_postgres or not column.table or isinstance(column.this, exp.Star):
            return
        source = self._source_of(column, scope)
        name = self._catalog.folded_column(column.this)
        if name not in source.columns:
            raise SqlRejected(f"There is no column {column.name} in {column.table}.")

    def _source_of(self, column: exp.Column, scope: _Scope) -> _Source:
        qualifier = self._catalog.folded(column.args["table"])
        schema = self._catalog.folded(column.args["db"]) if column.args.get("db") else None
        for level in reversed(scope.levels):
            for source in level:
                if source.name == qualifier and schema in (None, source.schema):
                    return source
        raise SqlRejected(f"There is no {column.table} in this part of the query.")

    def _output(self, node: exp.Select, sources: list[_Source], scope: _Scope) -> tuple[str, ...]:
        names: list[str] = []
        for one in node.expressions:
            is_all = isinstance(one, exp.Star)
            if isinstance(one, exp.Column) and isinstance(one.this, exp.Star):
                names.extend(self._source_of(one, scope).columns)
            elif is_all:
                names.extend(name for source in sources for name in source.columns)
            else:
                names.append(self._output_name(one))
        return tuple(names)

    def _output_name(self, one: exp.Expr) -> str:
        """PostgreSQL names what has no alias by its column or function."""
        match one:
            case exp.Alias() if isinstance(one.args["alias"], exp.Identifier):
                return self._catalog.folded_column(one.args["alias"])
            case exp.Column() if isinstance(one.this, exp.Identifier):
                return self._catalog.folded_column(one.this)
            case exp.Cast() | exp.Paren() | exp.Filter() | exp.Window() | exp.WithinGroup():
                return self._output_name(one.this)
            case exp.Case():
                return "case"
            case exp.Func():
                return one.sql_name().lower() if not isinstance(one, exp.Anonymous) else one.name.lower()
        return "?column?"


def _name_of(call: exp.Expr, dialect: str) -> str:
    """The name that a function is written with."""
    return call.sql(dialect=GRAMMARS[dialect], comments=False).partition("(")[0].strip().lower()


def _nodes(part: object) -> list[exp.Expr]:
    if isinstance(part, exp.Expr):
        return [part]
    return [child for child in part if isinstance(child, exp.Expr)] if isinstance(part, list) else []


def _renamed(columns: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    return own + columns[len(own) :]
