"""Which table's rows a question asks for, told from the words around the table's name.

"Which city", "what is the biggest city", 哪个城市, 最大的城市是哪个 and 推荐一家酒店 ask for rows, "the city's area"
does not.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from chains.text2sql.analysis.question import Question

_REACH = 24
_BEFORE = {
    "en": re.compile(
        r"(?:^|\b)(?:(?:which|what|whose)(?:\s+(?:is|are|was|were))?|who\s+(?:is|are)"
        r"|(?:list|show|find|give|tell)(?:\s+\w+)?|return|name)\s+(?:all\s+)?(?:the\s+)?(?:\w+(?:est)\s+|most\s+\w+\s+|least\s+\w+\s+)?$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:哪[一些几]{0,2}|什么样?的?|找|推荐|介绍|挑选|列出|显示|求|给我|来|有没有)(?:所有|全部)?的?"
        r"(?:[一两几]?[个家座条位名艘所些部处间款])?$"
    ),
}
# "the 4 smallest plants", not "the height of the tallest building"
_EXTREME = re.compile(
    r"(?:^|[.?!,]|\b(?:show|list|find|give|me|are|is))\s*(?:the\s+)?(?:\w+\s+)?"
    r"(?:\w+est|most \w+|least \w+|top \w+)\s+$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s*(?:都)?(?:是|有|叫|为)?(?:哪|谁|什么|叫什么)(?!时候)")
# a request whose object stands at the end of a long clause: 推荐一家评分在4分以上的酒店
_REQUEST = re.compile(r"(?:推荐|介绍|挑选|找(?:到|出)?|想[找去要]|有没有|查找).{0,60}?[的](?:[^，。？！,?!的]{0,8})$")
_HOW_MUCH = re.compile(r"(?:分别)?(?:都)?(?:是|为|有)(?:多少|几|什么|哪)")
_NEVER = re.compile(r"(?!)")
_WHICH = re.compile(
    r"\b(?:which|what)\s+(?:(?:is|are|was|were)\s+the\s+)?(?:\w+\s+)?$|(?:哪[一些几]{0,2}|什么)[个家座条位名艘所种部年]?(?:的)?$",
    re.IGNORECASE,
)
# what a noun phrase ends with is what it is about: 人口超过50万的区域
_LAST = re.compile(r"[\s。？?！!]*(?:有哪些|是哪些|有哪几个)?[\s。？?！!]*$")
_AMOUNT = re.compile(r"多少|几[个名位条座]|平均|总|数量")
_POSSESSIVE = re.compile(r"\s*的(?!有|是)|'s\b|\s+(?:names?|ids?|titles?)\b", re.IGNORECASE)


class Mentioned(Protocol):
    """A stretch of the question that means a table or a column."""

    @property
    def table(self) -> str: ...
    @property
    def id(self) -> tuple[str, str]: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def how(self) -> str: ...


def asked_tables(question: Question, tables: Sequence[Mentioned]) -> frozenset[str]:
    """Return the tables of `tables` whose rows are asked for."""
    return frozenset(m.table for m in tables if _is_asked(question, m))


def asked_columns(question: Question, columns: Sequence[Mentioned]) -> frozenset[tuple[str, str]]:
    """Return those of `columns` that stand right behind "which" or 哪个, or right before 是多少."""
    behind = _HOW_MUCH if question.language == "zh" else _NEVER
    return frozenset(
        m.id for m in columns if _WHICH.search(question.text[: m.start]) or behind.match(question.text[m.end :])
    )


def asked_measures(question: Question, columns: Sequence[Mentioned]) -> frozenset[tuple[str, str]]:
    """Return those of `columns` that measure what "how long" or 多高 asks for."""
    return frozenset(
        m.id
        for m in columns
        if m.how == "measure"
        and (
            question.text[m.start : m.end].startswith(("多", "有多"))
            or re.search(r"\bhow\s+$", question.text[: m.start], re.IGNORECASE)
        )
    )


def _is_asked(question: Question, mention: Mentioned) -> bool:
    before, behind = question.text[: mention.start], question.text[mention.end :]
    if _POSSESSIVE.match(behind):
        return False
    if question.language == "zh":
        return bool(
            _BEFORE["zh"].search(before[-_REACH:])
            or _BEHIND.match(behind)
            or _REQUEST.search(before)
            or (before.endswith("的") and _LAST.match(behind) and not _AMOUNT.search(question.text))
        )
    return bool(_BEFORE["en"].search(before[-2 * _REACH :]) or _EXTREME.search(before))
