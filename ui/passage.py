"""A quote in its place: the text around it, with the quote highlighted."""

from html import escape

CONTEXT = 420
"""Characters shown on either side of a quote."""


def window(start: int, end: int, context: int = CONTEXT) -> tuple[int, int]:
    """The characters of a document worth fetching to show the quote at `start`..`end`."""
    return max(0, start - context), end + context


def highlighted(text: str, offset: int, start: int, end: int, length: int | None = None) -> str:
    """`text`, which begins at the character `offset` of its document, as HTML with `start`..`end` marked.

    Line breaks stay; an ellipsis stands where the document goes on (`length`: its characters in all).
    """
    first = min(max(start - offset, 0), len(text))
    last = min(max(end - offset, first), len(text))
    before, quote, after = text[:first], text[first:last], text[last:]
    if offset > 0:
        before = "… " + _from_boundary(before)
    if length is not None and offset + len(text) < length:
        after = _to_boundary(after) + " …"
    marked = f'<mark id="quote">{escape(quote)}</mark>' if quote else ""
    return f'<div class="passage">{escape(before.lstrip())}{marked}{escape(after.rstrip())}</div>'


def _from_boundary(text: str) -> str:
    """Drops the cut word or sentence that the window begins in, if one ends soon."""
    for position, character in enumerate(text[:120]):
        if character in "\n。！？.!?；;":
            return text[position + 1 :]
    return text


def _to_boundary(text: str) -> str:
    for position in range(len(text) - 1, max(len(text) - 120, -1), -1):
        if text[position] in "\n。！？.!?；;":
            return text[: position + 1]
    return text
