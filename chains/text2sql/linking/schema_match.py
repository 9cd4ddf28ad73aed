"""How well a question fits a database: evidence for the router, from names, comments and cells."""

import datetime as dt
import math
import re
from collections.abc import Sequence
from functools import lru_cache

from chains.text2sql.analysis.question import Question, read_question
from chains.text2sql.linking.adjust import discounted
from chains.text2sql.linking.constants import (
    MATCHED_CHARACTERS,
    MOST_COVERED,
    MOST_STRENGTH,
    NAMES_COLUMN,
    NAMES_NOTHING_COST,
    NAMES_TABLE,
    NAMES_VALUE,
    PLAIN_MENTION,
    STRENGTH_OFFSET,
    STRENGTH_SHARE,
    STRENGTH_SLOPE,
    STRENGTH_WEIGHTS,
)
from chains.text2sql.linking.lexical import link
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.linking.values import match_values
from chains.text2sql.protocols import Database
from chains.text2sql.schema.graph import SchemaGraph, schema_of
from knowledge.language.embedding import Embed
from knowledge.language.stop_words import ASKING_WORDS, HAPPENING_WORDS, is_function_word
from knowledge.language.tokenization import chinese_tokenizer

_RUN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[\u3400-\u9fff]+")


def schema_match(question: str, database: Database, embed: Embed | None = None) -> float:
    """Return 0..1: how much of the question speaks of this database.

    0 when nothing does; over 0.5 when it plainly does.

    The log-odds of two things added up: which share of its words the database accounts for ("highest-rated phones"
    names a rating, but no phones), and, for a fifth, how strong what it names is (a table, a column and a value
    together weigh far more than any of them alone; a number, a list or an extreme more than how or why).
    """
    read = _read(question[:MATCHED_CHARACTERS], dt.datetime.now(tz=dt.UTC).date())
    values = database.values()
    schema = schema_of(database)
    links, hits = discounted(read.text, link(read, schema, embed), match_values(read.text, values), values)
    strength = match_of(read, schema, links, hits)
    if not strength:
        return 0.0
    log_odds = _log_odds(coverage(read, links, hits), MOST_COVERED) + STRENGTH_SHARE * _log_odds(
        strength, MOST_STRENGTH
    )
    return round(1 / (1 + math.exp(-log_odds)), 4)


def match_of(question: Question, schema: SchemaGraph, links: Links, hits: Sequence[ValueMatch]) -> float:
    """Return the match of a question that is linked already."""
    table = max((m.score for m in links.tables), default=0.0)
    named = [m for m in links.columns if m.how != "measure" and not schema.column(m.id).is_id]
    column = max((m.score for m in named if not _is_a_table(m.start, m.end, links)), default=0.0)
    value = max(
        (h.score * min(1.0, (h.end - h.start) / (2 if question.language == "zh" else 5)) for h in hits), default=0.0
    )
    asks = question.has(
        "count", "sum", "avg", "max", "min", "order", "group", "above", "below", "at_least", "at_most", "recent"
    )
    when = bool(question.times or question.numbers)
    evidence = (table, column, value, asks, when, table * column, table * asks)
    strength = sum(weight * found for weight, found in zip(STRENGTH_WEIGHTS, evidence, strict=True))
    if table < NAMES_TABLE and column < NAMES_COLUMN and value < NAMES_VALUE:
        strength -= NAMES_NOTHING_COST
    if strength <= 0 or not (table or column or value):
        return 0.0
    return round(1 / (1 + math.exp(-(STRENGTH_SLOPE * strength - STRENGTH_OFFSET))), 4)


def _is_a_table(start: int, end: int, links: Links) -> bool:
    """Whether the same words name a table as well: they count once."""
    return any(t.start <= start and end <= t.end and t.score >= 0.8 for t in links.tables)


def _log_odds(share: float, most: float) -> float:
    bounded = min(max(share, 1 - most), most)
    return math.log(bounded / (1 - bounded))


@lru_cache(maxsize=64)
def _read(question: str, today: dt.date) -> Question:
    """The question, read once for all databases."""
    return read_question(question, today=today)


def coverage(question: Question, links: Links, hits: Sequence[ValueMatch]) -> float:
    """Return the share (0..1) of the content words that name a table, a column or a cell, each by its best score.

    Function words, measure words, the verbs of asking and happening, numbers, times and the cues of a query (how many,
    the highest, per) belong to no schema and are left out; a question of such words alone is covered by nothing.
    """
    words = content_words(question)
    if not words:
        return 0.0
    mentions = [(m.start, m.end, m.score) for m in (*links.tables, *links.columns)]
    mentions += [(h.start, h.end, h.score) for h in hits]
    best = [max((s for a, b, s in mentions if a < end and start < b), default=0.0) for start, end in words]
    return sum(min(score / PLAIN_MENTION, 1.0) for score in best) / len(best)


@lru_cache(maxsize=64)
def content_words(question: Question) -> list[tuple[int, int]]:
    """Return where the words stand that may name something of a database."""
    taken = [(cue.start, cue.end) for cue in question.cues]
    taken += [(span.start, span.stop) for span in question.times]
    taken += [(number.start, number.end) for number in question.numbers]
    words: list[tuple[int, int]] = []
    for run in _RUN.finditer(question.text):
        pieces = chinese_tokenizer().cut(run.group()) if run.group()[0] >= "\u3400" else [run.group()]
        place = run.start()
        for piece in pieces:
            if not is_function_word(piece) and piece.lower() not in ASKING_WORDS | HAPPENING_WORDS:
                words.append((place, place + len(piece)))
            place += len(piece)
    return [(start, end) for start, end in words if not any(a < end and start < b for a, b in taken)]
