"""From tokens to text while they arrive: whole characters only, and nothing of a stop string."""

from collections.abc import Callable, Sequence

__all__ = ["Detokenizer", "StopWatch"]

REPLACEMENT = "\ufffd"
"""What decoders put where bytes do not (yet) make a character."""


class Detokenizer:
    """Turns a growing list of token ids into text pieces that never end inside a character.

    A token may hold part of a UTF-8 character, and the text of a token may depend on the one before it. So the last
    piece is decoded again together with the new tokens, and the difference is handed out once it is whole.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str]) -> None:
        self._decode = decode
        self._ids: list[int] = []
        self._start = 0
        self._handed_out = 0

    def push(self, tokens: Sequence[int]) -> str:
        """The text that became certain with these tokens, possibly empty."""
        self._ids.extend(tokens)
        old, new = self._texts()
        if len(new) <= len(old) or new.endswith(REPLACEMENT):
            return ""
        self._start, self._handed_out = self._handed_out, len(self._ids)
        return new[len(old) :]

    def finish(self) -> str:
        """What was still held back, without the bytes of an unfinished character."""
        old, new = self._texts()
        return new[len(old) :].rstrip(REPLACEMENT)

    def _texts(self) -> tuple[str, str]:
        known = self._decode(self._ids[self._start : self._handed_out])
        return known, self._decode(self._ids[self._start :])


class StopWatch:
    """Passes text on until one of the stop strings appears."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""
        self.stopped = False

    def push(self, text: str) -> str:
        """The text that is safe to show; the rest may be the beginning of a stop string."""
        if not self._stops:
            return text
        self._held += text
        found = [index for stop in self._stops if (index := self._held.find(stop)) >= 0]
        if found:
            self.stopped = True
            safe, self._held = self._held[: min(found)], ""
            return safe
        keep = max(_overlap(self._held, stop) for stop in self._stops)
        safe, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return safe

    def finish(self) -> str:
        """What was held back: no stop string can follow any more."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of `text` with which `stop` begins."""
    for length in range(min(len(text), len(stop) - 1), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
