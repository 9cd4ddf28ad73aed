"""Reads what codes stand for out of a comment: "0待付款 1已付款", "A=active, I=inactive", "M male/F female"."""

import re
from dataclasses import dataclass
from functools import lru_cache

_CODE = r"(?<![A-Za-z0-9.第])['\"“‘]?(?P<code>\d{1,4}|[A-Za-z]{1,4}\d?)['\"”’]?\s*"
_CHINESE = re.compile(
    _CODE + r"(?:[.、\-—–)）]|代表|表示|为|指|是(?=[\u4e00-\u9fff]{2}))?\s*"
    r"(?P<word>[\u4e00-\u9fff]+(?:[A-Za-z]+[\u4e00-\u9fff]+)?)"
    r"|" + _CODE.replace("<code>", "<marked>") + r"[=:：＝＞>→]+\s*(?P<said>[A-Za-z0-9]*[\u4e00-\u9fff]+[A-Za-z]*)"
)  # fmt: skip
_ENGLISH = re.compile(
    _CODE + r"(?P<mark>=+>?|:|->|→|-|–|\bfor\b|\bmeans\b|\bis\b|\s)\s*"
    r"(?P<word>[A-Za-z][A-Za-z'_-]*(?: [A-Za-z'_-]+){0,4}?)\s*"
    r"(?=[,;/|)\].]|$|\band\b|\bor\b|\s+['\"]?(?:\d{1,4}|[A-Z]{1,2})['\"]?\s*[=:-])"
)
_REVERSED = re.compile(r"(?P<word>[A-Za-z][a-z]+(?: [a-z]+)?)\s*\((?P<code>[A-Z]{1,3}|\d{1,3})\)")
_SMALL = frozenset("a an the of in on at to or and for is if as by be it no not".split())
_LABEL_END = re.compile(r"[：:（(\[【=]|(?<=[\u4e00-\u9fff])[,，;；\s\d]")


DONE = ("已经", "已", "正在")
_TAILS = ("中", "状态", "用户", "类")


@dataclass(frozen=True)
class CodeWord:
    """A code as the comment writes it, and the words that it stands for."""

    code: str
    word: str


@lru_cache(maxsize=20_000)
def codes_in(comment: str) -> tuple[CodeWord, ...]:
    """Return the codes that a comment explains, none where it explains fewer than two."""
    if not re.search(r"\d|[A-Z]|[=:]", comment):
        return ()
    for found in (_chinese(comment), _english(comment), _reversed(comment)):
        codes = {pair.code: pair for pair in found}
        if len(codes) > 1 and len({pair.word for pair in found}) == len(found):
            return tuple(codes.values())
    return ()


def label_of(comment: str) -> str:
    """Return the comment without its codes: what the column is called."""
    ends = [m.start() for m in (_LABEL_END.search(comment),) if m]
    if codes_in(comment):
        found = (pattern.search(comment) for pattern in (_CHINESE, _ENGLISH, _REVERSED))
        ends.append(min(m.start() for m in found if m))
    return comment[: min(ends, default=len(comment))].strip(" ,，。.;；:：")


def _chinese(comment: str) -> list[CodeWord]:
    return [CodeWord(m["code"] or m["marked"], m["word"] or m["said"]) for m in _CHINESE.finditer(comment)]


def _english(comment: str) -> list[CodeWord]:
    found = []
    for match in _ENGLISH.finditer(comment):
        code, word = match["code"], match["word"].strip()
        is_bare = not match["mark"].strip()
        if code in _SMALL or word.casefold() in ("and", "or"):
            continue
        if is_bare and not (code.isdigit() or (code.isupper() and len(code) <= 2)):
            continue
        if match["mark"] in ("is", "for", "-") and not (code.isdigit() or code.isupper()):
            continue
        found.append(CodeWord(code, word))
    return found


def _reversed(comment: str) -> list[CodeWord]:
    return [CodeWord(m["code"], m["word"]) for m in _REVERSED.finditer(comment)]


def base_of(word: str) -> str:
    """Return what was done: 付款 of 已付款; the word itself where nothing can be taken off."""
    for mark in DONE:
        if word.startswith(mark) and len(word) - len(mark) >= 2:
            return word.removeprefix(mark)
    for tail in _TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 2:
            return word.removesuffix(tail)
    return word
