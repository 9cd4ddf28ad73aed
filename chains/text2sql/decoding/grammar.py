"""A grammar of the SELECT statements over some tables, for models that decode under one.

Every FROM clause is a variant of its own with the columns that it offers, so whatever follows the grammar names only
columns that are there. Joins go along keys. Written in the Lark dialect of llguidance.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from chains.text2sql.decoding.constants import (
    GRAMMAR_COLUMNS,
    GRAMMAR_PAIRS,
    GRAMMAR_TABLES,
    GRAMMAR_TRIPLES,
    GRAMMAR_VALUES,
)
from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.linking.types import ValueMatch
from chains.text2sql.schema.columns import ColumnView
from chains.text2sql.schema.graph import Edge, SchemaGraph

_COMMON = r"""
start: query
number: NUMBER
text: value | STRING
agg_name: "SUM" | "AVG" | "MIN" | "MAX"
NUMBER: /-?[0-9]{1,9}(\.[0-9]{1,4})?/
LIMIT: /[1-9][0-9]{0,2}/
STRING: /'[^'\\\x00-\x1f]{1,40}'/
COMPARISON: / (=|!=|<|>|<=|>=) /
EQUALITY: / (=|!=) /
LIKES: /'%[^'\\%\x00-\x1f]{1,40}%'/
"""
_VARIANT = """
select_{n}: "SELECT " "DISTINCT "? items_{n} {source} where_{n}? group_{n}? order_{n}?
items_{n}: item_{n} (", " item_{n}){{0,4}}
item_{n}: column_{n} | aggregate_{n}
aggregate_{n}: "COUNT(*)" | "COUNT(" "DISTINCT "? column_{n} ")" | agg_name "(" amount_{n} ")"
where_{n}: " WHERE " test_{n} ((" AND " | " OR ") test_{n}){{0,3}}
group_{n}: " GROUP BY " column_{n} (", " column_{n}){{0,1}} (" HAVING " aggregate_{n} COMPARISON number)?
order_{n}: " ORDER BY " item_{n} (" ASC" | " DESC")? (" LIMIT " LIMIT)?
"""


@dataclass(frozen=True)
class _Source:
    """One FROM clause and the columns behind it."""

    text: str
    columns: tuple[ColumnView, ...]
    qualified: bool


def select_grammar(
    schema: SchemaGraph,
    tables: Sequence[str],
    hits: Sequence[ValueMatch],
    dialect: str,
    of_interest: Iterable[str] = (),
) -> str:
    """Return the grammar of one SELECT over `tables` (the likeliest first), in the database's `dialect`.

    Of tables with very many columns the keys, those named in `of_interest`, and the first of the rest are offered.
    """
    writer = _Writer(schema, sqlglot_dialect(dialect), frozenset(of_interest))
    chosen = [name for name in tables if schema.tables[name].columns][:GRAMMAR_TABLES]
    sources = writer.sources(chosen)
    variants = [writer.variant(number, source, chosen) for number, source in enumerate(sources)]
    values = dict.fromkeys(writer.literal(hit.value) for hit in hits if hit.score >= 0.6)
    named = " | ".join(json.dumps(value, ensure_ascii=False) for value in list(values)[:GRAMMAR_VALUES])
    return "\n".join(
        [
            _COMMON.strip(),
            f"value: {named or 'STRING'}",
            "query: " + " | ".join(f"select_{number}" for number in range(len(sources))),
            *variants,
        ]
    )


class _Writer:
    def __init__(self, schema: SchemaGraph, dialect: str, of_interest: frozenset[str]) -> None:
        self._schema = schema
        self._dialect = dialect
        self._of_interest = of_interest

    def literal(self, value: str) -> str:
        return exp.Literal.string(value).sql(dialect=self._dialect)

    def sources(self, tables: Sequence[str]) -> list[_Source]:
        found = [_Source(f" FROM {self._table(name)}", self._columns(name), False) for name in tables]
        edges = [e for e in self._schema.edges if {e.left[0], e.right[0]} <= {*tables} and e.left[0] != e.right[0]]
        edges.sort(key=lambda e: (e.is_guess, tables.index(e.left[0]) + tables.index(e.right[0])))
        found.extend(self._joined([edge]) for edge in edges[:GRAMMAR_PAIRS])
        triples = [
            [one, other]
            for place, one in enumerate(edges)
            for other in edges[place + 1 :]
            if len({one.left[0], one.right[0], other.left[0], other.right[0]}) == 3
        ]
        found.extend(self._joined(pair) for pair in triples[:GRAMMAR_TRIPLES])
        return found

    def variant(self, number: int, source: _Source, tables: Sequence[str]) -> str:
        columns = [(c, self._name(c, source.qualified)) for c in source.columns]
        texts = [name for c, name in columns if c.kind in ("text", "time")]
        amounts = [name for c, name in columns if c.kind == "number" and c.refers_to is None and not c.is_key]
        numbers = [name for c, name in columns if c.kind not in ("text", "truth")]
        tests = [f'column_{number} " IS" " NOT"? " NULL"']
        rules = [
            _VARIANT.format(n=number, source=json.dumps(source.text, ensure_ascii=False)).strip(),
            f"column_{number}: {_either(name for _, name in columns)}",
            f"amount_{number}: {_either(amounts or [name for _, name in columns])}",
        ]
        if texts:
            rules.append(f"text_{number}: {_either(texts)}")
            tests.append(f'text_{number} (EQUALITY text | " LIKE " LIKES)')
            tests.append(f'text_{number} " IN (" text (", " text){{0,4}} ")"')
        if numbers:
            rules.append(f"number_{number}: {_either(numbers)}")
            tests.append(f'number_{number} (COMPARISON number | " BETWEEN " number " AND " number)')
            tests.append(f"number_{number} COMPARISON text")
        tests.extend(self._nested(source, tables))
        rules.append(f"test_{number}: " + " | ".join(tests))
        return "\n".join(rules)

    def _nested(self, source: _Source, tables: Sequence[str]) -> Iterable[str]:
        """A column in the keys of another table; an amount against the average or an end of its own column."""
        own = {c.id: c for c in source.columns}
        for edge in self._schema.edges:
            for one, other in ((edge.left, edge.right), (edge.right, edge.left)):
                if one in own and other[0] in tables and other[0] != one[0]:
                    inner = f"SELECT {self._quoted(other[1])} FROM {self._table(other[0])}"  # noqa: S608 - a grammar
                    name = self._name(own[one], source.qualified)
                    yield f'{json.dumps(name, ensure_ascii=False)} " NOT"? {_text(f" IN ({inner})")}'
        for column in source.columns:
            if column.kind == "number" and not column.is_id:
                inner = f"({self._quoted(column.name)}) FROM {self._table(column.table)})"
                name = self._name(column, source.qualified)
                yield f'{_text(name)} COMPARISON "(SELECT " agg_name {_text(inner)}'

    def _joined(self, edges: Sequence[Edge]) -> _Source:
        first = edges[0].left[0]
        text, seen = f" FROM {self._table(first)}", [first]
        waiting = list(edges)
        while waiting:
            edge = next(e for e in waiting if (e.left[0] in seen) != (e.right[0] in seen))
            waiting.remove(edge)
            new = edge.right[0] if edge.left[0] in seen else edge.left[0]
            seen.append(new)
            left, right = (self._name(self._schema.column(side), True) for side in (edge.left, edge.right))
            text += f" JOIN {self._table(new)} ON {left} = {right}"
        return _Source(text, tuple(c for name in seen for c in self._columns(name)), True)

    def _columns(self, table: str) -> tuple[ColumnView, ...]:
        columns = self._schema.tables[table].columns
        wanted = [c for c in columns if c.is_key or c.refers_to is not None or c.name in self._of_interest]
        kept = {c.id for c in [*wanted, *columns][: len(wanted) + GRAMMAR_COLUMNS]}
        return tuple(c for c in columns if c.id in kept)[: 2 * GRAMMAR_COLUMNS]

    def _table(self, name: str) -> str:
        schema, _, bare = name.rpartition(".")
        return exp.table_(bare, db=schema or None, quoted=True).sql(dialect=self._dialect)

    def _name(self, column: ColumnView, qualified: bool) -> str:
        table = column.table.rpartition(".")[2] if qualified else None
        return exp.column(column.name, table=table, quoted=True).sql(dialect=self._dialect)

    def _quoted(self, name: str) -> str:
        return exp.to_identifier(name, quoted=True).sql(dialect=self._dialect)


def _either(names: Iterable[str]) -> str:
    return " | ".join(_text(name) for name in dict.fromkeys(names))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
