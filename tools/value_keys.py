"""The stretches of a question that may be values, and the pieces of values that they are compared by."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from knowledge.language.folding import fold, without_accents, without_ending, word_form
from knowledge.language.stop_words import VALUE_STOPS

LONGEST_VALUE = 80

_WORD = re.compile(r"[a-z0-9]+(?:[.'&_-][a-z0-9]+)*|[\u3400-\u9fff]", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_\u3040-\uffff]+|[^\s\w]|_|[\u3040-\uffff]")
_SPOKEN = re.compile(r"[^\W\d_\u3040-\uffff]+(?:['’]\w+)?|\d+")
_FILLERS = frozenset("yet been be being to already currently still now a an the".split())
_MOST_FORMS = 4

# names that stand for each other
_SAME = (
    frozenset(("us", "u.s", "usa", "u.s.a", "united states", "united states of america")),
    frozenset(("uk", "u.k", "united kingdom", "great britain")),
    frozenset(("uae", "united arab emirates")),
)
_WITHOUT_ENDING = 0.95


@lru_cache(maxsize=64)
def phrases(text: str) -> tuple[tuple[str, float, int, int], ...]:
    """Every stretch of a question that may be a value: the value, how sure that is, start and end.

    Kept, because one question is put to all databases.
    """
    tokens = [token.span() for token in _TOKEN.finditer(text)]
    found: list[tuple[str, float, int, int]] = []
    for first, (start, _) in enumerate(tokens):
        for _, end in tokens[first : first + LONGEST_VALUE]:
            if end - start > LONGEST_VALUE:
                break
            phrase = text[start:end]
            key = fold(phrase)
            if _is_telling(key, phrase, text, start, end):
                found.extend((form, score, start, end) for form, score in _forms(key))
    return tuple(found)


def _forms(key: str) -> list[tuple[str, float]]:
    """The phrase itself, with or without the English plural ending, and without what places and companies end in."""
    forms = [(key, 1.0)]
    if key.isascii() and len(key) > 3:
        forms.extend([(key.removesuffix("s"), 0.95)] if key.endswith("s") else [(key + "s", 0.9)])
        if key.endswith("ies"):
            forms.append((key[:-3] + "y", 0.95))
    forms.extend((other, 0.9) for names in _SAME for other in names if key in names and other != key)
    bare = without_ending(key)
    if bare != key and bare not in VALUE_STOPS:
        forms.append((bare, _WITHOUT_ENDING))
    return forms


def _is_telling(key: str, phrase: str, text: str, start: int, end: int) -> bool:
    """Whether a phrase says enough to be looked up:

    no lone common word, single letter or single ideograph outside quotes.
    """
    if not key or phrase[0] in "'\"“‘" or phrase[-1] in "'\"”’ ":
        return False
    is_quoted = start > 0 and end < len(text) and text[start - 1] in "'\"“‘「" and text[end] in "'\"”’」"
    if is_quoted:
        return True
    if key in VALUE_STOPS or (len(key) == 1 and not phrase.isupper()):
        return False
    return (
        not (len(key) <= 2 and key.isascii() and not any(c.isupper() or c.isdigit() for c in phrase))
        and not key.isdigit()
    )


@lru_cache(maxsize=64)
def spoken_forms(text: str) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    """Every stretch of one to four English words, as their forms: (forms, start, end); small words may be between."""
    words = [(word_form(m.group()), m.group().casefold(), *m.span()) for m in _SPOKEN.finditer(text)]
    found = []
    for first in range(len(words)):
        said: list[str] = []
        for form, word, _, end in words[first:]:
            if word in _FILLERS and said:
                continue
            said.append(form)
            found.append((tuple(said), words[first][2], end))
            if len(said) == _MOST_FORMS:
                break
    return tuple(found)


def grams(text: str) -> frozenset[str]:
    """Return the words and pairs of ideographs of a value."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return frozenset(gram for gram, _, _ in grams_with_places(plain))


def grams_with_places(text: str) -> list[tuple[str, int, int]]:
    """English words, and pairs of neighbouring ideographs."""
    words = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(_levelled(text))]
    found = [(w.removesuffix("s"), a, b) for w, a, b in words if w.isascii() and w not in VALUE_STOPS and len(w) > 1]
    pairs = pairwise(words)
    found.extend((v + w, a, d) for (v, a, b), (w, c, d) in pairs if b == c and not v.isascii() and not w.isascii())
    return found


def _levelled(text: str) -> str:
    """The text without accents, every character at its place."""
    if text.isascii():
        return text
    bare = [without_accents(c) if "\u00c0" <= c <= "\u024f" else c for c in text]
    return "".join(b if len(b) == 1 else c for b, c in zip(bare, text, strict=True))
