"""A column compared with that of a named row, with its own average, or with another date of its row."""

import re

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.draft import Draft
from chains.text2sql.generation.plan import (
    Against,
    Attribute,
    Comparison,
    Filter,
    Versus,
)
from chains.text2sql.linking.filters import FilterOption
from chains.text2sql.schema.columns import ColumnView

_DONE = re.compile(
    r"return|paid|pay_|closed|complet|settled|finish|resolved|归还|付款|支付|完成|结清|关闭", re.IGNORECASE
)
_DUE = re.compile(r"due|deadline|expir|until|planned|应|截止|到期|计划", re.IGNORECASE)
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
_ABOVE_CHINESE = re.compile(r"(?:高于|大于|超过|多于|长于)[^，。]{0,6}$")
_BELOW_CHINESE = re.compile(r"(?:低于|小于|少于|不到|短于)[^，。]{0,6}$")
_HIGHER = re.compile(r"^[^，。？?]{0,8}?[更还]?(?:高|多|大|晚|长|贵|老|迟)")
_LOWER = re.compile(r"^[^，。？?]{0,8}?[更还]?(?:低|少|小|早|短|便宜|年轻)")


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
