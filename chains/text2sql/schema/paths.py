"""Ways from one table to another along joins, and whether each row leads to one row or to many."""

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph

_LONGEST = 4


@dataclass(frozen=True)
class Step:
    """One join, from a column of the table at hand to a column of the next."""

    here: ColumnId
    there: ColumnId
    is_guess: bool = False

    @property
    def back(self) -> "Step":
        return Step(self.there, self.here, self.is_guess)


Path = tuple[Step, ...]


class Paths:
    """Paths over the joins of one schema, the shortest first; keys before guesses."""

    def __init__(self, schema: SchemaGraph) -> None:
        self._forward: dict[str, list[Step]] = {t: [] for t in schema.tables}
        self._backward: dict[str, list[Step]] = {t: [] for t in schema.tables}
        for edge in sorted(schema.edges, key=lambda e: e.is_guess):
            step = Step(edge.left, edge.right, edge.is_guess)
            self._forward[edge.left[0]].append(step)
            self._backward[edge.right[0]].append(step.back)
        self._to_one = {step for steps in self._forward.values() for step in steps}
        self.between = lru_cache(maxsize=4_096)(self._between)

    def is_to_one(self, path: Path) -> bool:
        """Return whether every row leads to at most one row."""
        return all(step in self._to_one for step in path)

    def references(self, table: str) -> list[Step]:
        """Return the steps from the table to those that it points at."""
        return self._forward.get(table, [])

    def referenced_by(self, table: str) -> list[Step]:
        """Return the steps from the table to those that point at it."""
        return self._backward.get(table, [])

    def to_one(self, table: str, other: str) -> tuple[Path, ...]:
        """Return the paths along which each row of `table` has at most one row of `other`."""
        return tuple(p for p in self.between(table, other) if self.is_to_one(p))

    def _between(self, table: str, other: str) -> tuple[Path, ...]:
        """Every shortest path and every shortest to-one path, to-one paths first; the empty one within a table."""
        if table == other:
            return ((),)
        found = self._shortest(table, other, only_forward=True)
        found += [p for p in self._shortest(table, other, only_forward=False) if p not in found]
        return tuple(found)

    def _shortest(self, table: str, other: str, *, only_forward: bool) -> list[Path]:
        queue: deque[tuple[str, Path]] = deque([(table, ())])
        depth = {table: 0}
        found: list[Path] = []
        while queue:
            at, path = queue.popleft()
            if len(path) >= _LONGEST or (found and len(path) >= len(found[0])):
                break
            steps = (
                self._forward.get(at, []) if only_forward else [*self._forward.get(at, []), *self._backward.get(at, [])]
            )
            for step in steps:
                place = step.there[0]
                if place == at or (path and step == path[-1].back):
                    continue
                longer = (*path, step)
                if place == other:
                    found.append(longer)
                elif depth.get(place, len(longer)) >= len(longer):
                    depth[place] = len(longer)
                    queue.append((place, longer))
        return found
