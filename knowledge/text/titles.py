"""What a file name says about its document."""

import re
from pathlib import PurePath

_SEPARATORS = re.compile(r"[_\-+.\s]+")
_WORD = re.compile(r"[^\W\d_]{2,}")


def title_of(filename: str) -> str:
    """Return the words of a file name, or "" when it holds none ("scan_0042.pdf" says as little as a hash)."""
    words = _SEPARATORS.split(PurePath(filename).stem)
    return " ".join(words) if any(_WORD.fullmatch(word) for word in words) else ""
