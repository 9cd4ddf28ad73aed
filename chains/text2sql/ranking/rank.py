"""Ranks the queries that a question may mean over a schema by their features."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import MetaData

from chains.text2sql.analysis.question import Question, read_question
from chains.text2sql.generation.enumerate import enumerate_queries
from chains.text2sql.generation.ir import Query
from chains.text2sql.generation.render import to_sql
from chains.text2sql.linking.adjust import with_cells_as_nouns, without_appositions
from chains.text2sql.linking.lexical import link
from chains.text2sql.linking.types import ValueMatch
from chains.text2sql.presentation.reading import reading_of
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features import features
from chains.text2sql.ranking.ranker import Ranker, default_ranker
from chains.text2sql.schema.graph import SchemaView, view_schema
from knowledge.language.embedding import Embed


@dataclass(frozen=True)
class Candidate:
    """One query that the question may mean.

    `score` is comparable within one question, `probability` sums to 1 over them. `query` is None, and `likeness` above
    0, for one that was made from a solved question so like this one.
    """

    sql: str
    score: float
    probability: float
    reading: str
    query: Query | None
    likeness: float = 0.0


@dataclass(frozen=True)
class Proposal:
    """A query with the features by which it is ranked."""

    query: Query
    features: tuple[float, ...]


def candidates(
    question: str,
    metadata: MetaData,
    value_matches: Sequence[ValueMatch],
    *,
    language: str | None = None,
    embed: Embed | None = None,
    dialect: str = "sqlite",
    today: dt.date | None = None,
    ranker: Ranker | None = None,
    limit: int = 10,
) -> list[Candidate]:
    """Return up to `limit` queries, best first; empty when nothing in the question speaks of this database."""
    read = read_question(question, language, today)
    schema = view_schema(metadata)
    proposals = propose(read, schema, value_matches, embed)
    return rank(proposals, read, schema, ranker or default_ranker(), dialect, limit)


def rank(
    proposals: Sequence[Proposal], question: Question, schema: SchemaView, ranker: Ranker, dialect: str, limit: int
) -> list[Candidate]:
    """Return the best `limit` of `proposals` as candidates, one per SQL text."""
    if not proposals:
        return []
    scores, probabilities = ranker.score([p.features for p in proposals])
    order = sorted(range(len(proposals)), key=lambda i: -scores[i])
    found: dict[str, Candidate] = {}
    for i in order:
        query = proposals[i].query
        sql = to_sql(query, dialect)
        if sql not in found:
            reading = reading_of(query, schema, question.language)
            found[sql] = Candidate(sql, float(scores[i]), float(probabilities[i]), reading, query)
        if len(found) >= limit:
            break
    return list(found.values())


def propose(
    question: Question, schema: SchemaView, value_matches: Sequence[ValueMatch], embed: Embed | None = None
) -> list[Proposal]:
    """Return every query that the templates give for the question, with its features, in no order."""
    if not schema.tables:
        return []
    values = [(v.start, v.end) for v in value_matches if v.score >= 0.95 and v.end - v.start > 1]
    times = [(t.start, t.stop) for t in question.times]
    links = link(question, schema, embed, [*times])
    if not links.tables and not links.columns and not value_matches:
        return []
    subjects = with_cells_as_nouns(without_appositions(links, value_matches), value_matches, schema)
    evidence = Evidence(question, schema, subjects, tuple(values))
    return [
        Proposal(d.query, features(evidence, d.query, d.shape, d.chosen))
        for d in enumerate_queries(question, schema, links, subjects, value_matches)
    ]
