"""Ranks the queries that a question may mean over a schema by their features."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from chains.text2sql.generation.enumerate import enumerate_queries
from chains.text2sql.generation.ir import Query
from chains.text2sql.generation.render import to_sql
from chains.text2sql.linking.linked import LinkedQuestion, link_question
from chains.text2sql.protocols import Database
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features import features
from chains.text2sql.ranking.ranker import Ranker, default_ranker
from knowledge.language.embedding import Embed


@dataclass(frozen=True)
class Candidate:
    """One query that the question may mean.

    `score` is comparable within one question, `probability` sums to 1 over them. `query` is None for one that was made
    from the `solved` question, which has this `likeness` (0..1) to the one asked.
    """

    sql: str
    score: float
    probability: float
    query: Query | None
    solved: str = ""
    likeness: float = 0.0


@dataclass(frozen=True)
class Proposal:
    """A query with the features by which it is ranked."""

    query: Query
    features: tuple[float, ...]


def candidates(
    question: str,
    database: Database,
    *,
    language: str | None = None,
    embed: Embed | None = None,
    dialect: str | None = None,
    today: dt.date | None = None,
    limit: int = 10,
) -> list[Candidate]:
    """Return up to `limit` queries in the `dialect` (the database's own), best first; empty when nothing in the
    question speaks of this database.
    """
    linked = link_question(question, database, language, embed, today)
    return rank(propose(linked), default_ranker(), dialect or database.dialect, limit)


def rank(proposals: Sequence[Proposal], ranker: Ranker, dialect: str, limit: int) -> list[Candidate]:
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
            found[sql] = Candidate(sql, float(scores[i]), float(probabilities[i]), query)
        if len(found) >= limit:
            break
    return list(found.values())


def propose(linked: LinkedQuestion) -> list[Proposal]:
    """Return every query that the templates give for the question, with its features, in no order."""
    evidence = Evidence(linked)
    return [Proposal(d.query, features(evidence, d.query, d.shape, d.chosen)) for d in enumerate_queries(linked)]
