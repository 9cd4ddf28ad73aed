"""The question back when two roads are as likely: what it says, and which road the reply means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from chains.prompts import prompt
from chains.route import Road
from knowledge.language.stop_words import REPLY_FILLERS_EN, REPLY_FILLERS_ZH, is_function_word

LONGEST_REPLY = 40
"""A reply of more characters is a question of its own, whatever words it uses."""
_NAMES: dict[Road, re.Pattern[str]] = {
    "chat": re.compile(r"\b(?:model|chat|yourself|general|just answer)\b|模型|聊天|闲聊|直接回答"),
    "knowledge": re.compile(r"\b(?:doc(?:ument)?s?|files?|knowledge|pages?|manuals?)\b|文档|文件|资料|知识库|手册"),
    "database": re.compile(r"\b(?:databases?|db|tables?|records?|sql|data|figures)\b|数据库|数据|表格|记录"),
}
_PLACES = (
    frozenset("1 1st first one a 一 第一 第一个 第一种 前者 前一个".split()),
    frozenset("2 2nd second two b latter 二 第二 第二个 第二种 后者 后一个".split()),
    frozenset("3 3rd third three c 三 第三 第三个 第三种".split()),
)
_RUN = re.compile(r"[a-z']+|\d+|[\u3400-\u9fff]+")
_NOT = re.compile(r"\b(?:not|don'?t|no)\b[\w\s]{0,12}$|(?:不|别)[^，,]{0,3}$")


def question_back(roads: Sequence[Road], database: str | None, language: str) -> str:
    """One short question that names the choices, in the order of `roads`."""
    choices = [prompt(f"clarify_{road}", language).format(database=database or "") for road in roads]
    joined = prompt("clarify_or", language).join(choices)
    return prompt("clarify", language).format(choices=joined)


def chosen_road(reply: str, roads: Sequence[Road]) -> Road | None:
    """The road among `roads` that a short reply names, by its name or its place; None when it names none or several.

    "not the documents" leaves the other one of two.
    """
    words = unicodedata.normalize("NFKC", reply).lower().strip(" .,!。")
    if len(words) > LONGEST_REPLY or "?" in words:
        return None
    place = words.removeprefix("the ").removesuffix(" one")
    for road, names in zip(roads, _PLACES, strict=False):
        if place in names:
            return road
    named: set[Road] = set()
    excluded: set[Road] = set()
    for road in roads:
        for match in _NAMES[road].finditer(words):
            (excluded if _NOT.search(words[: match.start()]) else named).add(road)
    left = named - excluded if named else {*roads} - excluded
    return left.pop() if len(left) == 1 and not _says_more(words) else None


def _says_more(words: str) -> bool:
    """Whether anything of content is left once the roads and the words around a choice are taken away."""
    for name in _NAMES.values():
        words = name.sub(" ", words)
    return any(
        set(run) - REPLY_FILLERS_ZH if run[0] >= "\u3400" else run not in REPLY_FILLERS_EN and not is_function_word(run)
        for run in _RUN.findall(words)
    )
