"""Takes down the parts of a statement: tests as they act, stretches of time, orders, rows that must not be there."""

from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from chains.text2sql.generation.plan_sql import Formats
from chains.text2sql.linking.filters import Operator
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.verification.operands import (
    Amount,
    OfColumn,
    Operands,
    Rank,
    number_of,
)
from chains.text2sql.verification.parts import FLIPPED, Against, ColumnTest, OrderedBy, Parts, Stretch
from chains.text2sql.verification.stretches import Bounds, months_of

_LONGEST_TEXT = 120
"""Characters of a condition that are said."""


@dataclass
class Calendar:
    """What a conjunction says of the time in one column."""

    bounds: Bounds = (None, None)
    years: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    is_relative: bool = False
    texts: list[str] = field(default_factory=list)


class Conjunction:
    """Tests that hold together: what they say of one date is one stretch."""

    def __init__(self) -> None:
        self.dates: dict[ColumnId, Calendar] = {}

    def of(self, column: ColumnId) -> Calendar:
        return self.dates.setdefault(column, Calendar())


class Recorder:
    """Fills the parts of one statement. `negative`: the condition holds for the rows to leave out."""

    def __init__(self, operands: Operands, dialect: str, formats: Formats) -> None:
        self._operands = operands
        self._dialect = dialect
        self._formats = formats
        self._read: set[tuple[int, bool]] = set()
        self._choices = 0
        self._choice = 0
        self.parts = Parts()

    def _said(self, node: exp.Expr) -> str:
        """The text of a condition, with the NOT in front of it."""
        outer = node
        while isinstance(outer.parent, exp.Paren | exp.Not):
            outer = outer.parent
        return short((outer if isinstance(outer, exp.Not) else node).sql(self._dialect))

    def _leave_out(self, query: exp.Expr, text: str) -> None:
        """The rows of the query's tables must not be there."""
        inner = query.unnest() if isinstance(query, exp.Subquery) else query
        for source in self._operands.sources_of(inner).values():
            self._leave_out_source(source, text)

    def _leave_out_source(self, source: object, text: str) -> None:
        if isinstance(source, Scope):
            self._leave_out(source.expression, text)
        elif (table := self._operands.table(source)) is not None:
            self.parts.without.setdefault(table, short(text))

    def _test(
        self, node: exp.Expr, left: OfColumn, operator: Operator, values: tuple[Cell, ...], negative: bool
    ) -> None:
        text = self._said(node)
        if operator == "between" and negative:
            low, high = values
            self.parts.tests.append(ColumnTest(left.column, "<", (low,), text, self._choice, left.part))
            self.parts.tests.append(ColumnTest(left.column, ">", (high,), text, self._choice, left.part))
            return
        acting = FLIPPED[operator] if negative else operator
        self.parts.tests.append(ColumnTest(left.column, acting, values, text, self._choice, left.part))

    def _against(
        self, node: exp.Expr, column: ColumnId | None, operator: Operator, function: Any, negative: bool
    ) -> None:
        acting = FLIPPED[operator] if negative else operator
        self.parts.against.append(Against(column, acting, function, self._said(node)))

    def _extreme(self, node: exp.Expr, column: ColumnId | None, function: Any, is_descending: bool) -> None:
        text = self._said(node)
        self.parts.orders.append(OrderedBy(column, function, is_descending, 1, 0, text))

    def _ranked(self, rank: Rank, operator: Operator, cell: Cell) -> None:
        order = rank.window.args.get("order")
        number = number_of(cell)
        if order is None or number is None:
            return
        last = int(number) - 1 if operator == "<" else int(number)
        offset = last - 1 if operator == "=" else 0
        self._ordered(order, last - offset, offset)

    def _order(self, query: exp.Query) -> None:
        order, limit = query.args.get("order"), query.args.get("limit")
        count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit and limit.expression
        number = number_of(count.name) if isinstance(count, exp.Literal) else None
        offset = query.args.get("offset")
        skipped = number_of(offset.expression.name) if offset is not None else None
        if order is not None:
            self._ordered(order, int(number) if number is not None else None, int(skipped or 0))
        elif number is not None:
            text = short(limit.sql(self._dialect)) if limit is not None else ""
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
        text = short(order.sql(self._dialect)) + (f" LIMIT {limit}" if limit is not None else "")
        self.parts.orders.append(OrderedBy(column, function, is_descending, limit, offset, text.strip()))

    def _is_date(self, operand: OfColumn) -> bool:
        return self._formats(operand.column) not in (None, "time") or operand.part not in (None, "computed")

    def _say(self, together: Conjunction, column: ColumnId, node: exp.Expr) -> Calendar:
        calendar = together.of(column)
        calendar.texts.append(node.sql(self._dialect))
        return calendar

    def _close(self, together: Conjunction, negative: bool) -> None:
        """What a conjunction says of each date becomes one stretch."""
        for column, calendar in together.dates.items():
            text = short(" AND ".join(dict.fromkeys(calendar.texts)))
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


def short(text: str) -> str:
    """Return the text on one line, cut where it is too long to be said."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_TEXT else flat[: _LONGEST_TEXT - 1] + "…"
