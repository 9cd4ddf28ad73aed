"""Scores the sentences of retrieved passages as answers to a question, and picks the one or two to quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.documents import Document

from chains.asked import asked
from chains.places import Place, places
from chains.reading import FEATURES, Judge, Matrix, read
from chains.reading_model import BY_HAND, reading_model
from knowledge.language.embedding import Embed

__all__ = ["Embed", "Judge", "Sentence", "answerable", "pick", "score_sentences"]

MARGIN = 2.5
"""How far (in log odds) a second sentence may score below the first and still be quoted."""
NEXT_SENTENCE = 1.0
"""Advantage of the sentence that follows the best one: an answer often runs on."""
MOST_LIST_CHARS = 400
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·▪●○◦‣]\s|\(?\d{1,3}[.)、．]\s*|[(（][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳])")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage: offsets are those of the document; `score` is at least 0 if it is taken for an answer.

    `header` is the header row of the table that a row belongs to; `related` whether it shares a word with the
    question or holds what could be an answer.
    """

    passage: Document
    text: str
    start: int
    end: int
    score: float
    header: str = ""
    related: bool = True


def score_sentences(
    question: str, passages: Sequence[Document], embed: Embed, judge: Judge | None = None
) -> list[Sentence]:
    """Every sentence of `passages`, best first (`passages` come best first, too)."""
    found = places(passages)
    if not found:
        return []
    model = reading_model(asked(question).language, judge.id if judge else None)
    rows = read(question, found, embed, judge)
    related = (rows[:, FEATURES.index("cover")] > 0) | (rows[:, FEATURES.index("typed")] > 0)
    scores = _answers_after_questions(found, rows, model.scores(rows))
    scored = [
        Sentence(place.passage, place.text, place.start, place.end, float(score), place.header, bool(relates))
        for place, score, relates in zip(found, scores, related, strict=True)
    ]
    return sorted(scored, key=lambda sentence: -sentence.score)


def _answers_after_questions(found: Sequence[Place], rows: Matrix, scores: Matrix) -> Matrix:
    """The scores, a sentence after a question in the same passage (as in a FAQ) as good as that question."""
    column = FEATURES.index("is_question")
    lifted = scores.copy()
    for i in range(1, len(found)):
        if rows[i - 1, column] and not rows[i, column] and found[i].passage is found[i - 1].passage:
            lifted[i] = max(scores[i], scores[i - 1] - BY_HAND["is_question"])
    return lifted


def answerable(ranked: Sequence[Sentence]) -> bool:
    """Whether the passages answer the question, judged by the best sentence."""
    return bool(ranked) and ranked[0].score >= 0


def pick(ranked: Sequence[Sentence], margin: float = MARGIN) -> list[Sentence]:
    """The best sentence, and a related second one when it scores nearly as well; in reading order if of one document.

    A sentence that introduces a list comes with its items.
    """
    if not ranked:
        return []
    best = ranked[0]
    following = _following(best, ranked)

    def second(sentence: Sentence) -> float:
        return sentence.score + (NEXT_SENTENCE if sentence is following else 0.0)

    chosen = [best]
    runner_up = max((s for s in ranked[1:] if s.related), key=second, default=None)
    if runner_up is not None and second(runner_up) >= best.score - margin:
        chosen.append(runner_up)
    whole = [_with_items(sentence) for sentence in chosen]
    if len(whole) == 2 and _document(whole[0]) == _document(whole[1]):
        whole.sort(key=lambda sentence: (sentence.start, -sentence.end))
        if whole[1].end <= whole[0].end:
            whole.pop()  # an item of the list that the other one brings along
    return whole


def _document(sentence: Sentence) -> str:
    return str(sentence.passage.metadata.get("document_id"))


def _following(best: Sentence, ranked: Sequence[Sentence]) -> Sentence | None:
    after = [s for s in ranked if s.passage is best.passage and s.start >= best.end]
    return min(after, key=lambda sentence: sentence.start, default=None)


def _with_items(sentence: Sentence) -> Sentence:
    """The sentence, extended over the list items that it introduces with a colon."""
    if not sentence.text.rstrip().endswith((":", "：")):
        return sentence
    meta, end = sentence.passage.metadata, sentence.end
    base = int(meta["start"])
    for start, stop in sorted((int(a), int(b)) for a, b in meta.get("sentences") or ()):
        if start < end:
            continue
        if stop - sentence.start > MOST_LIST_CHARS:
            break
        if not _LIST_ITEM.match(sentence.passage.page_content[start - base : stop - base]):
            break
        end = stop
    text = sentence.passage.page_content[sentence.start - base : end - base]
    return replace(sentence, text=text, end=end)
