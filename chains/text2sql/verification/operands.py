"""What an expression of a SELECT stands for: a column of a table, an amount over rows, a cell, a moment, a query.

Names are followed through aliases, derived tables and common table expressions to the columns of the schema.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from chains.text2sql.generation.plan import Function
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph

DatePart = Literal["year", "quarter", "month", "year_month", "week", "weekday", "day", "date", "hour", "computed"]
_DEEPEST = 12
"""Names that stand for names: more are a circle of a recursive query."""
_FORMATS: dict[str, DatePart] = {
    "%Y": "year", "%m": "month", "%Y-%m": "year_month", "%Y%m": "year_month", "%Y-%m-%d": "date", "%Y%m%d": "date",
    "%d": "day", "%w": "weekday", "%u": "weekday", "%H": "hour", "%W": "week", "%V": "week", "%Y/%m": "year_month",
}  # fmt: skip
_UNITS: dict[str, DatePart] = {
    "YEAR": "year", "QUARTER": "quarter", "MONTH": "month", "WEEK": "week", "DAY": "day", "DOW": "weekday",
    "ISODOW": "weekday", "HOUR": "hour", "DAYOFWEEK": "weekday",
}  # fmt: skip
_TRUNCATED: dict[str, DatePart] = {"YEAR": "year", "MONTH": "year_month", "DAY": "date"}
_SLICES: dict[tuple[int, int], DatePart] = {
    (1, 4): "year", (1, 7): "year_month", (1, 6): "year_month", (1, 10): "date", (1, 8): "date", (6, 2): "month",
    (5, 2): "month", (9, 2): "day",
}  # fmt: skip
_PARTS: dict[type[exp.Expr], DatePart] = {
    exp.Year: "year", exp.Quarter: "quarter", exp.Month: "month", exp.Week: "week", exp.DayOfWeek: "weekday",
    exp.DayOfMonth: "day", exp.Day: "day", exp.Hour: "hour", exp.Date: "date", exp.TsOrDsToDate: "date",
}  # fmt: skip
_FUNCTIONS: dict[type[exp.Expr], Function] = {
    exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max", exp.Median: "median",
    exp.PercentileCont: "median",
}  # fmt: skip
_TRANSPARENT = (
    exp.Paren, exp.Alias, exp.Cast, exp.TryCast, exp.Lower, exp.Upper, exp.Trim, exp.Coalesce, exp.Round, exp.Collate,
    exp.TsOrDsToTimestamp, exp.Nullif, exp.Abs, exp.StrToDate, exp.StrToTime, exp.Timestamp, exp.Ordered,
    exp.WithinGroup, exp.Filter, exp.Floor, exp.Distinct, exp.TsOrDsToDatetime,
)  # fmt: skip
_NOW = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentDatetime, exp.CurrentTime)
_NOW_WORDS = frozenset(("now", "today"))
_NOW_CALLS = frozenset(("NOW", "CURDATE", "LOCALTIME", "LOCALTIMESTAMP", "SYSDATE", "GETDATE"))
_RANKS = (exp.RowNumber, exp.Rank, exp.DenseRank)


@dataclass(frozen=True)
class OfColumn:
    """A column, or the part of its time or what is computed from it."""

    column: ColumnId
    part: DatePart | None = None


@dataclass(frozen=True)
class Amount:
    """An aggregate; of rows where `column` is None."""

    function: Function
    column: ColumnId | None = None


@dataclass(frozen=True)
class Value:
    """A cell that is written out."""

    cell: Cell


@dataclass(frozen=True)
class Moment:
    """A point in time counted from now."""


@dataclass(frozen=True)
class Nested:
    """A query that stands for a value."""

    query: exp.Query


@dataclass(frozen=True)
class Rank:
    """The place of a row in an order."""

    window: exp.Window


Operand = OfColumn | Amount | Value | Moment | Nested | Rank | None


class Operands:
    """Reads the expressions of one statement."""

    def __init__(self, tree: exp.Expr, schema: SchemaGraph) -> None:
        self._schema = schema
        self._tables = {key.casefold(): key for key in schema.tables}
        bare = {key.rpartition(".")[2].casefold(): key for key in schema.tables}
        self._tables = bare | self._tables
        self._scopes: dict[int, Scope] = {id(scope.expression): scope for scope in traverse_scope(tree)}

    def sources_of(self, query: exp.Expr) -> dict[str, exp.Expr | Scope]:
        """Return the tables and queries that a SELECT takes its rows from, by their names in lower case."""
        scope = self._scopes.get(id(query))
        found = scope.selected_sources if scope is not None else {}
        return {name.casefold(): source for name, (_, source) in found.items()}

    def table(self, source: object) -> str | None:
        """Return the key of the table that a source of a scope is, None for a query."""
        if not isinstance(source, exp.Table):
            return None
        return self._tables.get(f"{source.db}.{source.name}".casefold()) or self._tables.get(source.name.casefold())

    def of(self, node: exp.Expr | None, depth: int = 0) -> Operand:
        """Return what the expression stands for, None where that is nothing of these."""
        if node is None or depth > _DEEPEST:
            return None
        if isinstance(node, exp.Column):
            return self._named(node, depth)
        if isinstance(node, exp.Subquery | exp.Select | exp.SetOperation):
            inner_query = node.unnest() if isinstance(node, exp.Subquery) else node
            return Nested(inner_query) if isinstance(inner_query, exp.Query) else None
        if isinstance(node, exp.Literal):
            return Value(cell_of(node))
        if isinstance(node, exp.Boolean):
            return Value(bool(node.this))
        if isinstance(node, exp.Neg):
            inner = self.of(node.this, depth + 1)
            is_number = isinstance(inner, Value) and isinstance(inner.cell, int | Decimal)
            return Value(-inner.cell) if is_number and isinstance(inner, Value) else inner  # type: ignore[operator]
        if isinstance(node, exp.Window):
            return Rank(node) if isinstance(node.this, _RANKS) else self.of(node.this, depth + 1)
        if type(node) in _FUNCTIONS:
            inner = self._inner(node.this, depth)
            return Amount(_FUNCTIONS[type(node)], inner.column if isinstance(inner, OfColumn) else None)
        if isinstance(node, _TRANSPARENT):
            return self.of(node.expressions[0] if isinstance(node, exp.Distinct) else node.this, depth + 1)
        return self._computed(node, depth)

    def is_primary(self, column: ColumnId) -> bool:
        return self._schema.column(column).is_key

    def columns_in(self, node: exp.Expr, depth: int = 0) -> list[ColumnId]:
        """Return the columns that an expression is made of, those of nested queries left out."""
        found = []
        for column in node.find_all(exp.Column):
            query = column.find_ancestor(exp.Select)
            if query is not node.find_ancestor(exp.Select) and query is not node:
                continue
            operand = self.of(column, depth + 1)
            name = operand.column if isinstance(operand, OfColumn | Amount) else None
            if name is not None:
                found.append(name)
        return found

    def _inner(self, node: exp.Expr | None, depth: int) -> Operand:
        found = self.of(node, depth + 1)
        if found is None and node is not None:
            columns = self.columns_in(node, depth)
            return OfColumn(columns[0], "computed") if columns else None
        return found

    def _computed(self, node: exp.Expr, depth: int) -> Operand:
        if isinstance(node, exp.Div):
            top, bottom = self.of(node.this, depth + 1), self.of(node.expression, depth + 1)
            if isinstance(top, Amount) and isinstance(bottom, Amount) and (top.function, bottom.function) == (
                "sum", "count",
            ):  # fmt: skip
                return Amount("avg", top.column)
        if isinstance(node, exp.Mul | exp.Div):
            sides = [self.of(node.this, depth + 1), self.of(node.expression, depth + 1)]
            amounts = [s for s in sides if isinstance(s, Amount)]
            if amounts:
                return amounts[0]
        columns = self.columns_in(node, depth)
        if not columns:
            return Moment() if _counts_from_now(node) else None
        inner = next((self.of(c, depth + 1) for c in node.find_all(exp.Column)), None)
        if not isinstance(inner, OfColumn):
            return inner
        return OfColumn(inner.column, _part(node, inner.part))

    def _named(self, node: exp.Column, depth: int) -> Operand:
        select = node.find_ancestor(exp.Select, exp.SetOperation)
        scope = self._scopes.get(id(select)) if select is not None else None
        is_shown = node.find_ancestor(exp.Order, exp.Having, exp.Group, exp.Select)
        if not node.table and isinstance(select, exp.Select) and isinstance(is_shown, exp.Order | exp.Having):
            named = next((e for e in select.expressions if isinstance(e, exp.Alias) and e.alias == node.name), None)
            if named is not None:
                return self.of(named.this, depth + 1)
        while scope is not None:
            named_sources = self.sources_of(scope.expression)
            sources = [named_sources.get(node.table.casefold())] if node.table else list(named_sources.values())
            for source in sources:
                found = self._from(source, node.name, depth)
                if found is not None:
                    return found
            scope = scope.parent
        if not node.table and node.this.args.get("quoted"):
            return Value(node.name)  # SQLite and MySQL take "text" for text where no column has the name
        return None

    def _from(self, source: object, name: str, depth: int) -> Operand:
        if isinstance(source, Scope):
            return self._output(source, name, depth)
        table = self.table(source)
        if table is None:
            return None
        view = self._schema.tables[table]
        column = next((c for c in view.columns if c.name.casefold() == name.casefold()), None)
        return OfColumn(column.id) if column is not None else None

    def _output(self, scope: Scope, name: str, depth: int) -> Operand:
        query = scope.expression
        while isinstance(query, exp.SetOperation):
            query = query.left.unnest() if isinstance(query.left, exp.Subquery) else query.left
        if not isinstance(query, exp.Select):
            return None
        names = [n.casefold() for n in scope.outer_columns] or [e.alias_or_name.casefold() for e in query.expressions]
        for each, said in zip(query.expressions, names, strict=False):
            if said == name.casefold():
                return self.of(each, depth + 1) or (OfColumn(c[0]) if (c := self.columns_in(each, depth)) else None)
        if any(e.is_star for e in query.expressions):
            sources = list(self.sources_of(query).values()) if depth < _DEEPEST else []
            found = (self._from(source, name, depth + 1) for source in sources)
            return next((f for f in found if f is not None), None)
        return None


def cell_of(literal: exp.Literal) -> Cell:
    """Return the cell that a literal writes: text, an int, or a Decimal."""
    if literal.is_string:
        return str(literal.this)
    return number_of(literal.this) or 0


def number_of(text: object) -> int | Decimal | None:
    """Return the number that a text writes, an int where it is whole; None where it writes none."""
    try:
        made = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    if not made.is_finite():
        return None
    return int(made) if made == made.to_integral_value() else made


def _counts_from_now(node: exp.Expr) -> bool:
    words = {str(n.this).casefold() for n in node.find_all(exp.Literal) if n.is_string}
    calls = {str(n.this).upper() for n in node.find_all(exp.Anonymous)}
    return node.find(*_NOW) is not None or bool(words & _NOW_WORDS) or bool(calls & _NOW_CALLS)


def _part(node: exp.Expr, inner: DatePart | None) -> DatePart:
    """The part of a time that a function of a column gives."""
    if _counts_from_now(node):
        return "computed"
    if isinstance(node, exp.TimeToStr):
        return _FORMATS.get(node.args["format"].name, "computed")
    if isinstance(node, exp.Extract):
        return _UNITS.get(node.this.name.upper(), "computed")
    if isinstance(node, exp.TimestampTrunc | exp.DateTrunc):
        return _TRUNCATED.get(node.text("unit").upper(), "computed")
    if isinstance(node, exp.Left):
        return _SLICES.get((1, int(number_of(node.expression.name) or 0)), "computed")
    if isinstance(node, exp.Substring):
        start, length = (int(number_of(node.text(a)) or 0) for a in ("start", "length"))
        return _SLICES.get((start, length), "computed")
    if isinstance(node, exp.Anonymous) and str(node.this).upper() in ("DATE", "DATETIME"):
        return "date"
    return _PARTS.get(type(node)) or "computed"
