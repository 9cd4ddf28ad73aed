"""Passages that say the same: the second one tells a reader nothing."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

_SHINGLE = 8
_CONTAINED = 0.9


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


Item = TypeVar("Item", bound=_HasText)


def without_near_duplicates(passages: Iterable[Item], k: int) -> list[Item]:
    """Return the first k passages that are new: at least a tenth of a passage's shingles (8 letters or digits in a row,
    case, spaces and punctuation aside) must not occur in a better one.

    Containment (Broder 1997) rather than equality: a quoted, re-flowed or slightly edited copy is a copy too, and so is
    an extract. Two passages that differ in one number keep both: what differs is always held against them, so passages
    whose digits differ count as different.
    """
    kept: list[tuple[Item, frozenset[str], str]] = []
    for passage in passages:
        if len(kept) == k:
            break
        essence = "".join(character for character in passage.text.lower() if character.isalnum())
        shingles, digits = _shingles(essence), "".join(filter(str.isdigit, essence))
        if not any(_repeats(shingles, digits, known, known_digits) for _, known, known_digits in kept):
            kept.append((passage, shingles, digits))
    return [passage for passage, _, _ in kept]


def _repeats(shingles: frozenset[str], digits: str, known: frozenset[str], known_digits: str) -> bool:
    if shingles <= known:
        return True
    return digits in known_digits and len(shingles & known) >= _CONTAINED * len(shingles)


def _shingles(essence: str) -> frozenset[str]:
    last = max(len(essence) - _SHINGLE, 0)
    return frozenset(essence[start : start + _SHINGLE] for start in range(last + 1))
