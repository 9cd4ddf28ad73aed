"""Proposes shapes for one question over one schema."""

from collections.abc import Iterator

from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.projections.figures import aggregates, counts
from chains.text2sql.generation.projections.free_columns import free_mentions
from chains.text2sql.generation.projections.grouped import grouped
from chains.text2sql.generation.projections.listed import lists, without
from chains.text2sql.generation.projections.ordered import ordered
from chains.text2sql.generation.projections.shape import Shape
from chains.text2sql.linking.linked import LinkedQuestion


class Proposer:
    """Proposes the tables that a question may be about, and what a query over one of them may show."""

    def __init__(self, linked: LinkedQuestion) -> None:
        self._linked = linked

    def targets(self, chosen: ConditionSet) -> list[str]:
        """Tables that the question may be about, likeliest first, at most four."""
        links = self._linked.subjects
        scores: dict[str, float] = {}
        for mention in links.tables:
            scores[mention.table] = max(scores.get(mention.table, 0.0), mention.score)
        for mention in links.columns:
            if mention.how != "measure":
                scores[mention.table] = max(scores.get(mention.table, 0.0), 0.55 * mention.score)
        for condition in chosen.conditions:
            scores[condition.column[0]] = max(scores.get(condition.column[0], 0.0), 0.4)
        ranked = sorted(scores, key=lambda t: (-scores[t], t))
        return ranked[:4] or list(self._linked.schema.tables)[:1]

    def shapes(self, target: str, chosen: ConditionSet) -> Iterator[Shape]:
        """Yield the shapes for one table."""
        linked = self._linked
        table = linked.schema.tables[target]
        free = free_mentions(linked, target, chosen)
        listed = list(lists(linked, table, free))
        yield from listed
        if linked.question.has("not"):
            yield from without(linked, table, listed)
        yield from counts(linked, table, free)
        yield from aggregates(linked, table, free)
        yield from ordered(linked, table, free, listed, chosen)
        yield from grouped(linked, table, free, chosen)
