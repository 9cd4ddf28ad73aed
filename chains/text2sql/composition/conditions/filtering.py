"""Cells, states and numbers as tests on columns near the subject."""

import re
from collections.abc import Iterable, Sequence

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.conditions.counting import number_filter
from chains.text2sql.composition.conditions.denying import filter_of, negation
from chains.text2sql.composition.constants import FAR_FILTER, MANY_FILTER
from chains.text2sql.composition.draft import Draft
from chains.text2sql.composition.negation import JOINING, coordinated
from chains.text2sql.generation.plan import (
    AnyOf,
    Filter,
    Related,
)
from chains.text2sql.linking.filters import FilterOption, Test, Within
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.naming import split_name
from chains.text2sql.schema.paths import Path

_TOWARDS = re.compile(
    r"(?:^|[_ ])(?:to|dest\w*|receiv\w*|arriv\w*|into|target|recipient|buyer)(?:[_ ]|$)|收|到达|目的|目标|终|抵",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"(?:^|[_ ])(?:from|source|origin|send\w*|depart\w*|out|seller|ship\w*)(?:[_ ]|$)|始发|出发|起始|发货|寄|来源|起",
    re.IGNORECASE,
)
_SAID_TO = re.compile(r"(?:\b(?:to|into|towards?)(?: the)?\s+|到|至|发往|前往|去|寄往|运往)$", re.IGNORECASE)
_SAID_FROM = re.compile(r"(?:\b(?:from|out of)(?: the)?\s+|从|由|自)$", re.IGNORECASE)
_OF = re.compile(r"\s*(?:of|for)\s+(?:the\s+)?", re.IGNORECASE)
_OWNER = re.compile(r"(?:'s|’s|s')\s*|\s*的\s*", re.IGNORECASE)


def filters(draft: Draft) -> None:
    """Give cells, flags and numbers their tests, near the subject or where a column beside them says."""
    last: tuple[int, FilterOption, Path] | None = None
    farthest = 0.0
    for i in draft.free(Kind.FILTER):
        if i in draft.used:
            continue
        option, path = _whole_name(draft, i, last) or _option(draft, i)
        if option is None or path is None:
            continue
        last = (i, option, path)
        is_named = option.test.column[0] in draft.named_tables
        is_many = not is_named and not draft.ground.paths.is_to_one(path)
        farthest = max(farthest, FAR_FILTER * len(path) + (MANY_FILTER if is_many else 0.0))
        chosen = [(i, option)]
        for k in coordinated(draft, i)[1:]:
            same = next((o for o in draft.atoms[k].options if o.test.column == option.test.column), None)
            if same is not None and k not in draft.used and (k in draft.negated) == (i in draft.negated):
                chosen.append((k, same))
        _use_columns_beside(draft, i, option)
        _use_verb_behind(draft, i, option)
        _add(draft, path, chosen)
        for k, _ in chosen:
            draft.use(k)
        draft.use_between(i, chosen[-1][0], *JOINING)
    draft.doubt += farthest
    for i in draft.free(Kind.NUMBER):
        made = number_filter(draft, i, draft.subject)
        if made is not None:
            draft.filters.append(made)


def _whole_name(draft: Draft, i: int, last: tuple[int, FilterOption, Path] | None) -> tuple[FilterOption, Path] | None:
    """The family name right behind a given name is of the same row."""
    if last is None or last[0] != i - 1 or draft.between(i - 1, i).strip():
        return None
    column = last[1].test.column
    names = {c.id for c in draft.ground.table(column[0]).full_name} - {column}
    option = next((o for o in draft.atoms[i].options if o.test.column in names), None)
    return (
        (option, last[2])
        if option is not None and column in {c.id for c in draft.ground.table(column[0]).full_name}
        else None
    )


def _option(draft: Draft, i: int) -> tuple[FilterOption | None, Path | None]:
    """The way to read a filter that fits best: its column is named beside it, or it is near the subject."""
    best: tuple[float, FilterOption, Path] | None = None
    beside = [k for k in (i - 1, i + 1, i + 2) if draft.kind(k) is Kind.COLUMN]
    names = {c.id for c in draft.ground.display_of(draft.subject)}
    ways: list[tuple[float, FilterOption, Path]] = []
    for option in draft.atoms[i].options:
        table = option.test.column[0]
        if table not in draft.ground.schema.tables:
            continue
        near = max((draft.atoms[k].column_score(option.test.column) for k in beside), default=0.0)
        key = _key_beside(draft, i, beside, table)
        if key is not None:
            ways.append((option.score + near + 0.9, option, key))
        for path in draft.ground.ways(draft.subject, table):
            if path and table == draft.subject:
                continue
            score = option.score + near + (0.3 if not path else 0.0) + _direction(draft, i, path)
            score += 0.15 if table in draft.named_tables else 0.0
            score += 0.12 * sum(step.there[0] in draft.named_tables for step in path[:-1])
            # how many rivers the Colorado has: not the rows of that name
            score -= 0.4 if not path and draft.has("count") and option.test.column in names else 0.0
            score -= 0.08 * len(path) + (0.0 if draft.ground.paths.is_to_one(path) else 0.12)
            ways.append((score, option, path))
    for way in ways:
        if best is None or way[0] > best[0]:
            best = way
    if best is None:
        return None, None
    rivals = {
        w[1].test.column
        for w in ways
        if w[0] > best[0] - 0.02 and w[1].test.column != best[1].test.column and w[2] == best[2]
    }
    if rivals:
        rival = min(rivals)
        one, other = (".".join(c) for c in (best[1].test.column, rival))
        draft.assumed.append(f"column:{one}:{other}:{draft.said(i)}")
    return best[1], best[2]


def _direction(draft: Draft, i: int, path: Path) -> float:
    """How well the key that a path begins with fits "from" or "to" in front of the value."""
    if not path or path[0].here[0] != draft.subject:
        return 0.0
    before = draft.ground.question.text[: draft.atoms[i].start]
    column = draft.ground.column(path[0].here)
    name = " ".join([*split_name(column.name), column.comment])
    for said, fits, other in ((_SAID_TO, _TOWARDS, _AWAY), (_SAID_FROM, _AWAY, _TOWARDS)):
        if said.search(before):
            return 0.3 if fits.search(name) else -0.3 if other.search(name) else 0.0
    return 0.0


def _key_beside(draft: Draft, i: int, beside: Iterable[int], table: str) -> Path | None:
    """The step along a key that is named beside a value of the table that it points at: the manager is Alice."""
    for k in beside:
        if _is_asked_of(draft, i, k):
            continue
        for mention in draft.atoms[k].columns:
            if mention.column is None or mention.table != draft.subject:
                continue
            for step in draft.ground.paths.references(draft.subject):
                if step.here == mention.id and step.there[0] == table:
                    return (step,)
    return None


def _is_asked_of(draft: Draft, i: int, k: int) -> bool:
    """Whether the value's own row has what the column says: the manager of Alice, who manages Alice, 张三的经理."""
    while k > i + 1 and draft.kind(i + 1) is Kind.FILTER and not draft.between(i, i + 1).strip():
        i += 1  # Lucie Petit's mentor: the name is two cells
    first, second = sorted((i, k))
    gap = draft.between(first, second)
    if k > i:
        behind = draft.ground.question.text[draft.atoms[k].end :]
        return _OWNER.fullmatch(gap) is not None and not behind.startswith("的")
    word = draft.word(k)
    is_verb = draft.is_cue(k - 1, "who") and not gap.strip() and word.isascii()
    return _OF.fullmatch(gap) is not None or is_verb


def _use_verb_behind(draft: Draft, i: int, option: FilterOption) -> None:
    """用支付宝支付的: the verb behind a value that the value's own column is named after asks for nothing more."""
    if draft.kind(i + 1) is not Kind.FILTER or i + 1 in draft.used:
        return
    word = draft.word(i + 1)
    column = draft.ground.column(option.test.column)
    other = draft.atoms[i + 1].options[0].test.column
    if other != column.id and not word.isascii() and any(word in a.text for a in column.aliases if a.is_chinese):
        draft.use(i + 1)


def _use_columns_beside(draft: Draft, i: int, option: FilterOption) -> None:
    """A column named beside its value is a part of the same test."""
    for k in (i - 1, i + 1, i + 2):
        if draft.kind(k) is not Kind.COLUMN or k in draft.used or _is_asked_of(draft, i, k):
            continue
        columns = [
            m.id for m in draft.atoms[k].columns if m.column is not None and m.table in draft.ground.schema.tables
        ]
        points = [draft.ground.column(c).refers_to for c in columns]
        if option.test.column in columns or any(p is not None and p[0] == option.test.column[0] for p in points):
            draft.use(k)


def _add(draft: Draft, path: Path, chosen: Sequence[tuple[int, FilterOption]]) -> None:
    """One test for each value, or one of several values where a row can have only one."""
    first, last = chosen[0][0], chosen[-1][0]
    negated = first in draft.negated
    is_choice = negated or any(draft.is_cue(k, "or", "neither", "not") for k in range(first, last))
    span = (draft.atoms[first].start, draft.atoms[last].end)
    whole = _any_value([o for _, o in chosen]) if len(chosen) > 1 else None
    if not draft.ground.paths.is_to_one(path):
        many, rest = _cut(draft, path)
        if whole is not None and is_choice:
            draft.filters.append(Related(many, (Filter(rest, whole, at=span),), negated, at=span))
            return
        for k, option in chosen:
            inner = Filter(rest, option.test, at=draft.atoms[k].span, said=option.said)
            draft.filters.append(Related(many, (inner,), negated, at=draft.atoms[k].span))
        return
    if whole is not None and isinstance(whole, Test) and whole.operator == "in":
        draft.filters.append(Filter(path, negation(whole) if negated else whole, at=span))
    elif len(chosen) > 1 and is_choice and not negated:
        draft.filters.append(AnyOf(tuple(filter_of(draft, path, o, k) for k, o in chosen), at=span))
    else:
        draft.filters.extend(filter_of(draft, path, option, k) for k, option in chosen)


def _cut(draft: Draft, path: Path) -> tuple[Path, Path]:
    """The path up to its last step to many rows, and the to-one rest."""
    last = max(n for n, step in enumerate(path) if not draft.ground.paths.is_to_one((step,)))
    return path[: last + 1], path[last + 1 :]


def _any_value(options: Sequence[FilterOption]) -> Test | Within:
    values: dict[Cell, None] = {}
    for option in options:
        if isinstance(option.test, Within) or option.test.operator not in ("=", "in"):
            return option.test
        values |= dict.fromkeys(option.test.values)
    return Test(options[0].test.column, "in", tuple(values))
