"""What a question hands on to the one after it: its conditions, and the one thing that it was about."""

import re

from chains.text2sql.linking.constants import SURE_VALUE
from chains.text2sql.linking.said import Said
from chains.text2sql.protocols import Database

END = re.compile(r"[\s?？。.!！]+$")
_PREPOSITION = re.compile(
    r"\b(?:in|for|of|at|on|from|with|by|during|to|caused by|after|before|since)\s+(?:the\s+)?$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"(?:\b(?:\w+er|more|less)\s+than|\b(?:over|above|below|under|at least|at most))\s*$"
    r"|(?:超过|大于|高于|不少于|至少|低于|小于|少于|不超过)$",
    re.IGNORECASE,
)
_COMPARISON = re.compile(r"\bthan\b|^(?:over|above|below|under|at)\b", re.IGNORECASE)
_SUBJECT_EN = (
    (re.compile(r"^(?:what|which|who)\s+(?:is|are|was|were)\s+(?P<np>the\s+.+)$", re.IGNORECASE), "{np}"),
    (
        re.compile(r"^(?:what|which)\s+(?P<kind>[\w ]+?)\s+(?:has|have|had)\s+(?P<np>.+)$", re.IGNORECASE),
        "the {kind} with {np}",
    ),
)
_SUBJECT_ZH = re.compile(r"^(?P<np>.*?)(?:是(?:哪|什么|谁).*|叫什么.*|有哪.*)$")
_BEST = re.compile(r"\bthe\s+\w+est\b|\bthe\s+(?:most|least)\b|最[高低大小多少长短早晚新老]的", re.IGNORECASE)


def conditions(new: Said, old: Said) -> tuple[list[str], list[str]]:
    """The conditions of `old` that `new` does not speak of, as `old` words them.

    First those that stand before a noun ("industrial", all Chinese ones), then those behind it ("in 2024").
    """
    zh = old.question.language == "zh"
    before: list[str] = []
    behind: list[str] = []
    last = -1
    for start, end in _places(new, old):
        if start < last or old.text[start:end].casefold() in new.text.casefold():
            continue
        last = end
        opening = _PREPOSITION.search(old.text[:start])
        piece = END.sub("", old.text[opening.start() if opening else start : end]).strip()
        if zh:
            before.append(piece + ("的" if old.text[end : end + 1] == "的" else ""))
        elif opening or _COMPARISON.search(piece):
            behind.append(piece)
        else:
            before.append(piece)
    return before, behind


def _places(new: Said, old: Said) -> list[tuple[int, int]]:
    spans: set[tuple[int, int]] = set()
    if not new.question.times:
        spans |= {(t.start, t.stop) for t in old.question.times}
    columns = {(v.table, v.column) for v in new.values if v.score >= SURE_VALUE}
    spans |= {(v.start, v.end) for v in old.values if v.score >= SURE_VALUE and (v.table, v.column) not in columns}
    units = {n.unit for n in new.question.numbers}
    for number in old.question.numbers:
        if number.unit is not None and number.unit not in units:
            compared = _COMPARED.search(old.text[: number.start])
            spans.add((compared.start() if compared else number.start, number.end))
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def named_in(old: Said, database: Database | None, answer: str) -> str | None:
    """The one value of the database that the answer names and the question did not."""
    if database is None or not answer:
        return None
    asked = old.text.casefold()
    hits = [hit for hit in database.values().match(answer) if hit.score >= 1.0]
    names = {END.sub("", answer[hit.start : hit.end]) for hit in hits}
    names = {name for name in names if name.casefold() not in asked}
    names = {name for name in names if not any(name != other and name in other for other in names)}
    return names.pop() if len(names) == 1 else None


def subject(old: Said, database: Database | None, answer: str) -> str | None:
    """What "it" is: what the answer names, else what the question was after, else the one value in it."""
    named = named_in(old, database, answer)
    if named is not None:
        return named
    text = END.sub("", old.text)
    for pattern, form in _SUBJECT_EN:
        match = pattern.match(text)
        if match:
            return form.format(**match.groupdict())
    match = _SUBJECT_ZH.match(text)
    if match and match["np"]:
        return match["np"]
    best = _BEST.search(text)
    if best and old.table and best.end() < old.table.end and "," not in text[best.end() : old.table.start]:
        return text[best.start() : old.table.end]
    table = old.table
    places = {
        (v.start, v.end)
        for v in old.values
        if v.score >= 1.0 and not (table and v.end > table.start and v.start < table.end)
    }
    if len(places) != 1:
        return None
    start, end = places.pop()
    return END.sub("", old.text[start:end])
