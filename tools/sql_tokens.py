"""Cuts a statement into the pieces that the engine itself would see, and checks each: the last look before it runs.

It knows nothing of sqlglot's trees but their names, so that whatever turns a text into syntax while a tree is written
shows here as a word, a sign or a comment that has no place.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tools.errors import SqlRejected
from tools.sql_functions import BEFORE_PARENTHESIS, FUNCTIONS, SIGNS, WORDS


@dataclass(frozen=True)
class Token:
    """One piece; `text` is as written, with its quotes."""

    kind: str
    text: str


_COMMON = (
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<comment>--|/\*)"
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w))"
    r"|(?P<word>[^\W\d]\w*)"
)
# https://www.postgresql.org/docs/current/sql-syntax-lexical.html: an operator is the longest run of these signs
_POSTGRES_SIGN = r"|(?P<sign>::|[+*/<>=~!@#%^&|`?-]+|[(),.\[\]:])"
_SIGN = r"|(?P<comment2>\#)|(?P<sign>->>|<=>|->|<<|>>|<>|<=|>=|!=|==|\|\||&&|[-(),.+*/%<>=!&|~^\[\]])"
_SHAPES = {
    "postgresql": re.compile(rf"""(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")+"){"|" + _COMMON}{_POSTGRES_SIGN}"""),
    # https://dev.mysql.com/doc/refman/8.4/en/string-literals.html, without ANSI_QUOTES and NO_BACKSLASH_ESCAPES
    "mysql": re.compile(rf"""(?P<text>'(?:[^'\\]|\\.|'')*')|(?P<name>`(?:[^`]|``)+`){"|" + _COMMON}{_SIGN}""", re.S),
    "sqlite": re.compile(rf"""(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*"){"|" + _COMMON}{_SIGN}"""),
}

_SOLID = frozenset({"text", "name", "word", "number"})


def tokens(sql: str, engine: str) -> list[Token]:
    """Return the pieces of a statement without the spaces between them. Raises SqlRejected."""
    found: list[tuple[Token, int]] = []
    place, shape = 0, _SHAPES[engine]
    while place < len(sql):
        match = shape.match(sql, place)
        if match is None:
            raise SqlRejected(f"The sign {sql[place]!r} is not allowed outside quotes.")
        kind, text = str(match.lastgroup), match.group()
        if kind.startswith("comment") or (kind == "sign" and ("--" in text or "/*" in text)):
            raise SqlRejected("Comments are not allowed inside a query.")
        if found and place == found[-1][1] and kind in _SOLID and found[-1][0].kind in _SOLID:
            # x'41', N'a', 1e, a"b": neighbours that the engine may read as one thing
            together = found[-1][0].text + text
            raise SqlRejected(f"{together} cannot be read without a space in between.")
        if kind != "space":
            found.append((Token(kind, text), match.end()))
        place = match.end()
    return [token for token, _ in found]


def verify(sql: str, engine: str, names: Iterable[str]) -> None:
    """Raise SqlRejected unless every word outside quotes is one that may be there.

    `names` are the unquoted names of the checked tree, each as often as it stands there: the statement has to hold
    the same words, and no more.
    """
    pieces = tokens(sql, engine)
    words, functions, signs = WORDS[engine], FUNCTIONS[engine], SIGNS[engine]
    bare: Counter[str] = Counter()
    for place, token in enumerate(pieces):
        is_before_parenthesis = place + 1 < len(pieces) and pieces[place + 1].text == "("
        lower = token.text.lower()
        if token.kind == "sign" and token.text not in signs:
            raise SqlRejected(f"The operator {token.text} is not allowed in a query.")
        if token.kind == "word":
            if lower not in words:
                bare[token.text] += not (is_before_parenthesis and lower in functions)
            if is_before_parenthesis and lower not in functions and lower not in BEFORE_PARENTHESIS:
                _refuse_unless_column_list(pieces, place)
        elif token.kind in ("name", "text") and is_before_parenthesis:
            _refuse_unless_column_list(pieces, place)
    expected = Counter(name for name in names if name.lower() not in words)
    if bare != expected:
        strange = next(iter((bare - expected) or (expected - bare)))
        raise SqlRejected(f"{strange} is not allowed there.")


def _refuse_unless_column_list(pieces: list[Token], place: int) -> None:
    """A name before a parenthesis is a call, except in `AS t (a, b)` and `WITH t (a, b) AS (`."""
    end = place + 2
    while end < len(pieces) and (pieces[end].kind in ("name", "word") or pieces[end].text == ","):
        end += 1
    is_list = end < len(pieces) and pieces[end].text == ")"
    is_after_as = place > 0 and pieces[place - 1].text.lower() == "as"
    following = [piece.text.lower() for piece in pieces[end + 1 : end + 3]]
    is_defined = following[:1] == ["as"] and following[1:] and following[1] in ("(", "not", "materialized")
    if not (is_list and (is_after_as or is_defined)):
        raise SqlRejected(f"The function {pieces[place].text} is not allowed in a query.")
