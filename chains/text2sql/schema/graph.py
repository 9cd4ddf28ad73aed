"""The schema as a graph: its tables and columns, and the joins between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from chains.text2sql.protocols import Database, Join
from chains.text2sql.schema.columns import ColumnId, ColumnView, TableView, shares_word
from chains.text2sql.schema.kinds import is_identifier, kind_of, marked_language
from chains.text2sql.schema.naming import (
    IN_BRACKETS,
    Alias,
    aliases_of,
    comment_aliases,
    in_full,
    phrase_of,
    split_name,
    synonym_aliases,
    unique,
    units_in,
)
from chains.text2sql.schema.storage import listed_values, storage_of
from knowledge.language.stemming import stem
from knowledge.language.units import units as known_units

_TABLE_TAIL = re.compile(r"(?:基本)?(?:信息表|信息|数据表|主表|档案|资料|(?<!明细)(?<!记录)表)$")
"""What the Chinese name of a table ends with beside its things: 订单表 is of 订单."""


@dataclass(frozen=True)
class Edge:
    """Two columns by which tables join. `is_guess` when no key says so."""

    left: ColumnId
    right: ColumnId
    is_guess: bool = False


@dataclass
class SchemaGraph:
    """All tables and the ways they join: what linking sees of a database."""

    tables: dict[str, TableView]
    edges: list[Edge] = field(default_factory=list)
    phrase_vectors: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What `linking.semantic` keeps for the embedder in use."""
    filter_words: Any = field(default=None, compare=False, repr=False)
    """What `linking.column_words` keeps: its index of the words of columns."""

    def column(self, column: ColumnId) -> ColumnView:
        return self.tables[column[0]].by_name[column[1]]

    @cached_property
    def columns(self) -> list[ColumnView]:
        return [column for table in self.tables.values() for column in table.columns]

    @cached_property
    def table_frequency(self) -> dict[str, int]:
        """In how many tables each stem or ideograph run occurs."""
        return _frequency(list(self.tables.values()))

    @cached_property
    def frequency(self) -> dict[str, int]:
        """In how many tables and columns each stem or ideograph run occurs."""
        return _frequency([*self.tables.values(), *self.columns])


def _frequency(things: Sequence["TableView | ColumnView"]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for thing in things:
        for piece in {s for alias in thing.aliases for s in (alias.stems or (alias.text,))}:
            counts[piece] = counts.get(piece, 0) + 1
    return counts


def schema_of(database: Database) -> SchemaGraph:
    """Return the graph of a database's schema, built once for each state of its tables and guessed joins."""
    metadata, joins = database.metadata(), tuple(database.joins())
    kept = metadata.info.get("schema_graph")
    if isinstance(kept, tuple) and kept[0] == joins:
        graph: SchemaGraph = kept[1]
        return graph
    graph = build_schema(metadata, joins)
    metadata.info["schema_graph"] = (joins, graph)
    return graph


def build_schema(metadata: MetaData, joins: Sequence[Join] = ()) -> SchemaGraph:
    """Return the graph of `metadata`: its keys, the `joins` that the cells speak for, and those of telling names.

    A telling name is tried only between tables that neither keys nor `joins` tie together.
    """
    tables = {str(t.key): _table_view(t) for t in metadata.tables.values()}
    edges = [
        Edge((str(t.key), key.parent.name), (str(key.column.table.key), key.column.name))
        for t in metadata.tables.values()
        for key in sorted(t.foreign_keys, key=lambda k: k.parent.name)
    ]
    columns = {column.id for table in tables.values() for column in table.columns}
    edges += [Edge(left, right, True) for left, right in joins if {left, right} <= columns]
    return SchemaGraph(tables, edges + _named_alike(tables, edges))


def _table_view(table: sa.Table) -> TableView:
    name = str(table.name)
    words = split_name(name)
    aliases = [*aliases_of(words), *comment_aliases(table.comment), *synonym_aliases(table.info.get("synonyms", ()))]
    if in_full(words) != words:
        aliases.extend(aliases_of(in_full(words)))
    trimmed = [w for w in words if w not in ("info", "list", "table", "tbl", "data", "record", "records")]
    if trimmed and trimmed != words:
        aliases.extend(aliases_of(trimmed))
    bare = [_TABLE_TAIL.sub("", alias.text) for alias in aliases if alias.is_chinese]
    aliases.extend(Alias(text, ()) for text in bare if len(text) > 1)
    columns = tuple(_column_view(table, column) for column in table.columns)
    return TableView(str(table.key), tuple(unique(aliases)), columns, phrase_of(words, table.comment))


def _column_view(table: sa.Table, column: sa.Column[object]) -> ColumnView:
    words = split_name(column.name)
    comment = IN_BRACKETS.sub(" ", column.comment or "")
    units = {unit for unit in known_units() if unit in words[1:]} | units_in(column.comment or "")
    table_words = set(split_name(str(table.name)))
    bare = [w for w in words if w not in known_units() or len(words) == 1]
    bare = [w for w in bare if w not in ("zh", "en", "cn")] or words
    own = [w for w in bare if w not in table_words and stem(w) not in {stem(t) for t in table_words}]
    aliases = [*aliases_of(bare), *comment_aliases(comment), *synonym_aliases(column.info.get("synonyms", ()))]
    if own and own != bare:
        aliases.extend(aliases_of(own, 0.95))
    whole = in_full(bare, split_name(str(table.name)))
    if whole != bare:
        aliases.extend(aliases_of(whole))
    key = next(iter(sorted(column.foreign_keys, key=lambda k: k.target_fullname)), None)
    target = (str(key.column.table.key), key.column.name) if key is not None else None
    kind = kind_of(column, words)
    return ColumnView(
        table=str(table.key),
        name=column.name,
        kind=kind,
        aliases=tuple(unique(aliases)),
        units=frozenset(units),
        language=marked_language(column),
        is_key=bool(column.primary_key),
        is_id=is_identifier(words) or target is not None or (bool(column.primary_key) and kind == "number"),
        refers_to=target,
        phrase=phrase_of(in_full(words), column.comment),
        comment=column.comment or "",
        storage=storage_of(column),
        is_nullable=bool(column.nullable) and not column.primary_key,
        listed=listed_values(column),
    )


def _named_alike(tables: dict[str, TableView], known: list[Edge]) -> list[Edge]:
    """Joins between tables that no chain of keys connects, by columns of the same telling name."""
    joined = {frozenset((e.left[0], e.right[0])) for e in known}
    names: dict[str, list[ColumnView]] = {}
    for table in tables.values():
        for column in table.columns:
            names.setdefault(column.name.casefold(), []).append(column)
    found = []
    for name, columns in names.items():
        is_telling = len(split_name(name)) > 1 or not name.isascii()
        # the table that the name is about stands at the centre: city.state_name leads to state
        centre = next((c for c in columns if is_telling and shares_word(c.table, c.name)), None)
        if centre is None or centre.kind not in ("text", "number"):
            continue
        for column in columns:
            pair = frozenset((centre.table, column.table))
            if column is not centre and column.kind == centre.kind and pair not in joined:
                found.append(Edge(column.id, centre.id, True))
                joined.add(pair)
    return found
