"""The words of a question as filters are looked up by: English by their forms, Chinese as it stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.language.folding import word_form

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?|\d+")
IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")
_FILLERS = frozenset("yet been be being to the a an already currently still now was were is are has have had".split())
_NEGATIVE_PREFIXES = ("un", "in", "non", "dis", "im", "ir", "de")
_LEAST_REST = 3
_ENDINGS = frozenset("al ally ly ion ation ment anc enc er or s d ed y ity ship".split())
_LEAST_SHARED = 5


@dataclass(frozen=True)
class Token:
    """A word of the question: in small letters, by its form, and where it stands."""

    text: str
    form: str
    start: int
    end: int


def forms(text: str) -> tuple[str, ...]:
    """Return the forms of the English words of `text`."""
    return tuple(token.form for token in tokens_of(text))


@lru_cache(maxsize=512)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words of `text` that are not Chinese, hyphens and underscores parting them."""
    return tuple(Token(m.group().casefold(), word_form(m.group()), *m.span()) for m in _WORD.finditer(text))


def is_same(one: str, other: str) -> bool:
    """Whether two forms are those of one word: 'delet' and 'deletion'."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _LEAST_SHARED and longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS


def places_of(phrase: Sequence[str], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the token numbers (first, last) at which the forms stand in order, small words between them skipped."""
    found = []
    for first, token in enumerate(tokens):
        if not phrase or not is_same(phrase[0], token.form):
            continue
        at, wanted = first, 1
        while wanted < len(phrase) and at + 1 < len(tokens):
            at += 1
            if is_same(phrase[wanted], tokens[at].form):
                wanted += 1
            elif tokens[at].text not in _FILLERS:
                break
        if wanted == len(phrase):
            found.append((first, at))
    return found


def opposites_of(base: Sequence[str], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the token numbers at which the last word of `base` stands with a prefix that denies it: unpaid."""
    if not base:
        return []
    found: list[tuple[int, int]] = []
    for number, token in enumerate(tokens):
        if token.form == "non":
            found.extend((number, last) for first, last in places_of(base, tokens) if first == number + 1)
        elif any(is_same(base[-1], rest) for rest in denied(token.text)):
            before = tokens[max(0, number - len(base) + 1) : number]
            is_whole = len(base) == 1 or [t.form for t in before] == list(base[:-1])
            found.extend([(number - len(before) if is_whole else number, number)] if is_whole or len(base) < 3 else [])
    return found


@lru_cache(maxsize=4_096)
def denied(word: str) -> tuple[str, ...]:
    """Return the forms of what is left of a word when a denying prefix is taken off: 'pay' of 'unpaid'."""
    return tuple(
        word_form(word.removeprefix(prefix))
        for prefix in _NEGATIVE_PREFIXES
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_REST
    )


def span_of(tokens: Sequence[Token], first: int, last: int) -> Span:
    """Return the characters from one token to another."""
    return tokens[first].start, tokens[last].end


def starts_of(run: str, text: str) -> list[int]:
    """Return where `run` stands in `text`."""
    return [m.start() for m in re.finditer(re.escape(run), text)] if run else []


def pieces(runs: Iterable[str]) -> set[str]:
    """Return the single ideographs of short runs and the pairs of all, by which Chinese words are looked up."""
    found: set[str] = set()
    for run in runs:
        found.update({run} if len(run) == 1 else {run[i : i + 2] for i in range(len(run) - 1)})
    return found


def ideograph_pieces(text: str) -> set[str]:
    """Return the single ideographs of `text` and the pairs of neighbours."""
    runs = IDEOGRAPHS.findall(text)
    return {one for run in runs for one in run} | pieces(runs)
