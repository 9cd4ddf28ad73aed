"""Writes tables down for a reader, human or model: names, types, keys, comments, sample values."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import MetaData

from tools.values import ValueIndex

_SAMPLE_CHARACTERS = 40


def list_text(metadata: MetaData) -> str:
    """Return one line per table: its name and what it holds."""
    tables = [metadata.tables[name] for name in sorted(metadata.tables)]
    return "\n".join(f"{table.key}: {table.comment}" if table.comment else str(table.key) for table in tables)


def describe(metadata: MetaData, tables: Sequence[str] | None = None, values: ValueIndex | None = None) -> str:
    """Return CREATE TABLE-like text of `tables` (all when None), with comments and up to three samples of text columns.

    Raises KeyError for a table that is not there.
    """
    names = sorted(metadata.tables) if tables is None else list(tables)
    return "\n\n".join(_table_text(metadata.tables[name], values) for name in names)


def _table_text(table: sa.Table, values: ValueIndex | None) -> str:
    head = f"TABLE {table.key}" + (f"  -- {table.comment}" if table.comment else "")
    return "\n".join([head, *(_column_text(table, column, values) for column in table.columns)])


def _column_text(table: sa.Table, column: sa.Column[object], values: ValueIndex | None) -> str:
    parts = [f"  {column.name} {column.type!s}"]
    if column.primary_key:
        parts.append("PRIMARY KEY")
    parts.extend(f"REFERENCES {key.target_fullname}" for key in column.foreign_keys)
    notes = [column.comment] if column.comment else []
    samples = values.samples(str(table.key), column.name) if values else []
    if samples:
        notes.append("e.g. " + ", ".join(repr(sample[:_SAMPLE_CHARACTERS]) for sample in samples))
    return " ".join(parts) + (f"  -- {'; '.join(notes)}" if notes else "")
