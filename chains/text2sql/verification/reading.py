"""Takes a SELECT apart, from its syntax tree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.generation.plan_sql import Formats
from chains.text2sql.linking.filters import Operator
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.verification.operands import (
    Amount,
    DatePart,
    Moment,
    Nested,
    OfColumn,
    Operand,
    Operands,
    Rank,
    Value,
    number_of,
)
from chains.text2sql.verification.parts import (
    FLIPPED,
    MIRRORED,
    Against,
    AmountTest,
    ColumnTest,
    Key,
    OrderedBy,
    Parts,
    ShownAmount,
    Stretch,
)
from chains.text2sql.verification.stretches import Bounds, both, compared, months_of, named_by

_COMPARISONS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.NullSafeEQ: "=",
    exp.NullSafeNEQ: "!=", exp.Glob: "like",
}  # fmt: skip
_MONTHS_OF_QUARTER = 3
_LONGEST_TEXT = 120
"""Characters of a condition that are said."""


class UnreadableSql(ValueError):
    """The statement is not one that can be taken apart."""


def parts_of(sql: str, dialect: str, schema: SchemaGraph, formats: Formats) -> Parts:
    """Return what `sql` does. `formats` tells how a column stores dates. Raises UnreadableSql."""
    name = sqlglot_dialect(dialect)
    try:
        tree = sqlglot.parse_one(sql, dialect=name)
        operands = Operands(tree, schema)
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        raise UnreadableSql(str(error)) from error
    if not isinstance(tree, exp.Query):
        raise UnreadableSql("It is no SELECT.")
    reader = _Reader(operands, name, formats)
    reader.query(tree, False)
    reader.parts.literals = {str(n.this).casefold() for n in tree.find_all(exp.Literal)}
    reader.parts.divides = tree.find(exp.Div, exp.IntDiv) is not None
    return reader.parts


@dataclass
class _Calendar:
    """What a conjunction says of the time in one column."""

    bounds: Bounds = (None, None)
    years: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    is_relative: bool = False
    texts: list[str] = field(default_factory=list)


class _Conjunction:
    """Tests that hold together: what they say of one date is one stretch."""

    def __init__(self) -> None:
        self.dates: dict[ColumnId, _Calendar] = {}

    def of(self, column: ColumnId) -> _Calendar:
        return self.dates.setdefault(column, _Calendar())


class _Reader:
    def __init__(self, operands: Operands, dialect: str, formats: Formats) -> None:
        self._operands = operands
        self._dialect = dialect
        self._formats = formats
        self._read: set[tuple[int, bool]] = set()
        self._choices = 0
        self._choice = 0
        self.parts = Parts()

    # queries

    def query(self, query: exp.Expr, negative: bool) -> None:
        """Read a query; `negative` where its rows are those to leave out."""
        if (id(query), negative) in self._read:
            return
        self._read.add((id(query), negative))
        if isinstance(query, exp.Subquery):
            self.query(query.unnest(), negative)
        elif isinstance(query, exp.SetOperation):
            self.query(query.left, negative)
            self.query(query.right, negative != isinstance(query, exp.Except))
            if isinstance(query, exp.Except):
                self._leave_out(query.right, str(query.sql(self._dialect)))
            self._order(query)
        elif isinstance(query, exp.Select):
            self._select(query, negative)

    def _select(self, select: exp.Select, negative: bool) -> None:
        scope = self._operands.scope_of(select)
        sources = list(scope.sources.values()) if scope is not None else []
        for source in sources:
            if isinstance(source, Scope) and source.expression is not select:
                self.query(source.expression, negative)
            elif (table := self._operands.table(source)) is not None:
                self.parts.tables.add(table)
        where = select.args.get("where")
        together = _Conjunction()
        gaps = self._anti_joins(select, scope)
        for join in select.args.get("joins") or []:
            on = join.args.get("on")
            if on is not None:
                is_gap = id(join) in gaps
                self._condition(on, negative != is_gap, _Conjunction() if is_gap else together)
            if id(join) in gaps and scope is not None:
                self._leave_out_source(scope.sources.get(join.alias_or_name), join.sql(self._dialect))
        for clause in (where, select.args.get("having"), select.args.get("qualify")):
            if clause is not None:
                self._condition(clause.this, negative, together, frozenset(gaps.values()))
        self._close(together, negative)
        group = select.args.get("group")
        if group is not None:
            self._keys(select, group)
        for shown in select.expressions:
            self._shown(shown, negative)
        self._amounts(select)
        self._order(select)

    def _anti_joins(self, select: exp.Select, scope: Scope | None) -> dict[int, int]:
        """Joins from the left whose rows must be missing, each with the IS NULL that says so."""
        where = select.args.get("where")
        found: dict[int, int] = {}
        if where is None or scope is None:
            return found
        for node in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
            column = node.this if isinstance(node, exp.Is) else None
            if not isinstance(column, exp.Column) or not isinstance(node.expression, exp.Null):
                continue
            for join in select.args.get("joins") or []:
                if join.side == "LEFT" and self._is_of(column, join, scope) and self._is_key(column, join):
                    found[id(join)] = id(node)
        return found

    def _is_of(self, column: exp.Column, join: exp.Join, scope: Scope) -> bool:
        if column.table:
            return column.table.casefold() == join.alias_or_name.casefold()
        operand = self._operands.of(column)
        source = self._operands.table(scope.sources.get(join.alias_or_name))
        return isinstance(operand, OfColumn) and operand.column[0] == source

    def _is_key(self, column: exp.Column, join: exp.Join) -> bool:
        """Whether the column is NULL only where the join found no row: a column of the join, or a primary key."""
        on = join.args.get("on")
        joined = {c.name.casefold() for c in on.find_all(exp.Column)} if on is not None else set()
        operand = self._operands.of(column)
        is_primary = isinstance(operand, OfColumn) and self._operands.is_primary(operand.column)
        return is_primary or column.name.casefold() in joined

    def _leave_out(self, query: exp.Expr, text: str) -> None:
        """The rows of the query's tables must not be there."""
        inner = query.unnest() if isinstance(query, exp.Subquery) else query
        scope = self._operands.scope_of(inner)
        for source in scope.sources.values() if scope is not None else ():
            self._leave_out_source(source, text)

    def _leave_out_source(self, source: object, text: str) -> None:
        if isinstance(source, Scope):
            self._leave_out(source.expression, text)
        elif (table := self._operands.table(source)) is not None:
            self.parts.without.setdefault(table, _short(text))

    # conditions

    def _condition(
        self, node: exp.Expr, negative: bool, together: _Conjunction, passed: frozenset[int] = frozenset()
    ) -> None:
        if id(node) in passed:
            return
        if isinstance(node, exp.Paren | exp.Escape):
            self._condition(node.this, negative, together, passed)
        elif isinstance(node, exp.Not):
            self._condition(node.this, not negative, together, passed)
        elif isinstance(node, exp.And | exp.Or):
            self._joined(node, negative, together, passed)
        elif isinstance(node, exp.Exists):
            inner = node.this
            if negative:
                self._leave_out(inner, node.sql(self._dialect))
            self._nested(inner, negative)
        elif isinstance(node, exp.Between):
            self._comparison(node, ">=", node.this, node.args["low"], negative, together, node.args["high"])
        elif isinstance(node, exp.In):
            self._member(node, negative, together)
        elif isinstance(node, exp.Is):
            self._is(node, negative)
        elif isinstance(node, exp.Like | exp.ILike | exp.RegexpLike):
            self._alike(node, negative, together)
        elif type(node) in _COMPARISONS:
            self._comparison(node, _COMPARISONS[type(node)], node.this, node.expression, negative, together)
        else:
            self._plain(node, negative)

    def _joined(self, node: exp.Expr, negative: bool, together: _Conjunction, passed: frozenset[int]) -> None:
        sides = list(node.flatten())
        if isinstance(node, exp.Or) == negative:
            for side in sides:
                self._condition(side, negative, together, passed)
            return
        before = self._choice
        if not before:
            self._choices += 1
            self._choice = self._choices
        for side in sides:
            apart = _Conjunction()
            self._condition(side, negative, apart, passed)
            self._close(apart, negative)
        self._choice = before

    def _nested(self, query: exp.Expr, negative: bool) -> None:
        self.parts.has_nested = True
        self.query(query, negative)

    def _member(self, node: exp.In, negative: bool, together: _Conjunction) -> None:
        query = node.args.get("query")
        if query is not None:
            if negative:
                self._leave_out(query, node.sql(self._dialect))
            self._nested(query, negative)
            return
        left = self._operands.of(node.this)
        values = [self._operands.of(e) for e in node.expressions]
        cells = tuple(v.cell for v in values if isinstance(v, Value))
        if isinstance(left, OfColumn) and cells:
            if self._is_date(left):
                self._dates_listed(node, left, cells, negative, together)
            else:
                self._test(node, left, "in", cells, negative)

    def _dates_listed(
        self, node: exp.Expr, left: OfColumn, cells: Sequence[Cell], negative: bool, together: _Conjunction
    ) -> None:
        if left.part in ("month", "quarter"):
            size = _MONTHS_OF_QUARTER if left.part == "quarter" else 1
            numbers = [int(n) for c in cells if (n := number_of(c)) is not None]
            months = [m for n in numbers for m in range(size * (n - 1) + 1, size * n + 1)]
            self._say(together, left.column, node).months.extend(months)
            return
        for cell in cells:
            named = named_by(cell, self._formats(left.column), left.part)
            if named is None:
                self._test(node, left, "in", (cell,), negative)
                continue
            self.parts.stretches.append(Stretch(left.column, *named, _short(node.sql(self._dialect)), negative))

    def _is(self, node: exp.Is, negative: bool) -> None:
        left = self._operands.of(node.this)
        if not isinstance(left, OfColumn):
            return
        if isinstance(node.expression, exp.Boolean):
            self._test(node, left, "=", (bool(node.expression.this),), negative)
        elif isinstance(node.expression, exp.Null):
            self._test(node, left, "null", (), negative)

    def _alike(self, node: exp.Expr, negative: bool, together: _Conjunction) -> None:
        left, right = self._operands.of(node.this), self._operands.of(node.expression)
        if not isinstance(left, OfColumn) or not isinstance(right, Value):
            return
        named = named_by(right.cell, self._formats(left.column), left.part) if self._is_date(left) else None
        if named is not None and not negative:
            calendar = self._say(together, left.column, node)
            calendar.bounds = both(calendar.bounds, named)
        else:
            self._test(node, left, "like", (right.cell,), negative)

    def _plain(self, node: exp.Expr, negative: bool) -> None:
        """A truth value by itself, or a function that asks whether a column holds a member."""
        operand = self._operands.of(node)
        if isinstance(node, exp.Column) and isinstance(operand, OfColumn):
            self._test(node, operand, "=", (True,), negative)
            return
        if not isinstance(node, exp.Func):
            return
        columns = self._operands.columns_in(node)
        cells = tuple(str(n.this) for n in node.find_all(exp.Literal) if n.is_string)
        if columns and cells:
            self._test(node, OfColumn(columns[0]), "member", cells, negative)

    def _comparison(
        self,
        node: exp.Expr,
        operator: Operator,
        one: exp.Expr,
        other: exp.Expr,
        negative: bool,
        together: _Conjunction,
        upper: exp.Expr | None = None,
    ) -> None:
        """A comparison; with `upper`, between `other` and `upper`."""
        if isinstance(other, exp.All | exp.Any):
            self._of_all(node, operator, one, other, negative)
            return
        left, right = self._operands.of(one), self._operands.of(other)
        if isinstance(left, Value | Moment) or (isinstance(left, Nested) and isinstance(right, OfColumn | Amount)):
            left, right, operator = right, left, MIRRORED[operator]
        if isinstance(left, OfColumn):
            self._column_with(node, left, operator, right, negative, together, upper)
        elif isinstance(left, Amount):
            self._amount_with(node, left, operator, right, negative, upper)
        elif isinstance(left, Nested):
            self._query_with(node, left, operator, right, negative)
        elif isinstance(left, Rank) and isinstance(right, Value):
            self._ranked(left, operator, right.cell)
        elif right is None and left is None:
            self._plain(one, negative)

    def _column_with(
        self,
        node: exp.Expr,
        left: OfColumn,
        operator: Operator,
        right: Operand,
        negative: bool,
        together: _Conjunction,
        upper: exp.Expr | None,
    ) -> None:
        top = self._operands.of(upper) if upper is not None else None
        if isinstance(right, Value):
            cells = (right.cell, *((top.cell,) if isinstance(top, Value) else ()))
            if self._is_date(left) and self._dated(node, left, operator, cells, negative, together):
                return
            self._test(node, left, "between" if upper is not None else operator, cells, negative)
        elif isinstance(right, Moment):
            self._say(together, left.column, node).is_relative = True
        elif isinstance(right, Nested):
            self._with_query(node, left.column, operator, right.query, negative)
        elif isinstance(right, Amount):
            self._against(node, left.column, operator, right.function, negative)

    def _dated(
        self,
        node: exp.Expr,
        left: OfColumn,
        operator: Operator,
        cells: tuple[Cell, ...],
        negative: bool,
        together: _Conjunction,
    ) -> bool:
        """Take a test of a date; False where it names no time."""
        if left.part in ("month", "quarter") and operator == "=":
            self._dates_listed(node, left, cells, negative, together)
            return True
        if left.part == "computed":
            self._say(together, left.column, node).is_relative = True
            return True
        if left.part in ("day", "weekday", "hour", "week", "month", "quarter"):
            return False
        stored = self._formats(left.column)
        named = [named_by(cell, stored, left.part) for cell in cells]
        if any(n is None for n in named):
            return False
        bounds = compared(operator, named[0] or (None, None))
        if len(named) > 1:
            bounds = both(bounds, compared("<=", named[1] or (None, None)))
        if operator == "!=" or negative:
            is_negated = (operator == "!=") != negative
            self.parts.stretches.append(Stretch(left.column, *bounds, _short(node.sql(self._dialect)), is_negated))
            return True
        calendar = self._say(together, left.column, node)
        calendar.bounds = both(calendar.bounds, bounds)
        return True

    def _with_query(
        self, node: exp.Expr, column: ColumnId | None, operator: Operator, query: exp.Query, negative: bool
    ) -> None:
        """A comparison with the value of a query."""
        shown = self._operands.of(query.selects[0]) if query.selects else None
        is_opposite = operator == "!="
        self._nested(query, negative != is_opposite)
        if isinstance(shown, Amount):
            self._against(node, column, operator, shown.function, negative)
            if shown.function in ("min", "max") and operator in ("=", ">=", "<="):
                self._extreme(node, shown.column or column, None, shown.function == "max")
        elif operator in (">", ">=", "<", "<="):
            self._against(node, column, operator, None, negative)
        elif is_opposite != negative:
            self._leave_out(query, node.sql(self._dialect))

    def _of_all(self, node: exp.Expr, operator: Operator, one: exp.Expr, other: exp.Expr, negative: bool) -> None:
        """`>= ALL (SELECT …)` is an extreme, `= ANY (…)` membership."""
        left = self._operands.of(one)
        inner = other.this.unnest() if isinstance(other.this, exp.Paren | exp.Subquery) else other.this
        if isinstance(inner, exp.Query):
            self._nested(inner, negative != (operator == "!="))
            if isinstance(other, exp.All) and operator in (">", ">=", "<", "<="):
                column = left.column if isinstance(left, OfColumn | Amount) else None
                self._extreme(node, column, left.function if isinstance(left, Amount) else None, operator[0] == ">")
            elif isinstance(other, exp.All) and operator == "!=":
                self._leave_out(inner, node.sql(self._dialect))
        elif isinstance(left, OfColumn):
            cells = tuple(str(n.this) for n in inner.find_all(exp.Literal))
            self._test(node, left, "in", cells, negative != (operator == "!="))
        elif isinstance(left, Value):
            columns = self._operands.columns_in(inner)
            if columns:
                self._test(node, OfColumn(columns[0]), "member", (left.cell,), negative)

    def _amount_with(
        self, node: exp.Expr, left: Amount, operator: Operator, right: Operand, negative: bool, upper: exp.Expr | None
    ) -> None:
        if isinstance(right, Value):
            top = self._operands.of(upper) if upper is not None else None
            bounds: list[tuple[Operator, Cell]] = [(operator, right.cell)]
            if isinstance(top, Value):
                bounds.append(("<=", top.cell))
            for each, cell in bounds:
                acting = FLIPPED[each] if negative else each
                text = _short(node.sql(self._dialect))
                self.parts.amount_tests.append(AmountTest(left.function, left.column, acting, cell, text))
        elif isinstance(right, Nested):
            self._nested(right.query, False)
            shown = self._operands.of(right.query.selects[0]) if right.query.selects else None
            function = shown.function if isinstance(shown, Amount) else None
            self._against(node, left.column, operator, function, negative)
            if function in ("min", "max") and operator in ("=", ">=", "<="):
                self._extreme(node, left.column, left.function, function == "max")
        elif isinstance(right, Amount):
            self._against(node, left.column, operator, right.function, negative)

    def _query_with(self, node: exp.Expr, left: Nested, operator: Operator, right: Operand, negative: bool) -> None:
        """(SELECT COUNT(*) …) > 2."""
        shown = self._operands.of(left.query.selects[0]) if left.query.selects else None
        is_none = isinstance(right, Value) and str(right.cell) == "0" and operator == "="
        self._nested(left.query, negative != is_none)
        if is_none and not negative:
            self._leave_out(left.query, node.sql(self._dialect))
        if isinstance(shown, Amount) and isinstance(right, Value):
            acting = FLIPPED[operator] if negative else operator
            text = _short(node.sql(self._dialect))
            self.parts.amount_tests.append(AmountTest(shown.function, shown.column, acting, right.cell, text))
        elif isinstance(right, Nested):
            self._nested(right.query, False)

    def _against(
        self, node: exp.Expr, column: ColumnId | None, operator: Operator, function: Any, negative: bool
    ) -> None:
        acting = FLIPPED[operator] if negative else operator
        self.parts.against.append(Against(column, acting, function, _short(node.sql(self._dialect))))

    def _extreme(self, node: exp.Expr, column: ColumnId | None, function: Any, is_descending: bool) -> None:
        text = _short(node.sql(self._dialect))
        self.parts.orders.append(OrderedBy(column, function, is_descending, 1, 0, text))

    def _ranked(self, rank: Rank, operator: Operator, cell: Cell) -> None:
        order = rank.window.args.get("order")
        number = number_of(cell)
        if order is None or number is None:
            return
        last = int(number) - 1 if operator == "<" else int(number)
        offset = last - 1 if operator == "=" else 0
        self._ordered(order, last - offset, offset)

    def _test(
        self, node: exp.Expr, left: OfColumn, operator: Operator, values: tuple[Cell, ...], negative: bool
    ) -> None:
        text = _short(node.sql(self._dialect))
        if operator == "between" and negative:
            low, high = values
            self.parts.tests.append(ColumnTest(left.column, "<", (low,), text, self._choice, left.part))
            self.parts.tests.append(ColumnTest(left.column, ">", (high,), text, self._choice, left.part))
            return
        acting = FLIPPED[operator] if negative else operator
        self.parts.tests.append(ColumnTest(left.column, acting, values, text, self._choice, left.part))

    # times

    def _is_date(self, operand: OfColumn) -> bool:
        return self._formats(operand.column) not in (None, "time") or operand.part not in (None, "computed")

    def _say(self, together: _Conjunction, column: ColumnId, node: exp.Expr) -> _Calendar:
        calendar = together.of(column)
        calendar.texts.append(node.sql(self._dialect))
        return calendar

    def _close(self, together: _Conjunction, negative: bool) -> None:
        """What a conjunction says of each date becomes one stretch."""
        for column, calendar in together.dates.items():
            text = _short(" AND ".join(dict.fromkeys(calendar.texts)))
            first, end = calendar.bounds
            months = sorted(set(calendar.months))
            is_year = first is not None and end is not None and (first.year + 1, 1, 1) == (end.year, end.month, end.day)
            if months and is_year and first is not None and months == list(range(months[0], months[-1] + 1)):
                first, end = months_of(first.year, months[0], months[-1])
            elif months:
                test = ColumnTest(column, "in", tuple(months), text, self._choice, "month")
                self.parts.tests.append(test)
            if first is not None or end is not None or calendar.is_relative:
                self.parts.stretches.append(Stretch(column, first, end, text, negative, calendar.is_relative))
        together.dates.clear()

    # what is shown, grouped and ordered

    def _keys(self, select: exp.Select, group: exp.Group) -> None:
        self.parts.is_grouped = True
        for key in group.expressions:
            shown: exp.Expr = key
            place = number_of(key.this) if isinstance(key, exp.Literal) else None
            if place is not None and 0 < place <= len(select.expressions):
                shown = select.expressions[int(place) - 1]
            operand = self._operands.of(shown)
            if isinstance(operand, OfColumn):
                self.parts.keys.append(Key(operand.column, operand.part))

    def _shown(self, shown: exp.Expr, negative: bool) -> None:
        """Conditions inside of what is shown: CASE, FILTER, truth values that are added up, nested queries."""
        for node in shown.walk(prune=lambda n: isinstance(n, exp.Subquery | exp.Select)):
            if isinstance(node, exp.Subquery):
                self._nested(node.unnest(), negative)
            elif isinstance(node, exp.Case):
                self._case(node, negative)
            elif isinstance(node, exp.If) and not isinstance(node.parent, exp.Case):
                self._apart(node.this, negative)
            elif isinstance(node, exp.Filter):
                self._apart(node.expression.this, negative)
            elif type(node) in (exp.Sum, exp.Avg, exp.Count) and isinstance(node.this, exp.Predicate):
                self._apart(node.this, negative)
            elif isinstance(node, exp.Window):
                self.parts.is_grouped = True
                for key in node.args.get("partition_by") or []:
                    operand = self._operands.of(key)
                    if isinstance(operand, OfColumn):
                        self.parts.keys.append(Key(operand.column, operand.part))

    def _case(self, node: exp.Case, negative: bool) -> None:
        default = node.args.get("default")
        for branch in node.args["ifs"]:
            shown = branch.args.get("true")
            is_left_out = _is_nothing(shown) and default is not None and not _is_nothing(default)
            condition = exp.EQ(this=node.this.copy(), expression=branch.this.copy()) if node.this else branch.this
            if node.this:
                condition.parent = node
                self._comparison(condition, "=", node.this, branch.this, negative != is_left_out, _Conjunction())
            else:
                self._apart(condition, negative != is_left_out)

    def _apart(self, condition: exp.Expr, negative: bool) -> None:
        together = _Conjunction()
        self._condition(condition, negative, together)
        self._close(together, negative)

    def _amounts(self, select: exp.Select) -> None:
        for node in select.find_all(exp.AggFunc):
            if node.find_ancestor(exp.Select) is not select:
                continue
            operand = self._operands.of(node)
            if isinstance(operand, Amount):
                is_distinct = isinstance(node.this, exp.Distinct)
                text = _short(node.sql(self._dialect))
                self.parts.amounts.append(ShownAmount(operand.function, operand.column, is_distinct, text))
                outer = self._operands.of(node.parent) if isinstance(node.parent, exp.Div) else None
                if isinstance(outer, Amount) and outer != operand:
                    self.parts.amounts.append(ShownAmount(outer.function, outer.column, False, text))

    def _order(self, query: exp.Query) -> None:
        order, limit = query.args.get("order"), query.args.get("limit")
        count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit and limit.expression
        number = number_of(count.name) if isinstance(count, exp.Literal) else None
        offset = query.args.get("offset")
        skipped = number_of(offset.expression.name) if offset is not None else None
        if order is not None:
            self._ordered(order, int(number) if number is not None else None, int(skipped or 0))
        elif number is not None:
            text = _short(limit.sql(self._dialect)) if limit is not None else ""
            self.parts.orders.append(OrderedBy(None, None, False, int(number), int(skipped or 0), text))

    def _ordered(self, order: exp.Order, limit: int | None, offset: int) -> None:
        first = order.expressions[0]
        operand = self._operands.of(first)
        if isinstance(first.this, exp.Literal) and isinstance(order.parent, exp.Select):
            place = int(number_of(first.this.this) or 0)
            shown = order.parent.expressions
            operand = self._operands.of(shown[place - 1]) if 0 < place <= len(shown) else None
        column = operand.column if isinstance(operand, OfColumn | Amount) else None
        function = operand.function if isinstance(operand, Amount) else None
        is_descending = bool(first.args.get("desc"))
        if isinstance(first.this, exp.Neg):
            is_descending = not is_descending
        text = _short(order.sql(self._dialect)) + (f" LIMIT {limit}" if limit is not None else "")
        self.parts.orders.append(OrderedBy(column, function, is_descending, limit, offset, text.strip()))


def _is_nothing(node: exp.Expr | None) -> bool:
    return node is None or isinstance(node, exp.Null) or (isinstance(node, exp.Literal) and str(node.this) == "0")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_TEXT else flat[: _LONGEST_TEXT - 1] + "…"


__all__ = ["DatePart", "UnreadableSql", "parts_of"]
