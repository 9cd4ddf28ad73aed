"""A question with everything found out about it before a query is chosen or written."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from chains.text2sql.analysis.question import Question, read_question
from chains.text2sql.examples import Asked, Example, Solved, consult
from chains.text2sql.linking.lexical import link
from chains.text2sql.linking.schema_match import coverage, match_of
from chains.text2sql.linking.translated import translated_hits
from chains.text2sql.linking.types import Links, ValueMatch
from chains.text2sql.linking.values import match_values
from chains.text2sql.protocols import Database
from chains.text2sql.schema.graph import SchemaView, view_schema
from knowledge.language.embedding import Embed, EmbeddingCache


@dataclass(frozen=True)
class LinkedQuestion:
    """The question, the schema, and what of it is spoken of.

    `match` (0..1) is the geometric mean of how strong what it names is and which share of its words that accounts for.
    """

    question: Question
    schema: SchemaView
    hits: list[ValueMatch]
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
    hits = match_values(question.text, values)
    cached = embed if embed is None or isinstance(embed, EmbeddingCache) else EmbeddingCache(embed)
    links = link(question, schema, cached)
    if cached is not None:
        hits.extend(translated_hits(question, values, schema, hits, links, cached))
    solved = Solved()
    if examples:
        solved = consult(Asked(question, schema, hits, links, values, database.dialect), examples, cached)
    match = math.sqrt(match_of(question, schema, links, hits) * coverage(question, links, hits))
    return LinkedQuestion(question, schema, hits, links, cached, round(match, 4), solved)
