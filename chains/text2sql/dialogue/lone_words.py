"""Follow-ups of a few words that change one thing: all regions together, on average, the lowest, top 3, 不限地区."""

import re
from dataclasses import dataclass

from chains.text2sql.composition.atoms import Cover, Kind
from chains.text2sql.composition.ground import Ground
from chains.text2sql.composition.measures import FUNCTIONS
from chains.text2sql.dialogue.edits import Drop, DropAll, DropTimes, Edit, Figure, SetLimit, SetOrder
from chains.text2sql.dialogue.fragments import Fragment
from chains.text2sql.dialogue.query_state import QueryState, key_of, twin_key
from chains.text2sql.dialogue.understanding import Read
from chains.text2sql.schema.columns import ColumnId

_HIGH = ("maximum", "most", "superlative_high")
_LOW = ("minimum", "fewest", "superlative_low")
AMOUNTS = (*FUNCTIONS, "count", "how_much")
_EVERY = re.compile(
    r"\b(?:all|any|every|overall|regardless|irrespective|altogether|together|combined|whichever|no matter)\b"
    r"|不限|不分|不论|不管|无论|所有|全部|全体|整个|合计|加起来|一起|总共|合起来|任何",
    re.IGNORECASE,
)
_NOT_ONLY_EVERY = re.compile(
    r"\b(?:all|any|every|overall|regardless|irrespective|altogether|together|combined|whichever|no|matter|of|the|which|what"
    r"|them|those|these|in|total|across|for|everything|everyone|everywhere|and|we|have|there|are|please)\b"
    r"|不限|不分|不论|不管|无论|所有|全部|全体|整个|合计|加起来|一起|总共|合起来|任何|的|呢|是|哪个|都|算|上|在内|[\s,，]",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:together|combined|regardless|irrespective|overall|no matter)\b|不限|不分|不论|不管|无论|加起来|一起|合起来",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?:years?|months?|quarters?|dates?|times?|periods?|whenever)\b|年份?|月份?|季度|日期|时间|时期|期间",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\btop\b|\bfirst\b|前", re.IGNORECASE)
_LAST = re.compile(r"\bbottom\b|\blast\b|后", re.IGNORECASE)
_FIGURE = re.compile(r"\b(?:max|min)(?:imum)?\b|最[大小]值", re.IGNORECASE)


@dataclass(frozen=True)
class Following:
    """A follow-up with the state that it follows."""

    said: Fragment
    read: Read
    state: QueryState

    @property
    def ground(self) -> Ground:
        return self.read.interpreter.ground


def drops_conditions(body: str) -> bool:
    """Return whether the words say that a condition no longer holds: all regions together, 不限地区."""
    return _TOGETHER.search(body) is not None


def dropped(following: Following, cover: Cover) -> Edit | None:
    """All regions together, 不限地区, whatever the year."""
    body = following.said.body
    if not _EVERY.search(body) or any(a.kind in (Kind.FILTER, Kind.TIME, Kind.NUMBER) for a in cover.atoms):
        return None
    rest = _NOT_ONLY_EVERY.sub("", body)
    if not rest.strip(" ?？.。"):
        return DropAll()
    if not _NOT_ONLY_EVERY.sub("", _TIMES.sub("", body)).strip(" ?？.。"):
        return DropTimes()
    named = [a for a in cover.atoms if a.kind in (Kind.TABLE, Kind.COLUMN)]
    told = (*FUNCTIONS, "group", "list", "which", "count", "not")
    others = [a for a in cover.atoms if a not in named and not a.is_cue(*told)]
    if not named or others or len(named) > 2:
        return None
    ids = {m.id for a in named for m in a.columns}
    for table in {m.table for a in named for m in a.tables} - {following.state.subject}:
        ids |= {c.id for c in following.ground.table(table).columns}
    for step in (s for t in following.ground.schema.tables for s in following.ground.paths.references(t)):
        if step.here in ids:
            ids |= {c.id for c in following.ground.display_of(step.there[0])}
    if not ids:
        return DropAll() if any(m.table == following.state.subject for a in named for m in a.tables) else None
    return Drop(frozenset(ids))


def lone_edit(following: Following, cover: Cover) -> Edit | None:
    """A function, an end or a count with nothing beside it: on average, the lowest, top 3, 最少的两个."""
    state = following.state
    known = _known_columns(state)
    cues: list[str] = []
    number: int | None = None
    for atom in cover.atoms:
        if atom.kind is Kind.CUE:
            cues.append(atom.cue)
        elif atom.kind is Kind.NUMBER and atom.number is not None and atom.number.comparator == "=":
            if number is not None or atom.number.value != int(atom.number.value):
                return None
            number = int(atom.number.value)
        elif (atom.kind is Kind.TABLE and any(m.table == state.subject for m in atom.tables)) or (
            atom.kind is Kind.COLUMN and known & {twin_key(m.id) for m in atom.columns}
        ):
            continue
        else:
            return None
    if cover.left:
        return None
    telling = [
        c for c in cues if c not in ("which", "list", "who", "generic", "and", "both", "than", "distinct", "person")
    ]
    return _edit_of_cues(following, telling, number)


def _edit_of_cues(following: Following, cues: list[str], number: int | None) -> Edit | None:
    state = following.state
    is_ranked = state.order is not None and state.limit is not None
    ends = [c for c in cues if c in (*_HIGH, *_LOW)]
    if "nth" in cues:
        return None
    if cues and all(c in ("top", *_HIGH, *_LOW) for c in cues):
        falls = not any(c in _LOW for c in cues)
        says_last = _LAST.search(following.said.body) is not None
        if _FIRST.search(following.said.body) or (says_last and not ends):
            falls = not says_last
            if is_ranked and number is not None and state.order is not None:
                return SetOrder(None, not state.order.descending, number) if says_last else SetLimit(number)
        if is_ranked:
            return SetOrder(None, falls, number or state.limit)
        is_figure = number is None and _FIGURE.search(following.said.body) is not None
        if state.group and state.measures and not is_figure:
            return SetOrder(None, falls, number or 1)
        if len(ends) == 1 and number is None and state.measures and ends[0] in FUNCTIONS:
            return Figure(FUNCTIONS[ends[0]])
        return SetOrder(None, falls, number) if number is not None and state.order is not None else None
    if number is not None and not cues and is_ranked:
        return SetLimit(number)
    if number is not None:
        return None
    if cues in (["ascending"], ["descending"], ["order", "ascending"], ["order", "descending"]):
        return SetOrder(None, cues[-1] == "descending", state.limit)
    figures = [c for c in cues if c in AMOUNTS]
    if len(figures) == len(cues) == 1:
        if figures[0] in FUNCTIONS:
            return Figure(FUNCTIONS[figures[0]])
        return Figure("count" if figures[0] == "count" else "sum")
    return None


def _known_columns(state: QueryState) -> set[tuple[str, tuple[str, ...]]]:
    found: list[ColumnId | None] = [key_of(m) for m in state.measures]
    if state.order is not None:
        found.append(key_of(state.order.by))
    return {twin_key(c) for c in found if c is not None}
