"""The order in which boxes of text on a page are read: columns one after the other, rows of a table across.

A recursive X-Y cut (Nagy and Seth, 1984), except that a gutter divides only what looks like prose on both sides:
table cells are short, lines of a column fill its width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_LEAST_LINES = 4
_LEAST_FILL = 0.6
_LEAST_CHARACTERS = 16  # of the usual line of a column, an ideograph counted as two
_SAME_LINE = 0.5
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a line; y grows downwards. `width` counts ideographs as two."""

    left: float
    top: float
    right: float
    bottom: float
    width: int

    @property
    def height(self) -> float:
        return self.bottom - self.top


def reading_order(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the indices of the boxes line by line, each line from left to right."""
    return _ordered(boxes, list(range(len(boxes))), 0)


def _ordered(boxes: Sequence[Box], members: list[int], depth: int) -> list[list[int]]:
    if len(members) < 2 * _LEAST_LINES or depth > _DEEPEST:
        return _lines(boxes, members)
    gutter = _gutter(boxes, members)
    if gutter is not None:
        left = [member for member in members if boxes[member].right <= gutter]
        right = [member for member in members if boxes[member].left >= gutter]
        return _ordered(boxes, left, depth + 1) + _ordered(boxes, right, depth + 1)
    cut = _widest_break(boxes, members)
    if cut is None:
        return _lines(boxes, members)
    above = [member for member in members if boxes[member].bottom <= cut]
    below = [member for member in members if boxes[member].top >= cut]
    return _ordered(boxes, above, depth + 1) + _ordered(boxes, below, depth + 1)


def _gutter(boxes: Sequence[Box], members: list[int]) -> float | None:
    """The x of an empty strip with prose on both sides, the widest one."""
    height = median(boxes[member].height for member in members)
    found: tuple[float, float] | None = None
    reach = float("-inf")
    for member in sorted(members, key=lambda member: boxes[member].left):
        box = boxes[member]
        gap = box.left - reach
        if reach > float("-inf") and gap > 0.6 * height and (found is None or gap > found[0]):
            middle = reach + gap / 2
            sides = ([m for m in members if boxes[m].right <= middle], [m for m in members if boxes[m].left >= middle])
            if all(_is_prose(boxes, side) for side in sides):
                found = (gap, middle)
        reach = max(reach, box.right)
    return None if found is None else found[1]


def _is_prose(boxes: Sequence[Box], members: list[int]) -> bool:
    """Lines that fill the width of one column, or of several."""
    if len(members) < _LEAST_LINES:
        return False
    column = [boxes[member] for member in members]
    across = max(box.right for box in column) - min(box.left for box in column)
    filled = median(box.right - box.left for box in column) / max(across, 1e-6)
    if median(box.width for box in column) < _LEAST_CHARACTERS:
        return False
    return filled >= _LEAST_FILL or (filled < 0.5 and _gutter(boxes, members) is not None)


def _widest_break(boxes: Sequence[Box], members: list[int]) -> float | None:
    """The y of the widest empty strip across all boxes."""
    best: tuple[float, float] | None = None
    reach = float("-inf")
    for member in sorted(members, key=lambda member: boxes[member].top):
        box = boxes[member]
        gap = box.top - reach
        if reach > float("-inf") and gap >= 0 and (best is None or gap > best[0]):
            best = (gap, reach + gap / 2)
        reach = max(reach, box.bottom)
    return None if best is None else best[1]


def _lines(boxes: Sequence[Box], members: list[int]) -> list[list[int]]:
    lines: list[list[int]] = []
    for member in sorted(members, key=lambda member: boxes[member].top + boxes[member].bottom):
        if lines and _on_line(boxes[lines[-1][0]], boxes[member]):
            lines[-1].append(member)
        else:
            lines.append([member])
    return [sorted(line, key=lambda member: boxes[member].left) for line in lines]


def _on_line(first: Box, other: Box) -> bool:
    shared = min(first.bottom, other.bottom) - max(first.top, other.top)
    return shared > _SAME_LINE * min(first.height, other.height)
