"""What the plan shows, groups and orders, once its conditions are known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.constants import ASKS_ONE, COUNTS_ONE, LISTS_EACH_PERIOD, MOST_SHOWN
from chains.text2sql.composition.draft import Draft, Group, Order
from chains.text2sql.composition.extremes import HIGH, LOW
from chains.text2sql.generation.plan import (
    Attribute,
    Condition,
    Filter,
    Key,
    Measure,
    Output,
    Period,
    Plan,
    Related,
    Share,
)
from chains.text2sql.linking.filters import Test


class _Window(TypedDict):
    limit: int
    offset: int | None


def finish(
    draft: Draft, groups: Sequence[Group], order: Order | None, is_share: bool, measures: Sequence[Measure]
) -> Plan | None:
    """Return the plan, or None when there is nothing to show."""
    asked = _asked_columns(draft, beside_amounts=bool(measures))
    draft.asked = list(asked)
    conditions: tuple[Condition, ...] = (*draft.filters, *draft.related)
    if is_share:
        return _share(draft, groups, measures, conditions)
    is_extreme = order is not None and not order.is_sorting
    if is_extreme and order is not None and order.counted is not None:
        return _most_rows(draft, groups, order, conditions)
    if is_extreme and order is not None and order.of_rows:
        keys_of: tuple[Key, ...] = tuple(k for g in groups for k in g.keys) or tuple(asked)
        count = Measure("count")
        return Plan(
            draft.subject, (*keys_of, count), conditions, keys_of, order=((count, order.descending),), **_window(order)
        ) if keys_of else None  # fmt: skip
    if measures and is_extreme and order is not None and order.attribute is None:
        if groups:
            return _grouped(draft, groups, measures, conditions, order)
        # which city has the most customers
        keys: tuple[Key, ...] = tuple(asked)
        shown: tuple[Output, ...] = (*keys, measures[0])
        return Plan(
            draft.subject, shown, conditions, keys, order=((measures[0], order.descending),), **_window(order)
        ) if keys else None  # fmt: skip
    if measures and not (is_extreme and not groups and _names_rows(draft)):
        return _grouped(draft, groups, measures, conditions, order, asked)
    if is_extreme and order is not None and order.attribute is not None:
        return _extreme(draft, groups, order, order.attribute, asked, conditions)
    amounts = [a for a in asked if draft.ground.is_amount(draft.ground.column(a.column))]
    if groups and amounts and len(amounts) == len(asked) and not draft.names_subject_alone() and not order:
        # revenue by month, 按月统计订单金额: it is added up
        return _grouped(draft, groups, [Measure("sum", a) for a in amounts], conditions, order)
    if groups and not asked and not draft.has("which", "list", "who"):
        return _grouped(draft, groups, [Measure("count")], conditions, order)
    show = _listed(draft, asked, groups)
    if not show:
        return None
    if any(isinstance(s, Period) for s in show) and not draft.names_subject_alone():
        draft.doubt += LISTS_EACH_PERIOD
    plan = Plan(draft.subject, show, conditions, distinct=draft.shows_values)
    if order is not None and order.attribute is not None:
        shown = show if order.attribute in show or draft.shows_values else (*show, order.attribute)
        return replace(plan, show=shown, order=((order.attribute, order.descending),), limit=order.limit)
    if order is not None and order.is_sorting:
        return replace(plan, order=((show[0], order.descending),), limit=order.limit)
    return replace(plan, limit=order.limit) if order is not None else plan


def _names_rows(draft: Draft) -> bool:
    # the cheapest ketch: a cell that stands for the rows
    is_cell = any(draft.kind(i + 1) is Kind.FILTER for i in draft.cue(*HIGH, *LOW))
    return draft.names_subject or draft.has("who") or is_cell


def _asked_columns(draft: Draft, *, beside_amounts: bool) -> list[Attribute]:
    """Columns that nothing else has used are asked for; beside an amount only where the question joins them to it."""
    found: list[Attribute] = []
    for i in draft.free(Kind.COLUMN):
        if beside_amounts and not (draft.is_cue(i - 1, "and", "which", "list") or draft.is_cue(i + 1, "and")):
            continue
        attribute = draft.attribute(draft.atoms[i].columns)
        if attribute is None:
            continue
        draft.use(i, *[k for k in (i - 1, i + 1) if draft.is_cue(k, "when", "where", "distinct")])
        if i in draft.negated:
            if not any(draft.is_cue(k, "no") for k in range(i)):
                draft.used.discard(i)
                continue
            test = Test(attribute.column, "null")
            column = draft.ground.column(attribute.column)
            if draft.ground.is_amount(column) and not draft.ground.gaps(column.id):
                test = Test(attribute.column, "=", (0,))  # out of stock
            draft.filters.append(Filter(attribute.path, test, at=draft.atoms[i].span))
            continue
        step = draft.key_step(attribute.column)
        if step:
            # the manager of an employee is meant by name
            target = draft.ground.display_of(step[0].there[0])
            found.extend(Attribute((*attribute.path, *step), c.id) for c in target)
            continue
        found.append(attribute)
    for i in draft.cue("when", "where"):
        if i in draft.used:
            continue
        attribute = _place_or_time(draft, i)
        if attribute is not None:
            found.append(attribute)
            draft.use(i)
    return list(dict.fromkeys(found))


def _place_or_time(draft: Draft, i: int) -> Attribute | None:
    if draft.is_cue(i, "when"):
        dates = draft.ground.dates_of(draft.subject)
        return Attribute((), dates[0][1].id) if dates else None
    own = {c.id for c in draft.ground.display_of(draft.subject)}
    mentions = [m for m in draft.measured_at(i) if m.id not in own]
    return draft.attribute(mentions) if mentions else None


def _grouped(
    draft: Draft,
    groups: Sequence[Group],
    measures: Sequence[Measure],
    conditions: tuple[Condition, ...],
    order: Order | None,
    asked: Sequence[Attribute] = (),
) -> Plan | None:
    shown: tuple[Output, ...] = tuple(s for g in groups for s in g.shown)
    own = {c.id for c in draft.ground.display_of(draft.subject)}
    if not groups and any(isinstance(c, Filter) and not c.path and c.test.column in own for c in conditions):
        # how many of the one that is named; how many people live in Texas
        is_count = any(m.function == "count" and m.attribute is None and not m.through for m in measures)
        draft.doubt += COUNTS_ONE if is_count else -ASKS_ONE
    if any(m.through for m in measures):
        # a count of the subject's rows cannot stand beside amounts of each of them
        measures = [m for m in measures if m.through or m.attribute is not None]
        if not all(m.through for m in measures):
            return None
        if not all(g.entity == draft.subject for g in groups):
            return None
        below = next(m.through for m in measures if m.through)
        inner = tuple(c.filters[0] for c in conditions if _is_below(c, below) and isinstance(c, Related))
        outer = tuple(c for c in conditions if not _is_below(c, below))
        measures = [replace(m, where=inner) if m.through else m for m in measures]
        first = shown or draft.identity()
        plan = Plan(draft.subject, (*first, *measures), outer)
    else:
        keys = tuple(dict.fromkeys(k for g in groups for k in g.keys))
        extra = tuple(a for a in asked if a not in keys)
        if extra and not groups:
            # the number of orders and the city: the city is what they are counted by
            keys, shown = extra, extra
        elif extra:
            keys, shown = (*keys, *extra), (*shown, *extra)
        plan = Plan(draft.subject, (*shown, *measures), conditions, keys)
    if order is not None and order.is_sorting:
        key = next((m for m in measures if m.attribute == order.attribute), None) if order.attribute else measures[0]
        is_name = order.attribute is not None and draft.ground.column(order.attribute.column).kind == "text"
        is_of_amount = is_name and any(w in draft.word(order.at) for w in ("highest", "lowest", "largest", "smallest"))
        is_key = order.attribute in plan.group and not is_of_amount
        by: Output = order.attribute if is_key and order.attribute is not None else key or measures[0]
        return replace(plan, order=((by, order.descending),), limit=order.limit)
    if order is not None:
        if order.attribute is not None and all(m.attribute != order.attribute for m in measures):
            return None
        return replace(plan, order=((measures[0], order.descending),), **_window(order))
    if plan.group:
        return replace(plan, order=tuple((k, False) for k in shown))
    return plan


def _is_below(condition: Condition, path: object) -> bool:
    """Whether the condition speaks of the rows that are counted for each subject."""
    is_plain = isinstance(condition, Related) and not condition.negated and condition.count is None
    return is_plain and isinstance(condition, Related) and condition.path == path and len(condition.filters) == 1


def _window(order: Order) -> _Window:
    if order.place > 1:
        return {"limit": 1, "offset": order.place - 1}
    return {"limit": order.limit or 1, "offset": None}


def _most_rows(draft: Draft, groups: Sequence[Group], order: Order, conditions: tuple[Condition, ...]) -> Plan | None:
    """The rows of the subject with the most rows of another table."""
    paths = [p for p in draft.ground.ways(draft.subject, order.counted or "") if p]
    path = next((p for p in paths if not draft.ground.paths.is_to_one(p)), None)
    if path is None:
        return None
    inner = tuple(c.filters[0] for c in conditions if _is_below(c, path) and isinstance(c, Related))
    outer = tuple(c for c in conditions if not _is_below(c, path))
    measure = Measure("count", through=path, where=inner)
    return Plan(
        draft.subject, (*draft.identity(), measure), outer, order=((measure, order.descending),), **_window(order)
    )  # fmt: skip


def _extreme(
    draft: Draft,
    groups: Sequence[Group],
    order: Order,
    attribute: Attribute,
    asked: Sequence[Attribute],
    conditions: tuple[Condition, ...],
) -> Plan:
    """The rows with the highest or lowest value; the value alone where no row is asked for."""
    partition = tuple(s for g in groups for s in g.shown if isinstance(s, Attribute) and g.entity != draft.subject)
    present = Filter(attribute.path, Test(attribute.column, "not null"))
    asked = [a for a in asked if a != attribute]
    if partition:
        show = tuple(dict.fromkeys((*partition, *draft.identity(), *asked, attribute)))
        last = order.place if order.place > 1 else order.limit or 1
        return Plan(
            draft.subject, show, conditions, order=((attribute, order.descending),), best_of=partition,
            best=(order.place, last),
        )  # fmt: skip
    if not _names_rows(draft) and not asked and not draft.has("which"):
        if order.place > 1:
            return Plan(
                draft.subject, (attribute,), (*conditions, present), order=((attribute, order.descending),),
                distinct=True, **_window(order),
            )  # fmt: skip
        if order.limit is None:
            return Plan(draft.subject, (Measure("max" if order.descending else "min", attribute),), conditions)
    key = draft.row_key() if not draft.identity() else ()
    # which crop had the highest yield: the crop is asked for
    others = [
        Attribute(path, c.id) for path in draft.anchors.values() for c in draft.ground.display_of(path[-1].there[0])
    ]
    show = tuple(dict.fromkeys((*others, *key, *draft.identity(), *asked, attribute)))
    return Plan(
        draft.subject, show, (*conditions, present), order=((attribute, order.descending),), **_window(order)
    )  # fmt: skip


def _share(
    draft: Draft, groups: Sequence[Group], measures: Sequence[Measure], conditions: tuple[Condition, ...]
) -> Plan | None:
    """Each group's part of the whole, or the part of the rows that pass the conditions."""
    measure = next((m for m in measures if not m.through), Measure("count"))
    if groups:
        keys = tuple(dict.fromkeys(k for g in groups for k in g.keys))
        shown = tuple(s for g in groups for s in g.shown)
        return Plan(draft.subject, (*shown, Share(measure)), conditions, keys, order=tuple((s, False) for s in shown))
    # of the orders of 2024, the paid ones: a time limits the whole
    whole = tuple(c for c in conditions if _is_of_time(c))
    part = tuple(c for c in conditions if not _is_of_time(c))
    return Plan(draft.subject, (Share(measure, part),), whole) if part else None


def _is_of_time(condition: Condition) -> bool:
    return isinstance(condition, Filter) and not isinstance(condition.test, Test)


def _listed(draft: Draft, asked: Sequence[Attribute], groups: Sequence[Group]) -> tuple[Output, ...]:
    """The asked columns beside what names the row; all columns of the rows where none is asked for."""
    partition = tuple(s for g in groups for s in g.shown if g.entity != draft.subject)
    own = {c.id for c in draft.ground.display_of(draft.subject)}
    is_named = not draft.named_tables or draft.names_subject
    if asked and is_named and any(isinstance(c, Filter) and not c.path and c.test.column in own for c in draft.filters):
        draft.doubt -= ASKS_ONE  # the area of Ohio: of the row of that name
    if asked and not _names_rows(draft) and all(not isinstance(s, Period) for s in partition):
        draft.shows_values = True
        return tuple(dict.fromkeys((*partition, *asked)))
    if asked:
        return tuple(dict.fromkeys((*partition, *draft.row_key(), *draft.identity(), *asked)))
    draft.lists_rows = True
    others = [Attribute((), c.id) for c in draft.ground.table(draft.subject).columns]
    for path in draft.anchors.values():
        others.extend(Attribute(path, c.id) for c in draft.ground.display_of(path[-1].there[0]))
    return tuple(dict.fromkeys((*partition, *draft.identity(), *others)))[:MOST_SHOWN]
