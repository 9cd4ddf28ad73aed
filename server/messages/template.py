"""An English sentence with values in it, and how it is said in another language.

Both sides are written like format strings. On the English one, `{name!r}` stands for a value that is quoted as Python
quotes it; the other side gets it without the quotes. The other one says what becomes of a value:

- `{name}` stays as it is, `{names:list}` and `{names:choice}` ('a', 'b' or 'c') are enumerated as the language does;
- `{reason:phrase}` is translated where it is known, `{reason:known}` has to be;
- `{error:text}` may be of any kind, several sentences too, and is translated where it is known.

All but the last hold no end of a sentence, so that one sentence is not taken for a part of its neighbour.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Callable
from functools import cached_property

Pieces = list[tuple[str, str | None, str | None, str | None]]
Translate = Callable[[str, str], str | None]
"""Gives a value in the other language, looked up as a `phrase`, `known` or `text`; `None` where it is not known."""

# possessive and atomic: a sentence that does not fit is given up in linear time
_QUOTED = r"""b?(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
_SENTENCE_END = re.compile(r"[.:;!?] \S|\n")
_LIST = {", ": "、"}
_CHOICE = _LIST | {" or ": " 或 ", "'": ""}


class Template:
    """One sentence of the catalogue."""

    def __init__(self, english: str, other: str) -> None:
        self.english = english
        self.other = other
        self._pieces: Pieces = list(string.Formatter().parse(english))
        self._quoted = {name for _, name, _, conversion in self._pieces if conversion == "r"}
        self.beginning = self._pieces[0][0]
        self._end = self._pieces[-1][0] if self._pieces[-1][1] is None else ""
        self.literals = sum(len(literal) for literal, _, _, _ in self._pieces)
        self.is_constant = all(name is None for _, name, _, _ in self._pieces)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_pattern(self._pieces), re.DOTALL)

    def said(self, sentence: str, translate: Translate) -> str | None:
        """The sentence in the other language, `None` when it is another sentence than this."""
        if not sentence.startswith(self.beginning) or not sentence.endswith(self._end):
            return None
        match = self._pattern.fullmatch(sentence)
        if match is None:
            return None
        words: list[str] = []
        for literal, name, how, _ in string.Formatter().parse(self.other):
            words.append(literal)
            if name is None:
                continue
            is_quoted = name in self._quoted
            said = _said(_unquoted(match[name]) if is_quoted else match[name], how, is_quoted, translate)
            if said is None:
                return None
            words.append(said)
        return "".join(words)


def _said(value: str, how: str | None, is_quoted: bool, translate: Translate) -> str | None:
    if how in ("phrase", "known", "text"):
        known = translate(value, how)
        if known is not None or how == "known":
            return known
    if how != "text" and not is_quoted and _SENTENCE_END.search(value):
        return None
    for english, other in (_LIST if how == "list" else _CHOICE if how == "choice" else {}).items():
        value = value.replace(english, other)
    return value


def _pattern(pieces: Pieces) -> str:
    pattern, seen = re.escape(pieces[0][0]), set[str]()
    for index, (_, name, _, conversion) in enumerate(pieces):
        if name is None:
            continue
        after = re.escape(pieces[index + 1][0]) if index + 1 < len(pieces) else ""
        is_last = index + 1 == len(pieces) or pieces[index + 1][1] is None
        if name in seen:
            pattern += f"(?P={name}){after}"
        elif conversion == "r":
            pattern += f"(?P<{name}>{_QUOTED}){after}"
        elif is_last:
            pattern += f"(?P<{name}>.*){after}"
        else:
            pattern += f"(?>(?P<{name}>.*?){after})"
        seen.add(name)
    return pattern


def _unquoted(value: str) -> str:
    try:
        plain = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        plain = None
    # what had to be escaped stays so: half characters, and those that turn or hide the text around them
    return plain if isinstance(plain, str) and plain.isprintable() else value.removeprefix("b")[1:-1]
