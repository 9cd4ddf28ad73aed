"""What a follow-up asks to be changed, read by the composer as words about the subject of the question before."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chains.text2sql.composition.atoms import Cover, Kind
from chains.text2sql.composition.compose import Composition
from chains.text2sql.composition.ground import Ground
from chains.text2sql.dialogue.applying import years_on
from chains.text2sql.dialogue.edits import (
    Edit,
    Figure,
    Keep,
    ListRows,
    SetColumns,
    SetGroup,
    SetMeasures,
    SetOrder,
    SetShare,
    SetSubject,
    ShiftYears,
)
from chains.text2sql.dialogue.fragments import years_away
from chains.text2sql.dialogue.lone_words import AMOUNTS, Following, dropped, lone_edit
from chains.text2sql.dialogue.query_state import QueryState, is_of_time, state_of
from chains.text2sql.generation.plan import Attribute, Condition, Filter, Measure
from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.schema.columns import ColumnId
from knowledge.language.dates import TimeSpan

_ROWS = ("which", "list", "who")
_PERCENT = re.compile(
    r"(?:(?:show|give|express|put)\s+(?:it|that|this|them|those)\s+)?(?:as|in)?\s*(?:an?\s+|the\s+)?(?:percent(?:ages?)?|%|shares?|proportions?)"
    r"(?:\s+of\s+(?:the\s+)?(?:total|whole|all))?"
    r"|(?:按|用|以|换成|改成|改为)?(?:各自)?的?(?:百分比|占比|比例|份额)(?:表示|显示|来看|形式|是多少)?|各?占(?:多少|百分之几|比多少)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|今年|去年|前年|明年|\b(?:this|last|next) year\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:them|those|these|they)\b|其中|这些|那些|它们|他们", re.IGNORECASE)
_WHOLE_YEAR = re.compile(
    r"(?:for |in )?(?:the )?(?:whole|entire|full|all) (?:of the )?year|全年|整年|一整年", re.IGNORECASE
)
_GIVEN = ("not null", "not blank")
_SURE_TABLE = 0.75
_COUNTS = re.compile(r"\b(?:how many|number|count)\b|多少|几", re.IGNORECASE)
_HEAD = re.compile(
    r"(?:(?:how many|which|what|list|show|count|find|the|all|is|are|number of|total number of|me|and)\b\s*)*"
    r"|(?:有多少|多少|几|列出|显示|哪些|所有|查|[个座条家名位台张笔])*",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\b(?:also|as well|too|additionally)\b|同时|还要|并且|也要", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """Edits, with the composition that they were taken from where there is one."""

    edits: Sequence[Edit]
    composition: Composition | None = None


def readings(following: Following) -> Iterator[Reading]:
    """Yield what the follow-up may change, the likeliest first; nothing where a word of it has no part."""
    body = following.said.body
    if _PERCENT.fullmatch(body.strip(" .?？。")):
        yield Reading([SetShare()])
        return
    shift = years_away(body)
    if shift:
        yield Reading([ShiftYears(shift)])
        return
    if _WHOLE_YEAR.fullmatch(body.strip(" ?？.。")) and (whole := _whole_year(following.state)) is not None:
        yield Reading([Keep(whole)])
        return
    cover = following.read.interpreter.cover()
    if cover is None:
        return
    dropping = dropped(following, cover)
    if dropping is not None:
        yield Reading([dropping])
        return
    alone = lone_edit(following, cover)
    if alone is not None:
        yield Reading([alone])
    others = _other_rows(following)
    if others is not None:
        yield from _of_another_table(following, others)
        return
    composed = _composed(following, cover)
    if composed is not None:
        yield composed


@dataclass(frozen=True)
class _OtherRows:
    """Tables that the follow-up names where a question names its subject, and whether that is all it says."""

    tables: Sequence[str]
    counts: bool
    says_no_more: bool


def _other_rows(following: Following) -> _OtherRows | None:
    """The rows that the follow-up begins with: "and how many plants?", not "those with plants"."""
    links, body = following.read.linked.links, following.said.body
    named = [m for m in links.tables if m.score >= _SURE_TABLE and m.how == "name"]
    if not named or following.said.points_at_rows:
        return None
    first = min(named, key=lambda m: (m.start, -m.end, -m.score))
    same = {m.table for m in named if (m.start, m.end) == (first.start, first.end)}
    before = body[: first.start]
    if following.state.subject in same or _HEAD.fullmatch(before) is None:
        return None
    return _OtherRows(sorted(same), _COUNTS.search(before) is not None, not body[first.end :].strip(" ?？.。"))


def _composed(following: Following, cover: Cover) -> Reading | None:
    """The follow-up read as a question about the same rows."""
    state, said = following.state, following.said
    made = following.read.composition(state.subject)
    if made is None:
        return None
    new = state_of(made.plan, following.ground)
    if new is None or not made.is_complete:
        most = _sold_the_most(following, cover, made)
        return Reading(most, made) if most is not None else None
    cues = {a.cue for a in cover.atoms if a.kind is Kind.CUE}
    edits: list[Edit] = []
    if new.subject != state.subject:
        if not new.each or not new.measures:
            return None
        edits.append(SetSubject(new.subject))
    adds = bool(_ADDS.search(said.text))
    conditions = [*new.filters, *new.part]
    timed = _timed(conditions, following)
    edits += [Keep(c, adds) for c in timed]
    edits += _outputs(following, new, cues)
    return Reading(edits, made) if edits else None


def _outputs(following: Following, new: QueryState, cues: set[str]) -> list[Edit]:
    """What the follow-up itself wants shown; nothing where it only says which rows."""
    state, said = following.state, following.said
    edits: list[Edit] = []
    refers = bool(_THEY.search(said.text))
    if refers and state.limit is not None and state.order is not None:
        return []
    is_extreme = new.order is not None and new.limit is not None
    key = new.group[0] if len(new.group) == 1 else None
    if cues & {"order", "ascending", "descending"} and isinstance(key, Attribute) and not cues & set(AMOUNTS):
        # 按面积从大到小: an order, not a group
        return [SetOrder(key, "descending" in cues)]
    if new.group and (cues & {"group"} or _has_period(new)):
        edits.append(SetGroup(new.group, new.each))
    if new.shares:
        edits.append(SetShare())
    elif new.measures and cues & set(AMOUNTS) and not (is_extreme and not new.group):
        if refers and state.group and not new.group:
            edits.append(SetGroup(()))
        edits.append(SetMeasures(new.measures))
    if new.order is not None:
        if is_extreme and new.group and new.measures:
            edits = [SetGroup(new.group, new.each), SetMeasures(new.measures)]
        elif is_extreme and new.lists_rows and state.measures:
            edits.append(ListRows())
        edits.append(SetOrder(new.order.by, new.order.descending, new.limit, new.offset))
    if new.lists_rows and new.columns and not (new.order is not None and not is_extreme):
        if cues & set(_ROWS) and state.measures:
            edits.append(ListRows())
        edits.append(SetColumns(new.columns))
    elif new.lists_rows and not new.columns and new.order is None and _asks_for_rows(cues) and state.measures:
        edits.append(ListRows())
    return edits


def _counts(state: QueryState) -> bool:
    return state.measures == (Measure("count"),)


def _asks_for_rows(cues: set[str]) -> bool:
    return bool(cues & set(_ROWS)) and cues <= {*_ROWS, "generic", "person", "and"}


def _has_period(state: QueryState) -> bool:
    return any(not isinstance(k, Attribute) for k in state.group)


def _sold_the_most(following: Following, cover: Cover, made: Composition) -> list[Edit] | None:
    """Which of them sold the most: a word of rows that point at these, and an extreme of how much or how many."""
    state, ground = following.state, following.ground
    extremes = [a for a in cover.atoms if a.is_cue("most", "fewest", "maximum", "minimum")]
    if len(extremes) != 1 or state.group or state.limit is not None:
        return None
    verbs = {(m.table, a.start, a.end) for a in cover.atoms for m in (*a.columns, *a.tables)}
    # "sold" says as well that a day of sale is given
    tests = [(o.test, a) for a in cover.atoms for o in a.options]
    verbs |= {(t.column[0], a.start, a.end) for t, a in tests if isinstance(t, Test) and t.operator in _GIVEN}
    tables = {t for t, _, _ in verbs if t != state.subject}
    spans = {(a, b) for _, a, b in verbs} | {extremes[0].span}
    if any(not any(a <= s[0] and s[1] <= b for a, b in spans) for s in made.left) or not tables:
        return None
    for table in sorted(tables):
        for path in ground.paths.to_one(table, state.subject):
            keys = tuple(Attribute(path, c.id) for c in ground.display_of(state.subject))
            money = _only_amount(table, ground)
            measure = Measure("sum", Attribute((), money)) if money is not None else Measure("count")
            falls = extremes[0].is_cue("most", "maximum")
            return [
                SetSubject(table), SetGroup(keys, each=True), SetMeasures((measure,)), SetOrder(measure, falls, 1)
            ]  # fmt: skip
    return None


def _only_amount(table: str, ground: Ground) -> ColumnId | None:
    amounts = [c for c in ground.table(table).columns if ground.is_amount(c)]
    return amounts[0].id if len(amounts) == 1 else None


def _of_another_table(following: Following, others: _OtherRows) -> Iterator[Reading]:
    """The same of other rows: and how many power plants? 那客户呢？"""
    if others.says_no_more:
        counting: list[Edit] = [Figure("count")] if others.counts and not _counts(following.state) else []
        yield from (Reading([SetSubject(table), *counting]) for table in others.tables)
        return
    cover = following.read.interpreter.cover()
    cues = {a.cue for a in cover.atoms if a.kind is Kind.CUE} if cover is not None else set()
    for table in others.tables:
        made = following.read.composition(table)
        new = state_of(made.plan, following.ground) if made is not None and made.is_complete else None
        if made is None or new is None or new.subject != table:
            continue
        edits: list[Edit] = [SetSubject(table)]
        edits += [Keep(c) for c in _timed([*new.filters, *new.part], following)]
        yield Reading([*edits, *_outputs(following, new, cues)], made)


def _timed(conditions: Sequence[Condition], following: Following) -> list[Condition]:
    """The conditions, a time without its year in the year of the time before, a year alone with that one's month."""
    spans = following.read.linked.question.times
    before = [c for c in following.state.filters if is_of_time(c)]
    if len(spans) != 1 or len(before) != 1 or not isinstance(before[0], Filter):
        return list(conditions)
    made = []
    for condition in conditions:
        if is_of_time(condition) and isinstance(condition, Filter) and isinstance(condition.test, Within):
            old = before[0].test
            if isinstance(old, Within):
                test = _like(condition.test, old, spans[0], following.said.body)
                condition = replace(condition, test=test)
        made.append(condition)
    return made


def _like(new: Within, old: Within, span: TimeSpan, body: str) -> Within:
    if new.first is None or new.end is None or old.first is None or old.end is None:
        return new
    if span.grain in ("month", "quarter") and not _YEAR.search(body):
        away = old.first.year - new.first.year
        return replace(new, first=years_on(new.first, away), end=years_on(new.end, away))
    if (
        span.grain == "year"
        and _is_within_a_year(old)
        and not re.search(r"\b(?:whole|entire|all of)\b|全年|整年", body)
    ):
        away = new.first.year - old.first.year
        return replace(new, first=years_on(old.first, away), end=years_on(old.end, away))
    return new


def _whole_year(state: QueryState) -> Filter | None:
    """The condition on a part of a year, for all of that year."""
    for condition in state.filters:
        within = condition.test if isinstance(condition, Filter) else None
        if isinstance(condition, Filter) and isinstance(within, Within) and _is_within_a_year(within):
            first = within.first.replace(month=1, day=1) if within.first is not None else None
            return replace(condition, test=replace(within, first=first, end=years_on(first, 1)))
    return None


def _is_within_a_year(within: Within) -> bool:
    first, end = within.first, within.end
    return (
        first is not None
        and end is not None
        and end - first < dt.timedelta(days=360)
        and ((end - dt.timedelta(days=1)).year == first.year)
    )
