"""A state said of the rows of another table: its conditions and groups where those rows have the like."""

from dataclasses import replace

from chains.text2sql.composition.ground import Ground
from chains.text2sql.dialogue.query_state import Ordering, QueryState, is_of_time
from chains.text2sql.generation.plan import AnyOf, Attribute, Condition, Filter, Key, Measure, Period
from chains.text2sql.linking.filters import Within
from chains.text2sql.schema.columns import ColumnId, ColumnView


def relocated(state: QueryState, table: str, ground: Ground) -> QueryState | None:
    """Return the state of the rows of `table`; None where it speaks of what they do not have."""
    if state.best_of or state.part:
        return None
    filters = [_condition(c, table, ground) for c in state.filters]
    group = [_key(k, table, ground) for k in state.group]
    measures = [_measure(m, table, ground) for m in state.measures]
    if None in filters or None in group or None in measures:
        return None
    order = state.order
    if order is not None:
        by = _measure(order.by, table, ground) if isinstance(order.by, Measure) else _key(order.by, table, ground)
        if by is None or isinstance(by, Period):
            return None
        order = Ordering(by, order.descending)
    return replace(
        state,
        subject=table,
        filters=tuple(c for c in filters if c is not None),
        group=tuple(k for k in group if k is not None),
        measures=tuple(m for m in measures if m is not None),
        columns=tuple(k for c in state.columns if isinstance(k := _key(c, table, ground), Attribute)),
        order=order,
    )


def _condition(condition: Condition, table: str, ground: Ground) -> Condition | None:
    if isinstance(condition, AnyOf):
        inner = [_condition(c, table, ground) for c in condition.conditions]
        return AnyOf(tuple(c for c in inner if c is not None)) if None not in inner else None
    if not isinstance(condition, Filter):
        return None
    if is_of_time(condition) and isinstance(condition.test, Within):
        date = _date(table, ground)
        if date is None:
            return None
        return replace(condition, path=(), test=replace(condition.test, column=date))
    found = place(condition.test.column, table, ground)
    if found is None:
        return None
    return replace(condition, path=found.path, test=replace(condition.test, column=found.column))


def _date(table: str, ground: Ground) -> ColumnId | None:
    dates = ground.dates_of(table)
    return dates[0][1].id if dates else None


def _key(key: Key, table: str, ground: Ground) -> Key | None:
    if isinstance(key, Period):
        date = _date(table, ground)
        return Period(Attribute((), date), key.unit) if date is not None else None
    return place(key.column, table, ground)


def _measure(measure: Measure, table: str, ground: Ground) -> Measure | None:
    if measure.attribute is None:
        return measure
    attribute = place(measure.attribute.column, table, ground)
    return replace(measure, attribute=attribute) if attribute is not None else None


def place(column: ColumnId, table: str, ground: Ground) -> Attribute | None:
    """Return where the rows of `table` have the column: a column of their own of its name, or along to-one steps.

    What names the rows of one table names no others.
    """
    own, view = ground.table(table).by_name.get(column[1]), ground.column(column)
    names_rows = view in ground.display_of(column[0])
    if own is not None and not names_rows and _is_alike(own, view):
        return Attribute((), own.id)
    paths = ground.paths.to_one(table, column[0])
    return Attribute(paths[0], column) if paths else None


def _is_alike(one: ColumnView, other: ColumnView) -> bool:
    return one.kind == other.kind and not one.is_key
