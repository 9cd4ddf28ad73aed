"""Flags that are named with other words, and what is past its date."""

import datetime as dt

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.draft import Draft
from chains.text2sql.generation.plan import (
    Filter,
)
from chains.text2sql.linking.filters import Test, Within


def flags(draft: Draft) -> None:
    """Read a named flag that nothing else has used as a test: members who have signed the waiver, are part time."""
    free = draft.free(Kind.COLUMN)
    for i in free:
        attribute = draft.attribute(draft.atoms[i].columns)
        is_shown = draft.is_cue(i - 1, "list", "and", "which", "when", "where") or draft.is_cue(i + 1, "and")
        if attribute is None or is_shown or not (draft.names_subject or draft.has("who", "person")):
            continue
        truth = draft.ground.truths(attribute.column)
        if truth is None or not truth.yes or (len(free) > 1 and i not in draft.negated):
            continue
        cells = truth.no if i in draft.negated else truth.yes
        draft.filters.append(Filter(attribute.path, Test(attribute.column, "in", cells), at=draft.atoms[i].span))
        draft.use(i)


def deadlines(draft: Draft) -> None:
    """Add what is past its date: expired, overdue, 已到期."""
    for i in draft.cue("expired"):
        named = next((k for k in (i - 1, i + 1) if draft.kind(k) is Kind.COLUMN), None)
        attribute = draft.attribute(draft.atoms[named].columns) if named is not None else None
        column = draft.ground.column(attribute.column) if attribute is not None else None
        if column is None or not draft.ground.is_date(column):
            column, named = draft.ground.deadline_of(draft.subject), None
        if column is None:
            continue
        today = draft.ground.question.today
        until = Within(column.id, None, dt.datetime(today.year, today.month, today.day))
        negated = i in draft.negated
        draft.filters.append(
            Filter((), Within(column.id, until.end, None) if negated else until, at=draft.atoms[i].span)
        )
        draft.use(i, *([named] if named is not None else []))
