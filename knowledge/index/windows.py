"""Which part of a passage a window was: the vector store keeps its number only."""

from collections.abc import Sequence

from knowledge.text.sentences import Span


def window_text(text: str, start: int, sentences: Sequence[Span], count: int, number: int) -> str:
    """Return about the text of window `number` of `count`: the sentences in that share of the passage.

    `start` is the passage's offset in the document, which `sentences` count from. Windows are cut between sentences
    into parts of about equal length, so a sentence belongs to the part that holds its middle.
    """
    if count <= 1 or not text:
        return text
    mine = [
        (first - start, last - start)
        for first, last in sentences
        if min(int(count * ((first + last) / 2 - start) / len(text)), count - 1) == number
    ]
    if mine:
        return text[mine[0][0] : mine[-1][1]]
    return text[len(text) * number // count : len(text) * (number + 1) // count]
