"""A correction that takes back a part of the question before: "not May, June", "不是5月，是6月"."""

from __future__ import annotations

import re

from chains.leaning import is_short

_OPENING = (
    r"(?:(?:no|sorry|wait|well|actually|i (?:meant|mean|said|asked (?:for|about)|was asking (?:for|about)))\b[\s,.:]*)*"
)
_EN = (
    re.compile(rf"^\s*{_OPENING}not\s+(?P<old>[^,;.]+?)(?:\s*[,;.–—-]\s*|\s+)but\s+(?:rather\s+)?(?P<new>.+)$", re.I),
    re.compile(rf"^\s*{_OPENING}not\s+(?P<old>[^,;.]+?)\s*[,;.–—]\s*(?P<new>.+)$", re.I),
    re.compile(rf"^\s*{_OPENING}(?P<new>[^,;]+?)\s*,?\s+(?:and\s+)?not\s+(?P<old>.+)$", re.I),
    re.compile(rf"^\s*{_OPENING}(?P<new>[^,;]+?)\s*,?\s+(?:instead of|rather than)\s+(?P<old>.+)$", re.I),
)
_OPENING_ZH = r"(?:(?:不对|错了|抱歉|不好意思|等等|我(?:是)?(?:想)?[问说指要](?:的)?)[\s，,。、]*)*"
_ZH = (
    re.compile(rf"^\s*{_OPENING_ZH}不是(?P<old>[^，,。；]+?)[\s，,。；]*(?:而)?是(?P<new>.+)$"),
    re.compile(rf"^\s*{_OPENING_ZH}不(?:要|看|问)(?P<old>[^，,。；]+?)[\s，,。；]+(?:我)?(?:要|看|问)(?P<new>.+)$"),
    re.compile(rf"^\s*{_OPENING_ZH}是?(?P<new>[^，,。；]+?)[\s，,。；]*(?:而)?不是(?P<old>.+)$"),
)
_ASKS = re.compile(
    r"\b(?:how|what|which|who|when|where|why|list|show|count|give|tell)\b|多少|哪|什么|怎么|谁|列出|显示|查",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_ONES = re.compile(r"\s+ones?$", re.IGNORECASE)
_END = " ?？.。!！,，、;；的"


def amended(text: str, previous: str) -> str | None:
    """The question before with what a short `text` takes back replaced by what it says instead.

    None when `text` takes back nothing that stands in the question before.
    """
    text = " ".join(text.split())
    if not is_short(text):
        return None
    for pattern in (*_EN, *_ZH):
        match = pattern.match(text)
        if not match:
            continue
        old, new = _bare(match["old"]), _bare(match["new"])
        place = _place(old, previous)
        if place is not None and new and _place(new, previous) is None:
            # what asks something itself says "not" of its own
            return None if _ASKS.search(new) else _put(new, place, previous)
    return None


def _bare(part: str) -> str:
    return _ONES.sub("", _ARTICLE.sub("", part.strip(_END)))


def _place(part: str, previous: str) -> tuple[int, int] | None:
    """Where the question before says `part`, in whole words."""
    if not part:
        return None
    edges = [r"(?<![a-z\d])" if part[0].isascii() else "", r"(?![a-z\d])" if part[-1].isascii() else ""]
    found = re.search(edges[0] + re.escape(part) + edges[1], previous, re.IGNORECASE)
    return found.span() if found else None


def _put(new: str, place: tuple[int, int], previous: str) -> str:
    """`previous` with `new` at `place`; what `new` says of the words around it is not said twice."""
    before, behind = previous[: place[0]], previous[place[1] :]
    for length in range(min(len(new) - 1, len(behind)), 0, -1):
        if new[-length:].casefold() == behind[:length].casefold():
            return before + new + behind[length:]
    return before + new + behind
