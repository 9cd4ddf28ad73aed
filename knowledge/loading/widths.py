"""How wide text is and how its pieces join: ideographs take two columns and no spaces between them."""

import re
from collections.abc import Iterable

from knowledge.language import IDEOGRAPH

_SPACED = re.compile(rf"(?<=[{IDEOGRAPH}\u3000-\u30ff\uff00-\uffef…]) (?=[{IDEOGRAPH}\u3000-\u30ff\uff00-\uffef…])")
_MOSTLY = 0.6
_WIDE = re.compile(rf"[{IDEOGRAPH}\u3000-\u30ff\uff00-\uffef]")


def width(text: str) -> int:
    """Return the columns that a text takes in a typewriter's font."""
    return len(text) + len(_WIDE.findall(text))


def joined_pieces(pieces: Iterable[str]) -> str:
    """Return pieces of one line, or lines of one paragraph, as one text: a space between Latin words only."""
    text = ""
    for piece in pieces:
        if text and piece and not (_WIDE.match(text[-1]) or _WIDE.match(piece[0])):
            text += " "
        text += piece
    return text


def without_letterspacing(line: str) -> str:
    """Return a line whose ideographs were set apart one by one as a whole; spaces between words stay."""
    wide = len(_WIDE.findall(line))
    spaces = len(_SPACED.findall(line))
    return _SPACED.sub("", line) if wide > 1 and spaces >= _MOSTLY * (wide - 1) else line
