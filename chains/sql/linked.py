"""A question with everything found out about it before a query is chosen or written."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from chains.sql.conditions import ValueHit
from chains.sql.coverage import coverage
from chains.sql.embedding import EmbeddingCache
from chains.sql.linking import Links, link
from chains.sql.matching import match_of
from chains.sql.meaning import Embed
from chains.sql.protocols import Database
from chains.sql.question import Question, read_question
from chains.sql.schema import SchemaView, view_schema
from chains.sql.solved import Asked, Example, Solved, consult
from chains.sql.translated import translated_hits


@dataclass(frozen=True)
class LinkedQuestion:
    """The question, the schema, and what of it is spoken of.

    `match` (0..1) is the geometric mean of how strong what it names is and which share of its words that accounts for.
    """

    question: Question
    schema: SchemaView
    hits: list[ValueHit]
    links: Links
    embed: Embed | None
    match: float
    solved: Solved


def link_question(
    text: str,
    database: Database,
    language: str | None,
    embed: Embed | None,
    today: dt.date | None,
    examples: Sequence[Example] = (),
) -> LinkedQuestion:
    """Return the question linked to the database's schema, values and solved questions."""
    question = read_question(text, language, today)
    schema = view_schema(database.metadata())
    values = database.values()
    hits = list(values.match(question.text))
    cached = embed if embed is None or isinstance(embed, EmbeddingCache) else EmbeddingCache(embed)
    links = link(question, schema, cached)
    if cached is not None:
        hits.extend(translated_hits(question, values, schema, hits, links, cached))
    solved = Solved()
    if examples:
        solved = consult(Asked(question, schema, hits, links, values, database.dialect), examples, cached)
    match = math.sqrt(match_of(question, schema, links, hits) * coverage(question, links, hits))
    return LinkedQuestion(question, schema, hits, links, cached, round(match, 4), solved)
