"""Where sentences begin and end, in Chinese and English text as documents really hold it.

Line breaks are evidence: a blank line always ends a sentence, a single one only where the line is not merely
wrapped (a list item, a heading, a table row, a short line).
"""

import re
import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs etc e.g i.e cf al fig figs eq no nos vol pp p ch sec art inc ltd co corp dept est "
    "approx jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n ph.d a.m p.m rev gen col lt sgt capt".split()
)
_CLOSERS = "\"'”’」』）)】]》〉*_`"
_END = re.compile(rf"(?:[。！？]+|[!?]+|\.{{1,6}}|…+)[{re.escape(_CLOSERS)}]*")
_LINE_STARTS_ANEW = re.compile(
    r"\s*(?:[-*+•·▪●○◦‣]\s|\d{1,3}[.)、．]\s*\S|[(（]?[一二三四五六七八九十\d]{1,3}[)）、]|#{1,6}\s|\||>|```|第[一二三四五六七八九十百\d]+[章节条款])"
)
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})\.")
_WORD_BEGINS = re.compile(r"[\s(（\"“‘]")
_NOT_BLANK = re.compile(r"\S")
_HEADING_OR_ROW = re.compile(r"\s*(?:#{1,6}\s|\||```)")
_WRAPPED_WIDTH = 50
_LOOK_BACK = 40  # characters; the longest abbreviation has six


def sentence_spans(text: str) -> list[Span]:
    """Return the (start, end) character spans of the sentences, in order, without surrounding white space.

    The spans do not overlap, and whatever lies between them is white space.
    """
    return list(each_sentence(text))


def each_sentence(text: str) -> Iterator[Span]:
    """Yield what `sentence_spans` returns, one span at a time, in time that grows with the text and no faster."""
    for start, end in _stretches(text):
        position = start
        first = _first_character(text, position, end)
        for match in _END.finditer(text, start, end):
            if match.start() >= position and _ends_sentence(text, first, match, end):
                yield from _stripped(text, position, match.end())
                position = match.end()
                first = _first_character(text, position, end)
        yield from _stripped(text, position, end)


def _stretches(text: str) -> Iterator[Span]:
    """Spans of consecutive lines that one sentence may run through."""
    start = 0
    position = 0
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        position += len(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not _is_soft_wrap(line, following):
            yield (start, position)
            start = position


def _is_soft_wrap(line: str, following: str) -> bool:
    here = line.strip()
    if not here or not following.strip():
        return False
    if _HEADING_OR_ROW.match(line) or _LINE_STARTS_ANEW.match(following):
        return False
    if here[-1] in ":：;；" or (_END.search(here[-4:] + "\n") and here.rstrip(_CLOSERS)[-1:] in "。！？!?.…"):
        return False
    return len(here) >= _WRAPPED_WIDTH or _display_width(here) >= _WRAPPED_WIDTH


def _display_width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _ends_sentence(text: str, first: int, match: re.Match[str], end: int) -> bool:
    """`first` is where the sentence begins, blanks not counted."""
    mark = match.group()[0]
    if mark in "。！？":
        return True
    following = text[match.end() : min(match.end() + 3, end)]
    if mark == "…":
        return not following.strip() or not following[0].islower()
    if following and not following[0].isspace() and not _is_wide(following[0]):
        return False  # 3.14, example.com, v1.2, file.txt, "!" inside a word
    if mark in "!?":
        return not following.strip() or not following.strip()[0].islower()  # "Go!" he said
    # no more than an abbreviation can have: a text may be full of marks that end nothing
    word = _WORD_BEGINS.split(text[max(first, match.start() - _LOOK_BACK) : match.start()])[-1]
    if _is_abbreviation(word) or _LIST_NUMBER.fullmatch(text, first, match.start() + 1):
        return not following.strip()
    rest = text[match.end() : min(match.end() + 40, end)].lstrip()
    return not rest or not rest[0].islower()


def _is_abbreviation(word: str) -> bool:
    bare = word.lower()
    # an initial: "J. K. Rowling"
    return bare in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word.isupper())


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _first_character(text: str, start: int, end: int) -> int:
    found = _NOT_BLANK.search(text, start, end)
    return found.start() if found else end


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without the white space around it, if anything is left."""
    stretch = text[start:end]
    stripped = stretch.strip()
    if stripped:
        begin = start + len(stretch) - len(stretch.lstrip())
        yield (begin, begin + len(stripped))
