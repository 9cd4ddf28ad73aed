"""What a database holds, as sqlalchemy.MetaData with comments on tables and columns."""

import logging
import warnings
from collections.abc import Mapping, Sequence, Set
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, MetaData
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.exc import DBAPIError, SAWarning

from tools.catalog import Catalog, ascii_lower
from tools.choice import EVERYTHING, Note, TableChoice
from tools.ddl_comments import comments_in

logger = logging.getLogger(__name__)

_MIGRATIONS = "alembic_version"
_SYSTEM_SCHEMAS = {
    "postgresql": frozenset({"pg_catalog", "information_schema", "pg_toast"}),
    "mysql": frozenset({"mysql", "information_schema", "performance_schema", "sys"}),
    "mariadb": frozenset({"mysql", "information_schema", "performance_schema", "sys"}),
}
_COMMENT_CHARACTERS = 2_000
"""More of a comment says nothing about what a column is called, and takes long to embed."""


def reflect(engine: Engine, schemas: Sequence[str | None] = (None,), choice: TableChoice = EVERYTHING) -> MetaData:
    """Return the chosen tables and views of the schemas (None is the default one) with their keys and comments.

    SQLite has no comments of its own: there they are read from the comments in the stored CREATE TABLE text. Keys
    that point at tables which are not there are left out, and so are views that no longer work. A column of a domain
    has the type that the domain is made of. `info["catalog"]` is what the guard needs of it. Raises
    sqlalchemy.exc.SQLAlchemyError.
    """
    metadata = MetaData()
    broken = _broken(engine) if engine.dialect.name == "sqlite" else frozenset[str]()
    with warnings.catch_warnings():
        # unknown column types and odd indexes are no reason to hide a table
        warnings.simplefilter("ignore", SAWarning)
        for schema in schemas:
            if schema in _SYSTEM_SCHEMAS.get(engine.dialect.name, ()):
                continue
            left_out = _partitions(engine, schema) | broken | {_MIGRATIONS}

            def is_asked(name: str, _: MetaData, home: str | None = schema, hidden: Set[str] = left_out) -> bool:
                return name not in hidden and not _is_internal(name, engine) and choice.allows(name, home)

            metadata.reflect(engine, schema=schema, views=True, resolve_fks=False, only=is_asked)
    metadata.info["dialect"] = engine.dialect
    metadata.info["catalog"] = _catalog(engine, metadata)
    if engine.dialect.name == "sqlite":
        _add_sqlite_comments(engine, metadata)
    for table in metadata.tables.values():
        table.comment = _cut(table.comment)
        for column in table.columns:
            column.comment = _cut(column.comment)
            while isinstance(column.type, DOMAIN):
                column.type = column.type.data_type
        for key in list(table.foreign_key_constraints):
            if any(not _leads_somewhere(element) for element in key.elements):
                table.constraints.discard(key)
                for element in key.elements:
                    element.parent.foreign_keys.discard(element)
                    table.foreign_keys.discard(element)
    return metadata


def _is_internal(name: str, engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and ascii_lower(name).startswith("sqlite_")


def _partitions(engine: Engine, schema: str | None) -> Set[str]:
    """The parts of PostgreSQL's partitioned tables, which are read through the whole."""
    if engine.dialect.name != "postgresql":
        return frozenset()
    query = sa.text(
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relispartition AND n.nspname = COALESCE(:schema, current_schema())"
    )
    with engine.connect() as connection:
        return frozenset(connection.execute(query, {"schema": schema}).scalars())


def _catalog(engine: Engine, metadata: MetaData) -> Catalog:
    is_exact = True
    if engine.dialect.name in ("mysql", "mariadb"):
        with engine.connect() as connection:
            # 0: names of tables and aliases differ by case; https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html
            is_exact = connection.exec_driver_sql("SELECT @@lower_case_table_names").scalar() == 0
    return Catalog.of(metadata, engine.dialect.name, engine.dialect.default_schema_name, is_exact)


def _broken(engine: Engine) -> frozenset[str]:
    """The views and virtual tables of a SQLite file that it cannot say the columns of."""
    broken = set()
    quote = engine.dialect.identifier_preparer.quote_identifier
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").scalars()
        for name in list(names):
            try:
                connection.exec_driver_sql(f"PRAGMA table_xinfo({quote(name)})").all()
            except DBAPIError as error:
                logger.warning("table left out table=%s reason=%s", name, error.orig)
                broken.add(name)
    return frozenset(broken)


def _cut(comment: str | None) -> str | None:
    return comment and comment[:_COMMENT_CHARACTERS]


def _leads_somewhere(key: sa.ForeignKey) -> bool:
    try:
        return key.column is not None
    except (sa.exc.NoReferencedTableError, sa.exc.NoReferencedColumnError):
        return False


def _add_sqlite_comments(engine: Engine, metadata: MetaData) -> None:
    with engine.connect() as connection:
        stored = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"
        )
        definitions = {str(name): str(sql) for name, sql in stored}
    for table in metadata.tables.values():
        found = comments_in(definitions.get(table.name, ""))
        table.comment = found.table
        columns = {column.name.casefold(): column for column in table.columns}
        for name, comment in found.columns.items():
            if name.casefold() in columns:
                columns[name.casefold()].comment = comment


def annotate(metadata: MetaData, notes: Mapping[str, Note]) -> None:
    """Add the curator's notes: descriptions to the comments, synonyms as `info["synonyms"]`.

    `notes` are by `table` or `table.column`; those of what is not there are left alone.
    """
    for table in metadata.tables.values():
        things: list[tuple[sa.Table | sa.Column[Any], str]] = [(table, str(table.key))]
        things.extend((column, f"{table.key}.{column.name}") for column in table.columns)
        for thing, name in things:
            note = notes.get(name)
            if note is None:
                continue
            if note.description:
                thing.comment = "; ".join(dict.fromkeys(filter(None, [thing.comment, note.description])))
            thing.info["synonyms"] = note.synonyms
