"""Enumerates the queries that a question may mean over a schema, in no order."""

from collections.abc import Iterator
from dataclasses import dataclass

from chains.text2sql.generation.constants import MOST_QUERIES
from chains.text2sql.generation.filters import ConditionSet, condition_sets
from chains.text2sql.generation.ir import Condition, Query
from chains.text2sql.generation.projections import Proposer, Shape, needed_columns
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Links
from chains.text2sql.schema.graph import Edge, SchemaGraph
from chains.text2sql.schema.joins import connect


@dataclass(frozen=True)
class Draft:
    """A query with what it was put together from."""

    query: Query
    shape: Shape
    chosen: ConditionSet


def enumerate_queries(linked: LinkedQuestion) -> Iterator[Draft]:
    """Yield every query that the templates give for the question once, at most 1,500; none when nothing in it speaks
    of the schema.
    """
    schema, links = linked.schema, linked.links_beside_times
    if not schema.tables or not (links.tables or links.columns or linked.matches):
        return
    proposer = Proposer(linked)
    joiner = _Joiner(schema, links)
    seen: set[Query] = set()
    for chosen in condition_sets(linked.question, schema, links, linked.matches):
        for target in proposer.targets(chosen):
            for shape in proposer.shapes(target, chosen):
                query = _assemble(joiner, shape, chosen)
                if query is None or query in seen or _says_nothing(query, schema):
                    continue
                seen.add(query)
                yield Draft(query, shape, chosen)
                if len(seen) >= MOST_QUERIES:
                    return


def _says_nothing(query: Query, schema: SchemaGraph) -> bool:
    """Whether it shows only what the conditions give (the name of the state called Ohio), or averages dates."""
    items = [*query.select, *(i for i, _ in query.order)]
    if any(i.aggregate in ("sum", "avg") and i.column and schema.column(i.column).kind != "number" for i in items):
        return True
    given = {c.column for c in query.where if c.operator == "="}
    return bool(given) and all(i.aggregate is None and i.column in given for i in query.select)


class _Joiner:
    """Connects tables, each set of them once."""

    def __init__(self, schema: SchemaGraph, links: Links) -> None:
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
