"""How much of what a question says the schema and the cells account for."""

import re
from collections.abc import Sequence
from functools import lru_cache

from chains.sql.conditions import ValueHit
from chains.sql.linking import Links
from chains.sql.question import Question
from chains.sql.vocabulary import ASKING
from chains.words import chinese_tokenizer, is_function_word

# a mention that counts in full
_PLAIN = 0.9
_HAPPENING = frozenset("happen happened occur occurred 发生 出现 过".split())
_RUN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[\u3400-\u9fff]+")


def coverage(question: Question, links: Links, hits: Sequence[ValueHit]) -> float:
    """Return the share (0..1) of the content words that name a table, a column or a cell, each by its best score.

    Function words, measure words, the verbs of asking and happening, numbers, times and the cues of a query (how many,
    the highest, per) belong to no schema and are left out; a question of such words alone is covered by nothing.
    """
    words = _content_words(question)
    if not words:
        return 0.0
    mentions = [(m.start, m.end, m.score) for m in (*links.tables, *links.columns)]
    mentions += [(h.start, h.end, h.score) for h in hits]
    best = [max((s for a, b, s in mentions if a < end and start < b), default=0.0) for start, end in words]
    return sum(min(score / _PLAIN, 1.0) for score in best) / len(best)


@lru_cache(maxsize=64)
def _content_words(question: Question) -> list[tuple[int, int]]:
    taken = [(cue.start, cue.end) for cue in question.cues]
    taken += [(span.start, span.stop) for span in question.times]
    taken += [(number.start, number.end) for number in question.numbers]
    words: list[tuple[int, int]] = []
    for run in _RUN.finditer(question.text):
        pieces = chinese_tokenizer().cut(run.group()) if run.group()[0] >= "\u3400" else [run.group()]
        place = run.start()
        for piece in pieces:
            if not is_function_word(piece) and piece.lower() not in ASKING | _HAPPENING:
                words.append((place, place + len(piece)))
            place += len(piece)
    return [(start, end) for start, end in words if not any(a < end and start < b for a, b in taken)]
