"""Tables beside the subject: rows with, without, or with so many of their rows."""

from collections.abc import Iterable

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.conditions.counting import comparison_of, number_filter
from chains.text2sql.composition.conditions.denying import filter_of
from chains.text2sql.composition.conditions.timing import time_filter
from chains.text2sql.composition.constants import NAMED_BEHIND
from chains.text2sql.composition.draft import Draft
from chains.text2sql.generation.plan import (
    Comparison,
    Condition,
    Filter,
    Related,
)
from chains.text2sql.linking.filters import FilterOption, Test
from chains.text2sql.schema.paths import Step


def entities(draft: Draft, counted: Iterable[str]) -> None:
    """Give tables beside the subject their part: rows with, without, or with so many of them."""
    counted = set(counted)
    _nobody(draft)
    for i in draft.free(Kind.TABLE):
        atom = draft.atoms[i]
        if i in draft.used:
            continue
        if any(m.table == draft.subject for m in atom.tables):
            draft.use(i)
            draft.names_subject = True
            continue
        table = next((m.table for m in atom.tables if draft.ground.ways(draft.subject, m.table)), None)
        if table is None:
            continue
        if table in counted:
            draft.use(i)
            continue
        path = draft.ground.ways(draft.subject, table)[0]
        if draft.ground.paths.is_to_one(path):
            if i in draft.negated:
                draft.filters.append(Filter(path[:-1], Test(path[-1].here, "null"), at=atom.span))
            else:
                draft.anchors[table] = path
            draft.use(i)
            continue
        inner = _filters_of(draft, i, table)
        _use_objects(draft, i, table)
        number = _count_beside(draft, i)
        draft.related.append(Related(path, tuple(inner), i in draft.negated, number, atom.span))
        draft.use(i)


def _nobody(draft: Draft) -> None:
    """Rows that nobody has to do with: the table behind is denied, else that of the people who point at the subject."""
    for i in draft.cue("nobody"):
        tables = [k for k in draft.free(Kind.TABLE) if k > i]
        behind = next((k for k in tables if all(m.table != draft.subject for m in draft.atoms[k].tables)), None)
        if behind is not None:
            draft.negated.add(behind)
            draft.use(i)
            continue
        step = next((s for s in draft.ground.paths.referenced_by(draft.subject) if _is_done_by_people(draft, s)), None)
        if step is not None:
            draft.related.append(Related((step,), (), True, None, draft.atoms[i].span))
            draft.use(i)


def _is_done_by_people(draft: Draft, step: Step) -> bool:
    """Whether the rows that point at the subject are people or lead to them: the lines of the customers' orders."""
    ground = draft.ground
    return ground.is_of_people(step.there[0]) or any(
        ground.is_of_people(table) and bool(ground.paths.to_one(step.there[0], table)) for table in ground.schema.tables
    )


def _use_objects(draft: Draft, i: int, table: str) -> None:
    """Tables behind one that ties the subject to them: a class behind "booked"."""
    for j in (i + 1, i + 2):
        if draft.kind(j) is Kind.TABLE and j not in draft.used and len(draft.between(j - 1, j).strip()) <= 8:
            behind = next((m.table for m in draft.atoms[j].tables if m.table != draft.subject), None)
            if behind is not None and draft.ground.paths.to_one(table, behind):
                draft.use(j)


def _count_beside(draft: Draft, i: int) -> tuple[Comparison, int] | None:
    """More than two orders, 订单超过2个."""
    for k in (i - 1, i + 1) if not draft.is_chinese else (i + 1, i - 1):
        quantity = draft.atoms[k].number if draft.kind(k) is Kind.NUMBER and k not in draft.used else None
        if quantity is None or quantity.value != int(quantity.value) or quantity.upper is not None:
            continue
        if k > i and not draft.is_chinese and comparison_of(quantity) is None:
            continue
        if k < i and draft.kind(k - 1) is Kind.COLUMN:
            continue  # 页数超过200页的书: the number is the column's
        draft.use(k)
        draft.use(*[g for g in (k - 1, k + 1) if draft.is_cue(g, "generic")])
        return comparison_of(quantity) or "=", int(quantity.value)
    return None


def _filters_of(draft: Draft, i: int, table: str) -> list[Condition]:
    """Filters of the rows of a table beside the subject: customers with unpaid invoices of 2024."""
    found: list[Condition] = []
    for j in (i - 1, *range(i + 1, min(len(draft.atoms), i + 6))):
        if j < 0 or j in draft.used:
            continue
        kind = draft.kind(j)
        if kind is Kind.TABLE and j > i:
            break
        if kind is Kind.FILTER:
            options = [o for o in draft.atoms[j].options if _belongs(draft, o, table)]
            names = {c.id for c in draft.ground.display_of(draft.subject)}
            own = [o for o in draft.atoms[j].options if o.test.column[0] == draft.subject]
            # the states that border Illinois are not those of that name
            own = [o for o in own if j not in (i + 1, i - 1) or o.test.column not in names]
            options = [o for o in options if o.test.column[0] == table] or options
            theirs = {c.id for c in draft.ground.display_of(table)}
            if j == i + 1 and any(o.test.column in theirs for o in options):
                # cities named Austin: the name is theirs
                options = [o for o in options if o.test.column in theirs]
                own = [o for o in own if o.score > options[0].score + NAMED_BEHIND]
            # "Math but not Art", "both Math and Art": each in a row of its own
            is_second = (
                any(isinstance(f, Filter) and f.test.column == options[0].test.column for f in found)
                if options
                else False
            )
            if is_second:
                continue
            if options and (not own or (j > i and options[0].score > own[0].score)):
                path = draft.ground.paths.to_one(table, options[0].test.column[0])[0]
                found.append(filter_of(draft, path, options[0], j))
                draft.use(j)
        elif kind is Kind.TIME and (j > i or draft.is_chinese) and draft.ground.dates_of(table):
            made = time_filter(draft, j, table)
            if made is not None:
                found.append(made)
                draft.use(j)
        elif kind is Kind.NUMBER and j > i:
            made = number_filter(draft, j, table)
            if made is not None:
                found.append(made)
    return found


def _belongs(draft: Draft, option: FilterOption, table: str) -> bool:
    return bool(draft.ground.paths.to_one(table, option.test.column[0]))
