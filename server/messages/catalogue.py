"""The catalogue of sentences: English as the code says it, and Chinese."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from server.messages.language import Language
from server.messages.template import Template

LONGEST = 4_000
"""Characters; longer texts stay as they are."""

_MOST_LOOKUPS = 100
_MOST_SENTENCES = 16
_SENTENCES_AT_ONCE = 4
_INDEXED = 8
# between two sentences, and between the lines of a list
_BETWEEN = re.compile(r"(?<=[.!?)])( )(?=\S)|(\n(?: *- )?)")


class _Index:
    """Texts without values by themselves, the others by how they begin, the most specific first."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self.constants: dict[str, str] = {}
        self._by_beginning: defaultdict[str, list[Template]] = defaultdict(list)
        for template in sorted((Template(*pair) for pair in pairs.items()), key=lambda each: -each.literals):
            if template.is_constant:
                self.constants[template.english.format()] = template.other.format()
            else:
                beginning = template.beginning[:_INDEXED]
                self._by_beginning[beginning if len(beginning) == _INDEXED else ""].append(template)

    def templates(self, text: str) -> Iterator[Template]:
        """Those that the text may be made of."""
        yield from self._by_beginning.get(text[:_INDEXED], ())
        yield from self._by_beginning[""]


class Catalogue:
    """`sentences` stand alone, `frames` put a name before them, `phrases` are only inside of them."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        sentences: dict[str, str] = {}
        for name, table in tables.items():
            match name:
                case "titles":
                    sentences |= {HTTPStatus(int(number)).phrase: title for number, title in table.items()}
                case "validation":
                    sentences |= {check["en"]: check["zh"] for check in table.values()}
                case "frames":
                    self.frames = _Index(table)
                case "phrases":
                    self.phrases = _Index(table)
                case _:
                    sentences |= table
        self.sentences = _Index(sentences)

    def translated(self, text: str) -> str:
        """The text with every sentence that is known in the other language; all others as they are."""
        if len(text) > LONGEST:
            return text
        lookup = _Lookup(self)
        return lookup.sentence(text) or lookup.sentences(text) or text


class _Lookup:
    """One text, taken apart with a bound on the work: texts hold names that users choose."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._left = _MOST_LOOKUPS

    def sentence(self, text: str) -> str | None:
        return self._found(text, self._catalogue.sentences) or self._found(text, self._catalogue.frames)

    def _found(self, text: str, index: _Index) -> str | None:
        said = index.constants.get(text)
        if said is not None or self._left <= 0:
            return said
        self._left -= 1
        for template in index.templates(text):
            said = template.said(text, self._value)
            if said is not None:
                return said
        return None

    def sentences(self, text: str) -> str | None:
        """Several sentences one after the other; `None` when none of them is known."""
        parts = _BETWEEN.split(text, maxsplit=_MOST_SENTENCES)
        pieces = parts[::3]
        gaps = [space or line for space, line in zip(parts[1::3], parts[2::3], strict=True)]
        said: list[str] = []
        found = False
        start = 0
        while len(pieces) > 1 and start < len(pieces):
            # one sentence of the catalogue may be several of a reader's
            for end in range(min(start + _SENTENCES_AT_ONCE, len(pieces)), start, -1):
                joined = _joined(pieces[start:end], gaps[start : end - 1])
                known = self.sentence(joined)
                if known is not None:
                    break
            found = found or known is not None
            gap = gaps[end - 1] if end < len(pieces) else ""
            said.append(joined if known is None else known)
            # no space after a Chinese full stop
            said.append("" if gap == " " and not said[-1][-1:].isascii() else gap)
            start = end
        return "".join(said) if found else None

    def _value(self, value: str, how: str) -> str | None:
        value = value.lstrip(" ")
        if how == "known":
            return self._found(value, self._catalogue.sentences)
        if how == "text":
            return self.sentence(value) or self.sentences(value)
        # "the PDF" in the middle of a sentence is "The PDF" at its beginning
        forms = (value, value[:1].upper() + value[1:])
        said = (self._found(form, self._catalogue.phrases) for form in dict.fromkeys(forms))
        return next(filter(None, said), None) or self.sentence(value)


def _joined(pieces: list[str], gaps: list[str]) -> str:
    return pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))


def in_language(sentence: str, language: Language) -> str:
    """The sentence for a user; one that is not known stays English."""
    return sentence if language == "en" else _translated(sentence)


@lru_cache(maxsize=512)
def _translated(sentence: str) -> str:
    return _chinese().translated(sentence)


@cache
def _chinese() -> Catalogue:
    return Catalogue(tables())


def tables() -> dict[str, Any]:
    """The catalogue as it is written down."""
    return tomllib.loads(files(__package__).joinpath("zh.toml").read_text(encoding="utf-8"))
