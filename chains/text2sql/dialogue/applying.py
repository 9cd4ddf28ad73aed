"""Applies edits to the state of the question before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from chains.text2sql.composition.ground import Ground
from chains.text2sql.dialogue.edits import (
    Drop,
    DropAll,
    DropTimes,
    Edit,
    Figure,
    Keep,
    ListRows,
    SetColumns,
    SetGroup,
    SetLimit,
    SetMeasures,
    SetOrder,
    SetShare,
    SetSubject,
    ShiftYears,
)
from chains.text2sql.dialogue.query_state import Ordering, QueryState, columns_of, is_of_time, twin_key
from chains.text2sql.dialogue.relocation import relocated
from chains.text2sql.generation.plan import Attribute, Condition, Filter, Function, Key, Measure
from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.naming import split_name

_DENYING = ("!=", "not in", "not like", "not member", "not blank", "not null")
_STANDING = frozenset("status state stage phase 状态 阶段".split())
_EVENT = frozenset("at on date time day 时间 日期".split())
_ABOVE, _BELOW = (">", ">="), ("<", "<=")


def edited(state: QueryState, edits: Sequence[Edit], ground: Ground) -> QueryState | None:
    """Return the state after the edits; None where one has nothing to change."""
    made: QueryState | None = state
    for edit in edits:
        if made is None:
            return None
        made = _apply(made, edit, ground)
    return made


def _apply(state: QueryState, edit: Edit, ground: Ground) -> QueryState | None:
    match edit:
        case Keep():
            return _keep(state, edit)
        case Drop(columns):
            return _drop(state, columns)
        case DropAll(times):
            kept = tuple(c for c in state.filters if is_of_time(c) and not times)
            return replace(state, filters=kept) if kept != state.filters else None
        case DropTimes():
            kept = tuple(c for c in state.filters if not is_of_time(c))
            return replace(state, filters=kept) if kept != state.filters else None
        case ShiftYears(years):
            return _shift(state, years)
        case Figure(function):
            return _figure(state, function)
        case SetMeasures(measures):
            return replace(_without_order(state), columns=(), measures=measures, shares=False, part=())
        case SetShare():
            return _share(state)
        case SetGroup(group, each):
            return _group(state, group, each=each)
        case SetOrder():
            return _order(state, edit)
        case SetLimit(limit):
            return replace(state, limit=limit, offset=None) if state.order is not None else None
        case SetColumns(columns):
            return _columns(state, columns)
        case ListRows():
            if state.limit is not None:
                return None
            return replace(state, columns=(), measures=(), group=(), each=False, shares=False, part=(), order=None)
        case SetSubject(table):
            return relocated(state, table, ground)


def _without_order(state: QueryState) -> QueryState:
    return replace(state, order=None, limit=None, offset=None, best_of=())


def _keep(state: QueryState, edit: Keep) -> QueryState:
    if any(_is_like(old, edit.condition) for old in state.part):
        return replace(state, part=(*(o for o in state.part if not _gives_way(o, edit.condition)), edit.condition))
    kept = tuple(o for o in state.filters if edit.adds or not _gives_way(o, edit.condition))
    made = replace(state, filters=(*(o for o in kept if o != edit.condition), edit.condition))
    groups = {twin_key(k.column) for k in state.group if isinstance(k, Attribute)}
    if state.shares and not state.part and {twin_key(c) for c in columns_of(edit.condition)} & groups:
        # the share of one group among itself is the whole: its amount is meant
        return replace(made, shares=False)
    return made


def _is_like(one: Condition, other: Condition) -> bool:
    if (is_of_time(one) and is_of_time(other)) or (_is_of_standing(one) and _is_of_standing(other)):
        return True
    return bool({twin_key(c) for c in columns_of(one)} & {twin_key(c) for c in columns_of(other)})


def _is_of_standing(condition: Condition) -> bool:
    """Whether the condition says how far a row has come: its status, or that something has happened to it or not."""
    if not isinstance(condition, Filter) or condition.path or not isinstance(condition.test, Test):
        return False
    words = split_name(condition.test.column[1])
    has_happened = condition.test.operator in ("null", "not null") and bool(_EVENT & set(words))
    return has_happened or bool(_STANDING & set(words))


def _gives_way(old: Condition, new: Condition) -> bool:
    """Whether the new condition stands in the place of the old one."""
    if not _is_like(old, new):
        return False
    if not isinstance(old, Filter) or not isinstance(new, Filter):
        return True
    if not isinstance(old.test, Test) or not isinstance(new.test, Test):
        return not new.negated or old.negated or old.test == new.test
    sides = ((_ABOVE, _BELOW), (_BELOW, _ABOVE))
    if any(old.test.operator in one and new.test.operator in other for one, other in sides):
        return False  # above 10, and then below 20
    denies, denied = new.test.operator in _DENYING, old.test.operator in _DENYING
    if denies and denied:
        return False
    return not denies or bool(set(old.test.values) & set(new.test.values))


def _drop(state: QueryState, columns: frozenset[ColumnId]) -> QueryState | None:
    twins = {twin_key(c) for c in columns}
    filters = tuple(c for c in state.filters if not {twin_key(i) for i in columns_of(c)} & twins)
    group = tuple(k for k in state.group if not (isinstance(k, Attribute) and twin_key(k.column) in twins))
    if filters == state.filters and group == state.group:
        return None
    made = replace(state, filters=filters, group=group)
    if group != state.group:
        made = replace(_without_order(made), shares=False, each=state.each and bool(group))
    return made


def _shift(state: QueryState, years: int) -> QueryState | None:
    moved = tuple(_moved(c, years) for c in state.filters)
    return replace(state, filters=moved) if moved != state.filters else None


def _moved(condition: Condition, years: int) -> Condition:
    if not isinstance(condition, Filter) or not isinstance(condition.test, Within):
        return condition
    test = condition.test
    return replace(condition, test=replace(test, first=years_on(test.first, years), end=years_on(test.end, years)))


def years_on(moment: dt.datetime | None, years: int) -> dt.datetime | None:
    """Return the same day of another year; the 28th for a 29th of February that is not there."""
    if moment is None:
        return None
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def _figure(state: QueryState, function: Function) -> QueryState | None:
    if function == "count":
        measures = (Measure("count"),)
        return replace(_without_order(state), columns=(), measures=measures, shares=False, part=())
    old = state.measures[0] if state.measures else None
    attribute = old.attribute if old is not None and not old.distinct else None
    if old is None and state.order is not None and isinstance(state.order.by, Attribute):
        attribute = state.order.by
    if old is None and len(state.columns) == 1:
        attribute = state.columns[0]
    if attribute is None:
        return None
    return replace(_without_order(state), columns=(), measures=(Measure(function, attribute),), shares=False, part=())


def _share(state: QueryState) -> QueryState | None:
    if not state.measures or state.shares:
        return None
    if state.group:
        return replace(_without_order(state), shares=True)
    part = tuple(c for c in state.filters if not is_of_time(c))
    whole = tuple(c for c in state.filters if is_of_time(c))
    return replace(_without_order(state), filters=whole, part=part, shares=True) if part else None


def _group(state: QueryState, group: tuple[Key, ...], *, each: bool) -> QueryState:
    keys = tuple(k for k in group if isinstance(k, Attribute))
    is_ranked = state.best_of or state.limit == 1
    if state.lists_rows and is_ranked and state.order is not None and len(keys) == len(group) > 0:
        # the highest, of each
        return replace(state, best_of=keys, limit=None, offset=None)
    measures = state.measures or (Measure("count"),)
    return replace(_without_order(state), columns=(), measures=measures, group=group, each=each)


def _order(state: QueryState, edit: SetOrder) -> QueryState | None:
    by = edit.by
    if by is None and state.order is not None:
        by = state.order.by
    if by is None and state.group and state.measures:
        by = state.measures[0]
    if by is None and len(state.columns) == 1:
        by = state.columns[0]
    if by is None:
        return None
    if isinstance(by, Attribute) and not state.lists_rows:
        if edit.limit is not None and not state.group:
            # the highest of them: a row, no longer an amount
            state = replace(state, measures=(), shares=False, part=(), columns=())
        elif by not in state.group and (named := next((m for m in state.measures if m.attribute == by), None)) is None:
            return None
        elif by not in state.group and named is not None:
            by = named
    if by in state.group and not edit.descending and edit.limit is None:
        return _without_order(state)  # as groups come anyway
    columns = tuple(c for c in state.columns if c != by)
    return replace(
        state, columns=columns if edit.limit is not None else state.columns,
        order=Ordering(by, edit.descending), limit=edit.limit, offset=edit.offset,
    )  # fmt: skip


def _columns(state: QueryState, columns: tuple[Attribute, ...]) -> QueryState | None:
    if state.lists_rows:
        # of the one that is highest something else is asked each time
        kept = state.columns if state.limit is None else ()
        return replace(state, columns=tuple(dict.fromkeys((*kept, *columns))))
    old = state.measures[0]
    if len(state.measures) == 1 and len(columns) == 1 and old.attribute is not None and not old.distinct:
        return replace(state, measures=(replace(old, attribute=columns[0]),), order=None, limit=None)
    return None
