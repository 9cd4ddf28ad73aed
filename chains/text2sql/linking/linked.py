"""A question with everything found out about it before a query is chosen or written."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from chains.text2sql.analysis.question import Question, read_question
from chains.text2sql.linking.adjust import with_cells_as_nouns, without_appositions
from chains.text2sql.linking.lexical import find_mentions, settled
from chains.text2sql.linking.schema_match import coverage, match_of
from chains.text2sql.linking.translated import translated_hits
from chains.text2sql.linking.types import Links, Mentions, ValueMatch
from chains.text2sql.linking.values import match_values
from chains.text2sql.protocols import Database, ValueFinder
from chains.text2sql.schema.graph import SchemaGraph, schema_of
from knowledge.language.embedding import Embed, EmbeddingCache


@dataclass(frozen=True)
class LinkedQuestion:
    """The question, the schema, and what of its tables, columns and cells is spoken of."""

    question: Question
    schema: SchemaGraph
    mentions: Mentions
    matches: Sequence[ValueMatch]
    embed: Embed | None

    @classmethod
    def of(
        cls, question: Question, schema: SchemaGraph, matches: Sequence[ValueMatch], embed: Embed | None = None
    ) -> Self:
        """Return the question linked to the schema, with the cells that were found in it."""
        return cls(question, schema, find_mentions(question, schema, embed), matches, embed)

    @cached_property
    def links(self) -> Links:
        """The tables and columns that the words mean."""
        return settled(self.mentions, self.question)

    @cached_property
    def links_beside_times(self) -> Links:
        """The tables and columns that the words outside of times mean: what conditions are read by."""
        return settled(self.mentions, self.question, [(t.start, t.stop) for t in self.question.times])

    @cached_property
    def subjects(self) -> Links:
        """The tables and columns that the question may be about: its links, where cells do not say otherwise."""
        plain = without_appositions(self.links_beside_times, self.matches)
        return with_cells_as_nouns(plain, self.matches, self.schema)

    @cached_property
    def match(self) -> float:
        """How well the question fits the database (0..1): the geometric mean of how strong what it names is and which
        share of its words that accounts for."""
        strength = match_of(self.question, self.schema, self.links, self.matches)
        return round(math.sqrt(strength * coverage(self.question, self.links, self.matches)), 4)


def link_question(
    text: str,
    database: Database,
    language: str | None,
    embed: Embed | None,
    today: dt.date | None,
    fiscal_start: int = 1,
) -> LinkedQuestion:
    """Return the question linked to the database's schema and values, in its own and in other languages."""
    cached = embed if embed is None or isinstance(embed, EmbeddingCache) else EmbeddingCache(embed)
    question = read_question(text, language, today, fiscal_start)
    return link_to(question, schema_of(database), database.values(), cached)


def link_to(question: Question, schema: SchemaGraph, values: ValueFinder, embed: Embed | None) -> LinkedQuestion:
    """Return the question linked to a schema and its values."""
    linked = LinkedQuestion.of(question, schema, match_values(question.text, values), embed)
    if embed is None:
        return linked
    others = translated_hits(question, values, schema, linked.matches, linked.links, embed)
    return replace(linked, matches=[*linked.matches, *others])
