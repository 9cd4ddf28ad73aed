"""What a question asks for, in a form that a follow-up can change: its plan without how the plan was said.

A plan that counts rows of another table for each subject (`Measure.through`) and one that groups those rows say the
same of the rows that are there; both have the state of the second, with `each` set for the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chains.text2sql.composition.constants import MOST_SHOWN
from chains.text2sql.composition.ground import Ground
from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    AtTimes,
    Attribute,
    Condition,
    Filter,
    Key,
    Measure,
    OnCalendar,
    Output,
    Period,
    Plan,
    Related,
    Share,
    Versus,
)
from chains.text2sql.linking.filters import Test
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.naming import split_name
from chains.text2sql.schema.paths import Path

_LANGUAGES = ("zh", "en", "cn")


@dataclass(frozen=True)
class Ordering:
    """By what rows or groups are ordered; `by` None is by the number of rows."""

    by: Attribute | Measure
    descending: bool


@dataclass(frozen=True)
class QueryState:
    """Rows of `subject` that pass `filters`, and what is asked of them.

    `columns` are those asked for beside the name of a row (none: whole rows), `shares` asks for percent of the whole
    instead of the measure, `part` for the percent of rows that pass it; `best_of` for the first rows of each.
    """

    subject: str
    filters: tuple[Condition, ...] = ()
    columns: tuple[Attribute, ...] = ()
    measures: tuple[Measure, ...] = ()
    group: tuple[Key, ...] = ()
    each: bool = False
    shares: bool = False
    part: tuple[Condition, ...] = ()
    order: Ordering | None = None
    limit: int | None = None
    offset: int | None = None
    best_of: tuple[Attribute, ...] = ()

    @property
    def lists_rows(self) -> bool:
        return not self.measures and not self.shares

    def same_as(self, other: "QueryState") -> bool:
        """Whether both ask for the same, whatever the order in which conditions were said."""
        return self._key == other._key

    @property
    def _key(self) -> "QueryState":
        return replace(
            self,
            filters=tuple(sorted(self.filters, key=repr)),
            part=tuple(sorted(self.part, key=repr)),
            # what rows are sorted by is shown
            columns=tuple(sorted((c for c in self.columns if self.order is None or c != self.order.by), key=repr)),
            group=tuple(sorted(self.group, key=repr)),
            measures=tuple(sorted(self.measures, key=repr)),
            each=False,
        )


def state_of(plan: Plan, ground: Ground) -> QueryState | None:
    """Return the state of a plan, None for a plan that no follow-up can change as a whole (ratios, conditions on
    groups)."""
    if plan.having or any(not isinstance(o, Attribute | Period | Measure | Share) for o in plan.show):
        return None
    through = {m.through for m in plan.show if isinstance(m, Measure) and m.through}
    if through:
        return _of_each(plan, ground, through)
    filters = tuple(plain(c) for c in plan.filters)
    shares = [o for o in plan.show if isinstance(o, Share)]
    measures = tuple(o for o in plan.show if isinstance(o, Measure))
    keys = tuple(o for o in plan.show if isinstance(o, Attribute | Period))
    order = _ordering(plan)
    if shares:
        part = tuple(plain(c) for c in shares[0].where)
        return QueryState(
            plan.subject, filters, measures=(shares[0].measure,), group=keys, shares=True, part=part, order=order
        )
    if measures:
        return QueryState(
            plan.subject, filters, measures=measures, group=keys, order=order, limit=plan.limit, offset=plan.offset
        )
    if order is not None and plan.limit is not None and isinstance(order.by, Attribute):
        filters = tuple(f for f in filters if f != present(order.by))
    columns = () if _is_whole(plan, ground) else _asked(plan, keys, ground, order)
    return QueryState(
        plan.subject, filters, columns, order=order, limit=plan.limit, offset=plan.offset, best_of=plan.best_of
    )


def _of_each(plan: Plan, ground: Ground, through: set[Path]) -> QueryState | None:
    """The state of the rows at the end of the path, grouped by the subject."""
    if len(through) > 1 or plan.group or any(isinstance(o, Share) for o in plan.show):
        return None
    path = next(iter(through))
    measures = [o for o in plan.show if isinstance(o, Measure)]
    back = tuple(step.back for step in reversed(path))
    if not ground.paths.is_to_one(back) or any(not m.through for m in measures):
        return None
    outer = [behind(plain(c), back) for c in plan.filters]
    if any(c is None for c in outer):
        return None
    inner = tuple(plain(c) for c in measures[0].where)
    flat = tuple(replace(m, through=(), where=()) for m in measures)
    keys = tuple(Attribute((*back, *o.path), o.column) for o in plan.show if isinstance(o, Attribute))
    order = None
    if plan.order and isinstance(plan.order[0][0], Measure):
        order = Ordering(replace(plan.order[0][0], through=(), where=()), plan.order[0][1])
    return QueryState(
        path[-1].there[0], (*(c for c in outer if c is not None), *inner), measures=flat, group=keys, each=True,
        order=order, limit=plan.limit, offset=plan.offset,
    )  # fmt: skip


def _ordering(plan: Plan) -> Ordering | None:
    """The order that is asked for: not that by their keys in which groups come."""
    if not plan.order:
        return None
    by, descending = plan.order[0]
    is_keys = plan.group and [o for o, _ in plan.order] == [o for o in plan.show if not isinstance(o, Measure | Share)]
    if is_keys or not isinstance(by, Attribute | Measure):
        return None
    return Ordering(by, descending)


def _is_whole(plan: Plan, ground: Ground) -> bool:
    """Whether all columns of the rows are listed, as when none is asked for."""
    own = {c.id for c in ground.table(plan.subject).columns}
    shown = {o.column for o in plan.show if isinstance(o, Attribute) and not o.path}
    return own <= shown or len(plan.show) >= MOST_SHOWN


def _asked(plan: Plan, keys: Sequence[Key], ground: Ground, order: Ordering | None) -> tuple[Attribute, ...]:
    """The columns that are asked for: without those that name the row, where rows are named."""
    naming = {c.id for c in (*ground.display_of(plan.subject), *ground.table(plan.subject).primary_keys)}
    shown = [k for k in keys if isinstance(k, Attribute) and k not in plan.best_of]
    if not plan.distinct:
        shown = [k for k in shown if k.path or k.column not in naming]
        if order is not None and plan.limit is not None:
            shown = [k for k in shown if k != order.by]
    return tuple(shown)


def present(attribute: Attribute) -> Filter:
    """Return the condition that the column has a value."""
    return Filter(attribute.path, Test(attribute.column, "not null"))


def plain(condition: Condition) -> Condition:
    """Return the condition without where and how it was said."""
    match condition:
        case Filter():
            test = condition.test
            if isinstance(test, Test) and test.operator == "in" and len(test.values) == 1:
                test = replace(test, operator="=")
            elif isinstance(test, Test) and test.operator in ("in", "not in"):
                test = replace(test, values=tuple(sorted(test.values, key=str)))
            return Filter(condition.path, test, condition.negated)
        case Against() | Related():
            return replace(condition, filters=tuple(plain(c) for c in condition.filters), at=(0, 0))
        case AnyOf():
            return AnyOf(tuple(plain(c) for c in condition.conditions))
        case OnCalendar() | AtTimes() | Versus():
            return replace(condition, at=(0, 0))


def behind(condition: Condition, path: Path) -> Condition | None:
    """Return the condition as the rows see it that `path` leads from; None where it cannot be said of them."""
    match condition:
        case Filter():
            return replace(condition, path=(*path, *condition.path))
        case AnyOf():
            inner = [behind(c, path) for c in condition.conditions]
            return AnyOf(tuple(c for c in inner if c is not None)) if None not in inner else None
        case _:
            return None


def columns_of(condition: Condition) -> frozenset[ColumnId]:
    """Return the columns that the condition tests."""
    match condition:
        case Filter():
            return frozenset({condition.test.column})
        case Against() | OnCalendar() | AtTimes():
            return frozenset({condition.attribute.column})
        case Related():
            inner = frozenset[ColumnId]().union(*(columns_of(c) for c in condition.filters))
            return inner or frozenset({condition.path[-1].there})
        case AnyOf():
            return frozenset[ColumnId]().union(*(columns_of(c) for c in condition.conditions))
        case Versus():
            return frozenset({condition.left.column, condition.right.column})


def is_of_time(condition: Condition) -> bool:
    """Return whether the condition keeps a stretch of time."""
    match condition:
        case Filter():
            return not isinstance(condition.test, Test)
        case AnyOf():
            return all(is_of_time(c) for c in condition.conditions)
        case _:
            return False


def twin_key(column: ColumnId) -> tuple[str, tuple[str, ...]]:
    """Return what a column shares with the one that says the same in another language: name_zh and name_en."""
    return column[0], tuple(w for w in split_name(column[1]) if w not in _LANGUAGES)


def key_of(output: Output) -> ColumnId | None:
    """Return the column behind an output."""
    match output:
        case Attribute():
            return output.column
        case Period():
            return output.attribute.column
        case Measure():
            return output.attribute.column if output.attribute is not None else None
        case _:
            return None
