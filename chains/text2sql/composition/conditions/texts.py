"""What a text is said to begin with, hold or end with."""

import re

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.draft import Draft
from chains.text2sql.generation.plan import (
    Filter,
)
from chains.text2sql.generation.plan_sql import escaped_pattern
from chains.text2sql.linking.filters import Test

_BARE = re.compile(r"\W{0,3}(?:the (?:letter|word|text) )?([^\s，。？?,]+?)(?=[\s，。？?,]|的|$)")


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
