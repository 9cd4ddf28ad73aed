"""Connects tables along keys: the fewest joins that tie all needed tables together."""

from collections import deque
from collections.abc import Iterable

from chains.text2sql.schema.graph import Edge, SchemaGraph

_MOST_TABLES = 5


def connect(
    schema: SchemaGraph, needed: Iterable[str], preferred: Iterable[Edge] = ()
) -> tuple[tuple[str, ...], tuple[Edge, ...]] | None:
    """Return all tables to read and the joins between them, or None when no chain of keys connects them.

    Keys before guesses; `preferred` edges win over parallel ones (a line has a start and an end substation).
    """
    wanted = list(dict.fromkeys(needed))
    if not wanted:
        return None
    tables, edges = [wanted[0]], []
    for target in wanted[1:]:
        if target in tables:
            continue
        path = _path(schema, tables, target, tuple(preferred))
        if path is None:
            return None
        for edge in path:
            edges.append(edge)
            tables.extend(t for t in (edge.left[0], edge.right[0]) if t not in tables)
        if len(tables) > _MOST_TABLES:
            return None
    return tuple(tables), tuple(edges)


def direct(schema: SchemaGraph, one: str, other: str) -> list[Edge]:
    """Return the joins that tie the two tables without a third."""
    return [e for e in schema.edges if {e.left[0], e.right[0]} == {one, other} and one != other]


def _path(schema: SchemaGraph, sources: list[str], target: str, preferred: tuple[Edge, ...]) -> list[Edge] | None:
    edges = sorted(schema.edges, key=lambda e: (e not in preferred, e.is_guess))
    queue: deque[tuple[str, list[Edge]]] = deque((s, []) for s in sources)
    seen = set(sources)
    while queue:
        table, path = queue.popleft()
        if table == target:
            return path
        for edge in edges:
            other = edge.right[0] if edge.left[0] == table else edge.left[0] if edge.right[0] == table else None
            if other is not None and other not in seen:
                seen.add(other)
                queue.append((other, [*path, edge]))
    return None
