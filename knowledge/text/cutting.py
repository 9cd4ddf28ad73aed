"""Measuring stretches of a text in tokens, and cutting those that are too long.

Nothing longer than the limit can be is ever counted, and no stretch is counted more often than a few times: the work
grows with the text and no faster, whatever it is made of.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from knowledge.text.sentences import Span

CountTokens = Callable[[str], int]

CHARACTERS_PER_TOKEN = 24
"""At most: what a tokenizer skips or does not know (blanks, a word of a megabyte) counts as a token for each of so many
characters, so that it is cut like everything else. Ordinary text has 1 to 6, a table filled up with blanks up to 20."""
_COUNTS_KEPT = 1024


class Cutter:
    """`count_tokens` gets at most 24 characters for each token of the limit that is asked about."""

    def __init__(self, text: str, count_tokens: CountTokens) -> None:
        self._text = text
        # headings, tables and pieces are measured more than once
        self._count = lru_cache(_COUNTS_KEPT)(count_tokens)

    def tokens(self, span: Span) -> int:
        """Return how many tokens a span has that is known to fit somewhere."""
        start, end = span
        return max(self._count(self._text[start:end]), -(-(end - start) // CHARACTERS_PER_TOKEN))

    def fits(self, span: Span, limit: int) -> bool:
        """Return whether a span has at most `limit` tokens."""
        start, end = span
        return self._fits(end - start, limit) and self._count(self._text[start:end]) <= limit

    def text_tokens(self, text: str, limit: int) -> int | None:
        """Return how many tokens another text has, None for more than `limit`."""
        if not self._fits(len(text), limit):
            return None
        tokens = self._count(text)
        return tokens if tokens <= limit else None

    def pieces(self, span: Span, limit: int) -> Iterator[Span]:
        """Yield the span, or parts of it that fit: cut after a comma or a space if there is one in the second half."""
        start, end = span
        longest = 0
        while not self.fits((start, end), limit):
            longest = self._longest_prefix(start, min(end, start + limit * CHARACTERS_PER_TOKEN), limit, longest)
            cut = self._after_mark(start, start + longest)
            yield (start, cut)
            start = cut
            while start < end and self._text[start].isspace():
                start += 1
        if start < end:
            yield (start, end)

    def _fits(self, characters: int, limit: int) -> bool:
        return characters <= limit * CHARACTERS_PER_TOKEN

    def _longest_prefix(self, start: int, end: int, limit: int, likely: int) -> int:
        def fits(length: int) -> bool:
            return self._count(self._text[start : start + length]) <= limit

        return largest(fits, end - start, likely)

    def _after_mark(self, start: int, end: int) -> int:
        middle = start + (end - start) // 2
        for marks in ("；;\n", "，,、：:", " \t"):
            cut = max(self._text.rfind(mark, middle, end) for mark in marks)
            if cut >= 0:
                return cut + 1
        return end


def largest(fits: Callable[[int], bool], high: int, likely: int = 0) -> int:
    """Return the largest number from 1 to `high` that fits (1 if none does), where all below one that fits do.

    A text mostly goes on as it began, so the search begins at the `likely` answer, in steps that double (Bentley and
    Yao 1976); without one it halves the whole range.
    """
    low = 1
    step = 1
    if 0 < likely < high and fits(likely):
        low = likely
        while low + step < high and fits(low + step):
            low, step = low + step, 2 * step
        high = min(high, low + step - 1) if low + step < high else high
    elif 0 < likely < high:
        high = max(likely - 1, 1)
        while high - step > 1 and not fits(high - step):
            high, step = high - step - 1, 2 * step
        low = max(high - step, 1)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
