"""Events: a time that is set says that something happened: "deleted", "unpaid", "died", 已发货, 离职."""

import re
from collections.abc import Iterator

from chains.text2sql.linking.asked_words import AskedWords
from chains.text2sql.linking.column_words import ColumnWords
from chains.text2sql.linking.concepts import concepts
from chains.text2sql.linking.filters import FilterOption, Test
from chains.text2sql.linking.flags import ProfileOf
from chains.text2sql.linking.phrases import Span

_NAMED, _CONCEPT, _ALWAYS = 0.98, 0.85, 0.5
_TIMES = frozenset(("date", "datetime"))
_BARE = 0.8
"""How much a Chinese verb without 已 or what denies it says that something happened: 付款 may be part of a name."""
# a year says when, of every row
_NO_MOMENTS = frozenset((None, "year", "year_month_int", "year_month_text", "time"))
_PARTICIPLES = frozenset("paid sent sold left read seen done won lost begun withdrawn met held built made".split())
# they happen to every row, or lie ahead
_NO_EVENTS = frozenset(
    "created updated modified inserted changed edited born expired scheduled planned estimated expected required "
    "needed ordered recorded registered opened started ended hired joined".split()
)
# valid_to and due_date lie ahead
_LIMITS = frozenset("to from until till due expiry expires expire valid".split())
_NO_CHINESE_EVENTS = re.compile(
    r"创建|更新|修改|新增|录入|出生|到期|截止|有效|开始|结束|预计|计划|下单|登记|注册|入职|就诊|开户"
)


def event_options(asked: AskedWords, columns: list[ColumnWords], profile_of: ProfileOf) -> list[FilterOption]:
    """Return the readings of words as "happened" and "has not happened", on times that may be missing."""
    found = []
    for column in columns:
        if not column.view.is_nullable or _LIMITS & set(column.words) or not (column.event_forms or column.event_runs):
            continue
        said = list(_said(asked, column))
        if not said or not _holds_times(column, profile_of):
            continue
        profile = profile_of(column)
        is_always = profile is not None and profile.rows > 0 and not profile.nulls and "" not in profile.values
        is_text = column.view.storage == "text"
        yes, no = (
            Test(column.id, "not blank" if is_text else "not null"),
            Test(column.id, "blank" if is_text else "null"),
        )
        for (start, end), happened, score in said:
            if asked.is_column_word(end) or asked.is_manner(start, end) or asked.is_noun(start, end):
                continue
            sure = score * (_ALWAYS if is_always and happened else 1.0)
            test, other = (yes, no) if happened else (no, yes)
            text = f"{column.title} is {'set' if happened else 'not set'}"
            found.append(FilterOption(start, end, test, other, round(sure, 3), "event", text))
    return found


def _holds_times(column: ColumnWords, profile_of: ProfileOf) -> bool:
    if column.view.storage in _TIMES:
        return True
    profile = profile_of(column)
    return profile is not None and profile.date_format not in _NO_MOMENTS


def _said(asked: AskedWords, column: ColumnWords) -> Iterator[tuple[Span, bool, float]]:
    base = column.event_forms
    if base and _is_participle(column.event_words):
        for phrase in dict.fromkeys((base, base[-1:])):
            yield from ((span, True, _NAMED) for span in asked.places(phrase))
            yield from ((span, False, _NAMED) for span in asked.opposites(phrase))
    runs = [run for run in column.event_runs if not _NO_CHINESE_EVENTS.search(run)]
    for run in runs:
        for start, end, is_denied in asked.chinese_places(run):
            is_bare = not is_denied and asked.is_bare_verb(start, end)
            yield (start, end), not is_denied, _NAMED * (_BARE if is_bare else 1.0)
    for number in column.event_concepts:
        concept = concepts()[number]
        for span, happened in asked.held(concept.yes, concept.no):
            yield span, happened, _CONCEPT * (_BARE if happened and asked.is_bare_verb(*span) else 1.0)


def _is_participle(words: tuple[str, ...]) -> bool:
    last = words[-1] if words else ""
    return (last.endswith("ed") or last in _PARTICIPLES) and last not in _NO_EVENTS
