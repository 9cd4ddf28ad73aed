"""Enumerates the queries that a question may mean over a schema, and returns them best first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import MetaData

from chains.sql.appositions import with_cells_as_nouns, without_appositions
from chains.sql.conditions import ConditionSet, ValueHit, condition_sets
from chains.sql.evidence import Evidence
from chains.sql.features import features
from chains.sql.joins import connect
from chains.sql.linking import Links, link
from chains.sql.meaning import Embed
from chains.sql.query import Condition, Query, to_sql
from chains.sql.question import Question, read_question
from chains.sql.ranking import Ranker, default_ranker
from chains.sql.reading import reading_of
from chains.sql.schema import Edge, SchemaView, view_schema
from chains.sql.shapes import Proposer, Shape, needed_columns

_MOST_QUERIES = 1_500


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
    value_matches: Sequence[ValueHit],
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
    question: Question, schema: SchemaView, value_matches: Sequence[ValueHit], embed: Embed | None = None
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
    proposer = Proposer(question, schema, subjects)
    found: list[Proposal] = []
    seen: set[Query] = set()
    joiner = _Joiner(schema, links)
    for chosen in condition_sets(question, schema, links, value_matches):
        for target in proposer.targets(chosen):
            for shape in proposer.shapes(target, chosen):
                query = _assemble(joiner, shape, chosen)
                if query is None or query in seen or _says_nothing(query, schema):
                    continue
                seen.add(query)
                found.append(Proposal(query, features(evidence, query, shape, chosen)))
                if len(found) >= _MOST_QUERIES:
                    return found
    return found


def _says_nothing(query: Query, schema: SchemaView) -> bool:
    """Whether it shows only what the conditions give (the name of the state called Ohio), or averages dates."""
    items = [*query.select, *(i for i, _ in query.order)]
    if any(i.aggregate in ("sum", "avg") and i.column and schema.column(i.column).kind != "number" for i in items):
        return True
    given = {c.column for c in query.where if c.operator == "="}
    return bool(given) and all(i.aggregate is None and i.column in given for i in query.select)


class _Joiner:
    """Connects tables, each set of them once."""

    def __init__(self, schema: SchemaView, links: Links) -> None:
        self._schema = schema
        self.edges = schema.edges
        scored = [(links.column_score(e.left), e) for e in schema.edges]
        # joins whose key the question names, the surest first
        self._preferred = [e for s, e in sorted(scored, key=lambda pair: -pair[0]) if s > 0]
        self._known: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[Edge, ...]] | None] = {}

    def connect(self, tables: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Edge, ...]] | None:
        if tables not in self._known:
            self._known[tables] = connect(self._schema, tables, self._preferred)
        return self._known[tables]


def _assemble(joiner: _Joiner, shape: Shape, chosen: ConditionSet) -> Query | None:
    if chosen.having is not None and shape.having is None:
        return None
    if chosen.limit is not None and shape.limit is None:
        return None
    each: list[tuple[Condition, Edge]] = []
    for condition in chosen.conditions:
        if condition.operator == "all":
            edge = next(
                (e for e in joiner.edges if e.left[0] == condition.column[0] and e.right[0] == shape.target), None
            )
            if edge is None:
                return None
            each.append((condition, edge))
    where = tuple(c for c in chosen.conditions if c.operator != "all")
    absent = shape.without[0] if shape.without is not None else None
    needed = [*needed_columns(shape), *(c.column for c in where if c.column[0] != absent)]
    tables = tuple(dict.fromkeys([shape.target, *(c[0] for c in needed)]))
    without_where = tuple(c for c in where if shape.without is not None and c.column[0] == shape.without[0])
    where = tuple(c for c in where if c not in without_where)
    if shape.without is not None and shape.without[0] in tables:
        return None
    joined = joiner.connect(tables)
    if joined is None:
        return None
    return Query(
        select=shape.select,
        tables=joined[0],
        joins=joined[1],
        where=where,
        each=tuple(each),
        group=shape.group,
        having=chosen.having,
        having_item=shape.having,
        order=shape.order,
        limit=shape.limit,
        distinct=shape.distinct,
        without=shape.without,
        without_where=without_where,
        either=chosen.either and not each and not without_where,
    )
