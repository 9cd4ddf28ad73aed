"""Terms of a text for matching: stemmed English words, jieba's search-mode words and character pairs for Chinese."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,:]\d+)*%?|[\u3400-\u9fff]+")
_STOP_EN = frozenset(
    "a an the of to in on at by for from with as is are was were be been do does did has have had it its this that "
    "these those and or but if then than so what which who whom whose when where why how many much long there i you "
    "he she they we me my your our their can could should would will shall may must not no any some about into over "
    "tell please give show s t".split()
)
_STOP_ZH = frozenset(
    "的 了 是 在 和 与 或 吗 呢 吧 啊 什么 哪 哪些 哪个 谁 多少 几 怎么 如何 怎样 为什么 为何 请 请问 有 被 把 给 我 "
    "你 您 他 她 它 们 这 那 个 一个 及 以 对 从 到 就 都 也 要 会 能 可以 应 应该 需要 多久 多长 时候 是否".split()
)


@cache
def chinese_tokenizer() -> Tokenizer:
    """jieba with its own dictionary, loaded once."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def stem(word: str) -> str:
    """A crude English stem: plural and common verb endings off, so that `crews` meets `crew`."""
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.rstrip("e") if len(word) > 4 else word


def is_function_word(word: str) -> bool:
    """Whether the word carries no subject of its own: articles, pronouns, question words, particles."""
    return word in _STOP_ZH or word.lower() in _STOP_EN


def terms(text: str) -> list[str]:
    """Matching terms of `text`, in order, with repetitions, without function words."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if "\u3400" <= word[0] <= "\u9fff":
            found += [w for w in chinese_tokenizer().cut_for_search(word) if w not in _STOP_ZH]
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        elif word not in _STOP_EN:
            found.append(stem(word.removesuffix("'s")))
    return found


NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(text: str) -> set[str]:
    """Numbers written in digits in `text`, without thousands separators."""
    return {re.sub(r",(?=\d{3}\b)", "", n) for n in NUMBER.findall(text)}
