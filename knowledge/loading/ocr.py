"""Text in pictures, by RapidOCR (PP-OCRv6: Chinese, English and Japanese), whose models come inside its wheel."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from knowledge.loading.reading_order import Box, reading_order
from knowledge.loading.widths import joined_pieces, width

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 2000
"""Pixels; larger pictures are scaled down. A4 at 170 dpi: ten-point text stays readable."""
_DETECTION_SIDE = 1280
_MOST_THREADS = 4
_TALL = 1.5
_CERTAIN = 0.9
_LEAST_CONTRAST = 16  # of 255


class Recogniser:
    """Finds and reads the lines of a picture; pictures that lie on a side or upside down are turned first."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._alive: Callable[[], None] = lambda: None

    def lines(self, picture: "Image", alive: Callable[[], None]) -> list[str]:
        """Return the lines of text in reading order; `alive` is called before each step that takes seconds."""
        import numpy as np

        self._alive = alive
        picture = _bounded(picture)
        if _is_blank(picture):
            return []
        found = self._read(np.asarray(picture))
        if _mostly_tall(found):
            found = max((self._read(np.rot90(np.asarray(picture), turns)) for turns in (1, 3)), key=_confidence)
        return _in_order(found)

    def _read(self, pixels: Any) -> "list[_Found]":
        import numpy as np

        found = self._recognised(pixels)
        if found and self._is_upside_down(pixels, found):
            found = self._recognised(np.ascontiguousarray(np.rot90(pixels, 2)))
        return found

    def _recognised(self, pixels: Any) -> "list[_Found]":
        self._alive()
        # the engine keeps the steps of its last call: they are named each time
        return _found(self._loaded()(pixels, use_det=True, use_cls=True, use_rec=True))

    def _is_upside_down(self, pixels: Any, found: "list[_Found]") -> bool:
        """The widest lines, asked one by one which way up they are."""
        votes = []
        for box, _, _ in sorted(found, key=lambda line: line[0].left - line[0].right)[:5]:
            top, bottom, left, right = (max(int(v), 0) for v in (box.top, box.bottom, box.left, box.right))
            crop = pixels[top:bottom, left:right]
            if crop.size and box.right - box.left > 2 * box.height:
                label, score = self._loaded()(crop, use_det=False, use_cls=True, use_rec=False).cls_res[0]
                votes.append(label == "180" and score > _CERTAIN)
        return bool(votes) and sum(votes) > len(votes) / 2

    def _loaded(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    "Global.max_side_len": LONGEST_SIDE,
                    "EngineConfig.onnxruntime.intra_op_num_threads": _threads(),
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                    "Det.limit_type": "max",
                    "Det.limit_side_len": _DETECTION_SIDE,
                    # a batch is padded to its widest line: one at a time takes half the memory and no longer
                    "Rec.rec_batch_num": 1,
                }
            )
        return self._engine


_Found = tuple[Box, str, float]
"""Where a line is, its text, how sure the model is (0 to 1)."""


def _found(output: Any) -> list[_Found]:
    if output.boxes is None or output.txts is None:
        return []
    lines = []
    for corners, text, score in zip(output.boxes, output.txts, output.scores, strict=True):
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        if text.strip():
            lines.append((Box(float(left), float(top), float(right), float(bottom), width(text)), text, float(score)))
    return lines


def _in_order(found: Sequence[_Found]) -> list[str]:
    order = reading_order([box for box, _, _ in found])
    return [joined_pieces([found[index][1].strip() for index in line]) for line in order]


def _mostly_tall(found: Sequence[_Found]) -> bool:
    several = [(box, text) for box, text, _ in found if len(text) > 2]
    tall = sum(box.height > _TALL * (box.right - box.left) for box, _ in several)
    return len(several) >= 2 and tall > 0.6 * len(several)


def _confidence(found: Sequence[_Found]) -> float:
    return sum(len(text) * score for _, text, score in found)


def _bounded(picture: "Image") -> "Image":
    picture = picture.convert("RGB")
    longest = max(picture.size)
    if longest <= LONGEST_SIDE:
        return picture
    wide, high = (max(round(side * LONGEST_SIDE / longest), 1) for side in picture.size)
    return picture.resize((wide, high))


def _is_blank(picture: "Image") -> bool:
    used = [shade for shade, count in enumerate(picture.convert("L").histogram()) if count]
    return used[-1] - used[0] < _LEAST_CONTRAST


def _threads() -> int:
    return max(min((os.cpu_count() or 2) // 2, _MOST_THREADS), 1)
