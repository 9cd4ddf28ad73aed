"""Reads conditions: comparisons, lists, patterns, gaps, nested queries, joined by AND, OR and NOT."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from sqlglot import exp

from chains.text2sql.linking.filters import Operator
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.verification.operands import (
    Amount,
    Moment,
    Nested,
    OfColumn,
    Operand,
    Rank,
    Value,
    number_of,
)
from chains.text2sql.verification.parts import (
    FLIPPED,
    MIRRORED,
    AmountTest,
    Stretch,
)
from chains.text2sql.verification.recorder import Conjunction, Recorder
from chains.text2sql.verification.stretches import both, compared, named_by

_COMPARISONS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.NullSafeEQ: "=",
    exp.NullSafeNEQ: "!=", exp.Glob: "like",
}  # fmt: skip
_MONTHS_OF_QUARTER = 3


class Conditions(Recorder, ABC):
    """Reads the conditions of one statement."""

    @abstractmethod
    def query(self, query: exp.Expr, negative: bool) -> None:
        """Read a nested query."""

    def _condition(
        self, node: exp.Expr, negative: bool, together: Conjunction, passed: frozenset[int] = frozenset()
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
                self._leave_out(inner, self._said(node))
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

    def _joined(self, node: exp.Expr, negative: bool, together: Conjunction, passed: frozenset[int]) -> None:
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
            apart = Conjunction()
            self._condition(side, negative, apart, passed)
            self._close(apart, negative)
        self._choice = before

    def _nested(self, query: exp.Expr, negative: bool) -> None:
        self.parts.has_nested = True
        self.query(query, negative)

    def _member(self, node: exp.In, negative: bool, together: Conjunction) -> None:
        query = node.args.get("query")
        if query is not None:
            if negative:
                self._leave_out(query, self._said(node))
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
        self, node: exp.Expr, left: OfColumn, cells: Sequence[Cell], negative: bool, together: Conjunction
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
            self.parts.stretches.append(Stretch(left.column, *named, self._said(node), negative))

    def _is(self, node: exp.Is, negative: bool) -> None:
        left = self._operands.of(node.this)
        if not isinstance(left, OfColumn):
            return
        if isinstance(node.expression, exp.Boolean):
            self._test(node, left, "=", (bool(node.expression.this),), negative)
        elif isinstance(node.expression, exp.Null):
            self._test(node, left, "null", (), negative)

    def _alike(self, node: exp.Expr, negative: bool, together: Conjunction) -> None:
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
        together: Conjunction,
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
        together: Conjunction,
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
        together: Conjunction,
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
            self.parts.stretches.append(Stretch(left.column, *bounds, self._said(node), is_negated))
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
            self._leave_out(query, self._said(node))

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
                self._leave_out(inner, self._said(node))
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
                text = self._said(node)
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
            self._leave_out(left.query, self._said(node))
        if isinstance(shown, Amount) and isinstance(right, Value):
            acting = FLIPPED[operator] if negative else operator
            text = self._said(node)
            self.parts.amount_tests.append(AmountTest(shown.function, shown.column, acting, right.cell, text))
        elif isinstance(right, Nested):
            self._nested(right.query, False)
