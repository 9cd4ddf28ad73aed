"""Times: which date they are about, periods side by side, weekdays and hours."""

from collections.abc import Sequence
from dataclasses import replace

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.draft import Draft, Group
from chains.text2sql.generation.plan import (
    AnyOf,
    AtTimes,
    Attribute,
    Filter,
    OnCalendar,
    Period,
    Related,
)
from chains.text2sql.schema.paths import Path
from knowledge.language.period_cues import PeriodUnit

_UNITS: dict[str, PeriodUnit] = {
    "year": "year", "half": "half", "quarter": "quarter", "month": "month", "week": "week", "day": "day",
}  # fmt: skip


def recurring(draft: Draft) -> None:
    """Keep the rows of the named weekdays and hours."""
    for i in draft.free(Kind.RECURRING):
        column = date_column(draft, i)
        atom = draft.atoms[i]
        if column is None or draft.ground.formats(column.column) is None:
            continue
        negated = i in draft.negated
        if atom.weekdays is not None:
            draft.filters.append(OnCalendar(column, "weekday", atom.weekdays.days, negated, atom.span))
        elif atom.hours is not None:
            draft.filters.append(AtTimes(column, atom.hours.first, atom.hours.end, negated, atom.span))
        draft.use(i)


def times(draft: Draft, groups: list[Group], through: Path = ()) -> None:
    """Keep the rows of the named times; two times side by side are also grouped by.

    `through` leads to the rows that are measured, where those are not the subject's: the times are theirs.
    """
    places = draft.free(Kind.TIME)
    measured = through[-1].there[0] if through else None
    if measured is not None and draft.ground.dates_of(measured):
        for i in places:
            inner = time_filter(draft, i, measured)
            if inner is not None:
                draft.related.append(Related(through, (inner,), at=draft.atoms[i].span))
                draft.use(i)
        return
    joined = len(places) > 1 and any(draft.is_cue(k, "and", "or", "compare") for k in range(places[0], places[-1]))
    if len(places) > 1 and (joined or draft.has("compare")):
        _side_by_side(draft, places, groups)
        return
    for i in places:
        month = _month_filter(draft, i)
        if month is not None:
            draft.filters.append(month)
            draft.use(i)
            continue
        made = time_filter(draft, i, draft.subject)
        if made is not None:
            draft.filters.append(replace(made, negated=i in draft.negated))
            draft.use(i)


def _side_by_side(draft: Draft, places: Sequence[int], groups: list[Group]) -> None:
    made = [time_filter(draft, i, draft.subject) for i in places]
    kept = [m for m in made if m is not None]
    if len(kept) < len(places):
        return
    draft.filters.append(AnyOf(tuple(kept)))
    span = draft.atoms[places[0]].time
    unit = _UNITS.get(span.grain if span is not None else "", "month")
    is_compared = draft.has("compare", "change") or any(draft.is_cue(k, "and") for k in range(places[0], places[-1]))
    if is_compared and not any(isinstance(k, Period) for g in groups for k in g.keys):
        period = Period(Attribute(kept[0].path, kept[0].test.column), unit)
        groups.append(Group((period,), (period,)))
    draft.use(*places, *draft.cue("compare", "change"))
    draft.use_between(places[0], places[-1], "and", "or")


def time_filter(draft: Draft, i: int, table: str) -> Filter | None:
    span = draft.atoms[i].time
    column = date_column(draft, i, table)
    if span is None or column is None:
        return None
    test = draft.ground.time_test(column.column, span)
    return Filter(column.path, test, at=draft.atoms[i].span) if test is not None else None


def _month_filter(draft: Draft, i: int) -> OnCalendar | None:
    """A month of any year."""
    span = draft.atoms[i].time
    column = date_column(draft, i) if span is not None and span.month_only is not None else None
    if span is None or column is None or span.month_only is None:
        return None
    return OnCalendar(column, "month", (span.month_only,), i in draft.negated, draft.atoms[i].span)


def date_of_verb(draft: Draft, home: str) -> Attribute | None:
    """The date that a verb of the question names: registered last week, joined this year."""
    for k in draft.free(Kind.COLUMN, Kind.FILTER):
        columns = [m.id for m in draft.atoms[k].columns if m.how != "meaning" and m.column is not None]
        columns += [o.test.column for o in draft.atoms[k].options if o.source == "event" and k not in draft.negated]
        for column in columns:
            if column[0] == home and draft.ground.is_date(draft.ground.column(column)):
                draft.use(k)
                return Attribute((), column)
    return None


def date_column(draft: Draft, i: int, table: str | None = None) -> Attribute | None:
    """Return the date that a time is about: named beside it, else that of the table's own event."""
    home = table or draft.subject
    for k in (i - 1, i + 1, i - 2):
        if draft.kind(k) is not Kind.COLUMN:
            continue
        for mention in draft.atoms[k].columns:
            if mention.column is None or mention.table not in draft.ground.schema.tables:
                continue
            paths = draft.ground.paths.to_one(home, mention.table)
            if paths and draft.ground.is_date(draft.ground.column(mention.id)):
                draft.use(k)
                return Attribute(paths[0], mention.id)
    by_verb = date_of_verb(draft, home)
    if by_verb is not None:
        return by_verb
    dates = draft.ground.dates_of(home)
    if dates:
        if len(dates) > 1 and dates[0][0] - dates[1][0] < 0.25:
            draft.assumed.append(f"date:{dates[0][1].table}.{dates[0][1].name}")
        return Attribute((), dates[0][1].id)
    for step in draft.ground.paths.references(home):
        far = draft.ground.dates_of(step.there[0])
        if far and far[0][0] > 0 and step.there[0] != home:
            return Attribute((step,), far[0][1].id)
    return None
