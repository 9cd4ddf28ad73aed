"""Takes a SELECT apart, from its syntax tree."""

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.generation.plan_sql import Formats
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.verification.conditions import Conditions
from chains.text2sql.verification.operands import Amount, OfColumn, Operands, number_of
from chains.text2sql.verification.parts import Key, Parts, ShownAmount
from chains.text2sql.verification.recorder import Conjunction


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


class _Reader(Conditions):
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
        sources = self._operands.sources_of(select)
        for source in sources.values():
            if isinstance(source, Scope) and source.expression is not select:
                self.query(source.expression, negative)
            elif (table := self._operands.table(source)) is not None:
                self.parts.tables.add(table)
        where = select.args.get("where")
        together = Conjunction()
        gaps = self._anti_joins(select)
        for join in select.args.get("joins") or []:
            on = join.args.get("on")
            if on is not None:
                is_gap = id(join) in gaps
                self._condition(on, negative != is_gap, Conjunction() if is_gap else together)
            if id(join) in gaps:
                self._leave_out_source(sources.get(join.alias_or_name.casefold()), join.sql(self._dialect))
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

    def _anti_joins(self, select: exp.Select) -> dict[int, int]:
        """Joins from the left whose rows must be missing, each with the IS NULL that says so."""
        where = select.args.get("where")
        found: dict[int, int] = {}
        if where is None:
            return found
        for node in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
            column = node.this if isinstance(node, exp.Is) else None
            if not isinstance(column, exp.Column) or not isinstance(node.expression, exp.Null):
                continue
            for join in select.args.get("joins") or []:
                if join.side == "LEFT" and self._is_of(column, join) and self._is_key(column, join):
                    found[id(join)] = id(node)
        return found

    def _is_of(self, column: exp.Column, join: exp.Join) -> bool:
        if column.table:
            return column.table.casefold() == join.alias_or_name.casefold()
        operand = self._operands.of(column)
        source = self._operands.table(join.this)
        return isinstance(operand, OfColumn) and operand.column[0] == source

    def _is_key(self, column: exp.Column, join: exp.Join) -> bool:
        """Whether the column is NULL only where the join found no row: a column of the join, or a primary key."""
        on = join.args.get("on")
        joined = {c.name.casefold() for c in on.find_all(exp.Column)} if on is not None else set()
        operand = self._operands.of(column)
        is_primary = isinstance(operand, OfColumn) and self._operands.is_primary(operand.column)
        return is_primary or column.name.casefold() in joined

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
                self._comparison(condition, "=", node.this, branch.this, negative != is_left_out, Conjunction())
            else:
                self._apart(condition, negative != is_left_out)

    def _apart(self, condition: exp.Expr, negative: bool) -> None:
        together = Conjunction()
        self._condition(condition, negative, together)
        self._close(together, negative)

    def _amounts(self, select: exp.Select) -> None:
        for node in select.find_all(exp.AggFunc):
            if node.find_ancestor(exp.Select) is not select:
                continue
            operand = self._operands.of(node)
            if isinstance(operand, Amount):
                is_distinct = isinstance(node.this, exp.Distinct)
                text = self._said(node)
                self.parts.amounts.append(ShownAmount(operand.function, operand.column, is_distinct, text))
                is_divided = isinstance(node.parent, exp.Div) and node.arg_key == "this"
                outer = self._operands.of(node.parent) if is_divided else None
                if isinstance(outer, Amount) and outer != operand:
                    self.parts.amounts.append(ShownAmount(outer.function, outer.column, False, text))


def _is_nothing(node: exp.Expr | None) -> bool:
    return node is None or isinstance(node, exp.Null) or (isinstance(node, exp.Literal) and str(node.this) == "0")
