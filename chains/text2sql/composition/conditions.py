"""Conditions: cells and flags, numbers, times, rows of other tables with or without which rows are meant."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.constants import FAR_FILTER, MANY_FILTER, NAMED_BEHIND
from chains.text2sql.composition.draft import Draft, Group
from chains.text2sql.composition.negation import JOINING, coordinated
from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    AtTimes,
    Attribute,
    Comparison,
    Condition,
    Filter,
    OnCalendar,
    Period,
    Related,
    Versus,
)
from chains.text2sql.generation.plan_sql import escaped_pattern
from chains.text2sql.linking.filters import FilterOption, Test, Within
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnView
from chains.text2sql.schema.naming import split_name
from chains.text2sql.schema.paths import Path
from knowledge.language.period_cues import PeriodUnit
from knowledge.language.quantities import Quantity

_DONE = re.compile(
    r"return|paid|pay_|closed|complet|settled|finish|resolved|归还|付款|支付|完成|结清|关闭", re.IGNORECASE
)
_DUE = re.compile(r"due|deadline|expir|until|planned|应|截止|到期|计划", re.IGNORECASE)
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
_OPPOSITES = {
    "=": "!=", "in": "not in", "like": "not like", "null": "not null", "blank": "not blank", "member": "not member",
}  # fmt: skip
_OPPOSITES |= {other: one for one, other in _OPPOSITES.items()}
_MORE_THAN = re.compile(
    r"\b(?P<word>[a-z]+er|more \w+|less \w+|worse) than (?:that of |those of |the |an? )?$", re.IGNORECASE
)
_OF_AGE = re.compile(r"\b(?:older|younger|elder)\b|年长|年轻|岁数|[大小]$", re.IGNORECASE)
_LESSER = frozenset(
    "shorter lower less fewer younger smaller earlier cheaper lighter slower poorer nearer worse".split()
)
_OF_OTHER = r"\W*(?:that of |those of |what |the |an? )?$"
_AFTER = re.compile(
    r"\b(?:after|later than|more (?:\w+ )?than|higher (?:\w+ )?than|greater than|older than|longer than|bigger than"
    rf"|larger than|above|over){_OF_OTHER}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:before|earlier than|less (?:\w+ )?than|lower (?:\w+ )?than|fewer than|younger than|shorter than"
    rf"|smaller than|below|under){_OF_OTHER}",
    re.IGNORECASE,
)
_BARE = re.compile(r"\W{0,3}(?:the (?:letter|word|text) )?([^\s，。？?,]+?)(?=[\s，。？?,]|的|$)")
_ABOVE_CHINESE = re.compile(r"(?:高于|大于|超过|多于|长于)[^，。]{0,6}$")
_BELOW_CHINESE = re.compile(r"(?:低于|小于|少于|不到|短于)[^，。]{0,6}$")
_OF = re.compile(r"\s*(?:of|for)\s+(?:the\s+)?", re.IGNORECASE)
_OWNER = re.compile(r"(?:'s|’s|s')\s*|\s*的\s*", re.IGNORECASE)
_HIGHER = re.compile(r"^[^，。？?]{0,8}?[更还]?(?:高|多|大|晚|长|贵|老|迟)")
_LOWER = re.compile(r"^[^，。？?]{0,8}?[更还]?(?:低|少|小|早|短|便宜|年轻)")
_UNITS: dict[str, PeriodUnit] = {
    "year": "year", "half": "half", "quarter": "quarter", "month": "month", "week": "week", "day": "day",
}  # fmt: skip


def texts(draft: Draft) -> None:
    """Add what a text is said to begin with, hold or end with."""
    for i in draft.cue("starts", "contains", "ends"):
        if i in draft.used:
            continue
        column = next(
            (k for k in (i - 1, i - 2, i + 2, i + 3) if draft.kind(k) is Kind.COLUMN and k not in draft.used), None
        )
        said = _said_text(draft, i)
        if said is None:
            continue
        attribute = draft.attribute(draft.atoms[column].columns) if column is not None else draft.identity()[0]
        if attribute is None:
            continue
        text, places = said
        pattern = escaped_pattern(text)
        cue = draft.atoms[i].cue
        pattern = {"starts": f"{pattern}%", "contains": f"%{pattern}%", "ends": f"%{pattern}"}[cue]
        is_denied = i in draft.negated or draft.is_cue(i - 1, "not")
        if draft.is_cue(i - 1, "not"):
            draft.use(i - 1)
        span = (draft.atoms[i].start, draft.atoms[places[-1]].end if places else draft.atoms[i].end)
        draft.filters.append(
            Filter(attribute.path, Test(attribute.column, "not like" if is_denied else "like", (pattern,)), at=span)
        )
        draft.use(i, *places, *([column] if column is not None else []))


def _said_text(draft: Draft, i: int) -> tuple[str, list[int]] | None:
    """The text behind the cue (in Chinese 以张开头 around it): in quotes, a cell, or one bare word."""
    for k in (i + 1, i - 1):
        if draft.kind(k) is Kind.LITERAL and k not in draft.used:
            others = [j for j in (k + 1,) if draft.is_cue(j, "starts", "ends")]
            return draft.atoms[k].text, [k, *others]
    text = draft.ground.question.text
    if draft.is_chinese and draft.atoms[i].end - draft.atoms[i].start == 1:
        around = re.compile(r"([^，。？?的]{1,8}?)(开头|打头|开始|结尾|收尾|结束)").match(text, draft.atoms[i].end)
        if around is not None:
            inside = [k for k in range(i + 1, len(draft.atoms)) if draft.atoms[k].end <= around.end()]
            draft.taken.append((around.start(), around.end()))
            return around.group(1), inside or []
    behind = _BARE.match(text, draft.atoms[i].end)
    if behind is None:
        return None
    span = behind.span(1)
    inside = [k for k in range(len(draft.atoms)) if span[0] <= draft.atoms[k].start and draft.atoms[k].end <= span[1]]
    draft.taken.append(span)
    return behind.group(1), inside


def comparisons_with_rows(draft: Draft) -> None:
    """Add what compares a column with that of a named row: hired after Bob, 工资比张三高."""
    text = draft.ground.question.text
    for i in draft.free(Kind.FILTER):
        option = next((o for o in draft.atoms[i].options if _is_own_name(draft, o)), None)
        if option is None or i in draft.negated:
            continue
        before, behind = text[: draft.atoms[i].start], text[draft.atoms[i].end :]
        comparison: Comparison | None = None
        if _AFTER.search(before) or (before.endswith("比") and _HIGHER.match(behind)):
            comparison = ">"
        elif _BEFORE.search(before) or (before.endswith("比") and _LOWER.match(behind)):
            comparison = "<"
        more = _MORE_THAN.search(before)
        if comparison is None and more is not None:
            comparison = "<" if set(more["word"].casefold().split()) & _LESSER else ">"
        if comparison is None:
            continue
        attribute = _compared(draft, i)
        if attribute is None:
            continue
        for match in (_AFTER.search(before), _BEFORE.search(before), more):
            if match is not None:
                draft.taken.append(match.span())
        ahead = _HIGHER.match(behind) or _LOWER.match(behind) if before.endswith("比") else None
        if ahead is not None:
            draft.taken.append((draft.atoms[i].end + ahead.start(), draft.atoms[i].end + ahead.end()))
        # the older ones were born before
        if draft.ground.is_date(draft.ground.column(attribute.column)) and _OF_AGE.search(before + behind[:6]):
            comparison = "<" if comparison == ">" else ">"
        inner = Filter((), option.test, at=draft.atoms[i].span, said=option.said)
        draft.filters.append(Against(attribute, comparison, (inner,), at=draft.atoms[i].span))
        draft.use(i)
        draft.use(*[k for k in (i - 1, i + 1) if draft.is_cue(k, "than")])


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


def comparisons_with_average(draft: Draft) -> None:
    """Add what compares a column with its own average: above the average, 高于平均工资."""
    text = draft.ground.question.text
    for i in draft.cue("avg", "maximum", "minimum"):
        before = text[: draft.atoms[i].start]
        above = _AFTER.search(before) or _ABOVE_CHINESE.search(before)
        below = _BEFORE.search(before) or _BELOW_CHINESE.search(before)
        if i in draft.used or not (above or below):
            continue
        places = [k for k in (i + 1, i - 1, i - 2) if draft.kind(k) is Kind.COLUMN]
        for k in places:
            attribute = draft.attribute(draft.atoms[k].columns, wants_amount=True)
            if (
                attribute is not None
                and not attribute.path
                and draft.ground.is_amount(draft.ground.column(attribute.column))
            ):
                function = {"avg": "avg", "maximum": "max", "minimum": "min"}[draft.atoms[i].cue]
                draft.filters.append(
                    Against(attribute, ">" if above else "<", function=function, at=draft.atoms[i].span)  # type: ignore[arg-type]
                )
                draft.use(i, *places, *[j for j in (i - 1,) if draft.is_cue(j, "than")])
                draft.taken.append((above or below).span())  # type: ignore[union-attr]
                break


def _is_own_name(draft: Draft, option: FilterOption) -> bool:
    names = {c.id for c in draft.ground.display_of(draft.subject)}
    return option.source in ("value", "text") and option.test.column in names


def _compared(draft: Draft, i: int) -> Attribute | None:
    for step in (-1, -2, -3, 1, 2):
        if draft.kind(i + step) is not Kind.COLUMN:
            continue
        attribute = draft.attribute(draft.atoms[i + step].columns, wants_amount=True)
        if attribute is None or attribute.path:
            continue
        column = draft.ground.column(attribute.column)
        if draft.ground.is_amount(column) or draft.ground.is_date(column):
            draft.use(i + step)
            return attribute
    near = [m for m in draft.measuring if 0 <= draft.atoms[i].start - m.start < 24]
    attribute = draft.attribute(near, wants_amount=True) if near else None
    return attribute if attribute is not None and not attribute.path else None


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
        behind = next((k for k in draft.free(Kind.TABLE) if k > i), None)
        if behind is not None:
            draft.negated.add(behind)
            draft.use(i)
            continue
        people = [s for s in draft.ground.paths.referenced_by(draft.subject) if draft.ground.is_of_people(s.there[0])]
        if people:
            draft.related.append(Related((people[0],), (), True, None, draft.atoms[i].span))
            draft.use(i)


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
                found.append(_filter(draft, path, options[0], j))
                draft.use(j)
        elif kind is Kind.TIME and (j > i or draft.is_chinese) and draft.ground.dates_of(table):
            made = _time_filter(draft, j, table)
            if made is not None:
                found.append(made)
                draft.use(j)
        elif kind is Kind.NUMBER and j > i:
            made = _number_filter(draft, j, table)
            if made is not None:
                found.append(made)
    return found


def _belongs(draft: Draft, option: FilterOption, table: str) -> bool:
    return bool(draft.ground.paths.to_one(table, option.test.column[0]))


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
        made = _number_filter(draft, i, draft.subject)
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
        draft.filters.append(AnyOf(tuple(_filter(draft, path, o, k) for k, o in chosen), at=span))
    else:
        draft.filters.extend(_filter(draft, path, option, k) for k, option in chosen)


def _cut(draft: Draft, path: Path) -> tuple[Path, Path]:
    """The path up to its last step to many rows, and the to-one rest."""
    last = max(n for n, step in enumerate(path) if not draft.ground.paths.is_to_one((step,)))
    return path[: last + 1], path[last + 1 :]


def _filter(draft: Draft, path: Path, option: FilterOption, i: int) -> Filter:
    test: Test | Within = option.test
    if option.source == "missing" and draft.ground.is_amount(draft.ground.column(test.column)):
        # no stock is none in stock
        is_none = isinstance(test, Test) and test.operator in ("null", "blank")
        return Filter(path, Test(test.column, "=" if is_none else ">", (0,)), at=draft.atoms[i].span, said=option.said)
    if i in draft.negated:
        if isinstance(test, Within):
            return Filter(path, test, True, draft.atoms[i].span, option.said)
        test = option.negated_test if option.negated_test is not None else negation(test)
    return Filter(path, test, at=draft.atoms[i].span, said=option.said)


def negation(test: Test) -> Test:
    """Return the opposite test; rows without a value pass neither."""
    opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">"} | _OPPOSITES
    return replace(test, operator=opposite[test.operator])  # type: ignore[arg-type]


def _any_value(options: Sequence[FilterOption]) -> Test | Within:
    values: dict[Cell, None] = {}
    for option in options:
        if isinstance(option.test, Within) or option.test.operator not in ("=", "in"):
            return option.test
        values |= dict.fromkeys(option.test.values)
    return Test(options[0].test.column, "in", tuple(values))


# numbers


def comparison_of(quantity: Quantity) -> Comparison | None:
    """Return the comparison that a quantity's words ask for, None for a bare number."""
    is_bare = quantity.comparator == "=" and (quantity.said_start, quantity.said_stop) == (
        quantity.start,
        quantity.stop,
    )
    if is_bare or quantity.comparator == "between":
        return None
    return "=" if quantity.comparator == "about" else quantity.comparator


def _number_filter(draft: Draft, i: int, table: str) -> Filter | None:
    quantity = draft.atoms[i].number
    if quantity is None or i in draft.used:
        return None
    comparison = comparison_of(quantity)
    compares = comparison is not None or quantity.upper is not None
    found = _number_column(draft, i, table, compares)
    if found is None:
        return None
    column, path = found
    values = [quantity.value] if quantity.upper is None else [quantity.value, quantity.upper]
    cells = tuple(draft.ground.amount_in(column, v, quantity) for v in values)
    test = Test(column.id, "between" if quantity.upper is not None else comparison or "=", cells)
    draft.use(i)
    return Filter(path, negation(test) if i in draft.negated else test, at=draft.atoms[i].span)


def _number_column(draft: Draft, i: int, table: str, compares: bool) -> tuple[ColumnView, Path] | None:
    own = draft.atoms[i]
    inside = [m for m in draft.measuring if m.table == table and own.start <= m.start and m.end <= own.end]
    is_named = Kind.COLUMN in (draft.kind(i - 1), draft.kind(i + 1))
    attribute = draft.attribute(inside, wants_amount=True) if inside and not is_named else None
    if attribute is not None and draft.ground.is_amount(draft.ground.column(attribute.column)):
        return draft.ground.column(attribute.column), attribute.path  # longer than 9 m
    for step in (-1, 1, -2, 2):
        k = i + step
        if draft.kind(k) is not Kind.COLUMN:
            continue
        if abs(step) == 2 and any(draft.kind(n) is Kind.NUMBER and n != i for n in (k - 1, k + 1)):
            continue  # another number stands nearer
        if abs(step) == 2 and draft.kind(i + step // 2) in (Kind.NUMBER, Kind.TIME, Kind.TABLE, Kind.COLUMN):
            continue
        mentions = [m for m in draft.atoms[k].columns if m.column is not None and m.table in draft.ground.schema.tables]
        for mention in sorted(mentions, key=lambda m: (m.table != table, -m.score)):
            column = draft.ground.column(mention.id)
            paths = draft.ground.paths.to_one(table, mention.table)
            fits = draft.ground.is_amount(column) or column.kind == "year"
            fits = fits or (not compares and column.kind == "number")
            if paths and fits:
                draft.use(k)
                return column, paths[0]
    if not compares:
        return None
    quantity = draft.atoms[i].number
    assert quantity is not None
    by_unit = [c for c in draft.ground.table(table).columns if draft.ground.is_measured_in(c, quantity)]
    if len(by_unit) == 1:
        return by_unit[0], ()
    near = [m for m in draft.measuring if m.table == table and abs(m.start - draft.atoms[i].start) < 20]
    attribute = draft.attribute(near, wants_amount=True) if near else None
    if attribute is not None and draft.ground.is_amount(draft.ground.column(attribute.column)):
        draft.use(*[k for k in (i - 1, i + 1) if draft.kind(k) is Kind.COLUMN and draft.measured_at(k)])
        return draft.ground.column(attribute.column), attribute.path
    return None


# times


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


def lateness(draft: Draft) -> None:
    """Compare what happened with when it was due: paid late, returned on time, 逾期归还."""
    for i in draft.cue("late", "on_time"):
        due = draft.ground.deadline_of(draft.subject)
        done = _completion(draft, i)
        if due is None or done is None or due.id == done.id:
            continue
        is_late = draft.atoms[i].is_cue("late") != (i in draft.negated)
        draft.filters.append(
            Versus(Attribute((), done.id), ">" if is_late else "<=", Attribute((), due.id), draft.atoms[i].span)
        )
        draft.use(i)
        for k in (i - 1, i + 1):
            is_same = draft.kind(k) is Kind.COLUMN and any(m.id == done.id for m in draft.atoms[k].columns)
            is_event = draft.kind(k) is Kind.FILTER and any(o.test.column == done.id for o in draft.atoms[k].options)
            if is_same or is_event:
                draft.use(k)


def _completion(draft: Draft, i: int) -> ColumnView | None:
    """The date on which the subject's rows were done with: named beside the cue, or the only one."""
    columns = [c for c in draft.ground.table(draft.subject).columns if draft.ground.is_date(c)]
    done = [c for c in columns if _DONE.search(c.name + c.comment) and not _DUE.search(c.name + c.comment)]
    beside = {m.id for k in (i - 1, i + 1) for m in (draft.atoms[k].columns if 0 <= k < len(draft.atoms) else ())}
    beside |= {o.test.column for k in (i - 1, i + 1) if draft.kind(k) is Kind.FILTER for o in draft.atoms[k].options}
    named = [c for c in done if c.id in beside]
    return named[0] if named else done[0] if len(done) == 1 else None


def times(draft: Draft, groups: list[Group]) -> None:
    """Keep the rows of the named times; two times side by side are also grouped by."""
    places = draft.free(Kind.TIME)
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
        made = _time_filter(draft, i, draft.subject)
        if made is not None:
            draft.filters.append(replace(made, negated=i in draft.negated))
            draft.use(i)


def _side_by_side(draft: Draft, places: Sequence[int], groups: list[Group]) -> None:
    made = [_time_filter(draft, i, draft.subject) for i in places]
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


def _time_filter(draft: Draft, i: int, table: str) -> Filter | None:
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
