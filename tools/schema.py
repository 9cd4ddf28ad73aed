"""What a database holds, as sqlalchemy.MetaData with comments on tables and columns."""

import warnings

import sqlalchemy as sa
from sqlalchemy import Engine, MetaData
from sqlalchemy.exc import SAWarning

from tools.ddl_comments import comments_in

_INTERNAL = ("sqlite_", "pg_", "alembic_version")


def reflect(engine: Engine, schema: str | None = None) -> MetaData:
    """Return the tables and views with their keys and comments.

    SQLite has no comments of its own: there they are read from the comments in the stored CREATE TABLE text. Keys
    that point at tables which are not there are left out. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    metadata = MetaData(schema=schema)
    with warnings.catch_warnings():
        # unknown column types and odd indexes are no reason to hide a table
        warnings.simplefilter("ignore", SAWarning)
        metadata.reflect(engine, views=True, only=lambda name, _: not name.startswith(_INTERNAL))
    metadata.info["dialect"] = engine.dialect
    if engine.dialect.name == "sqlite":
        _add_sqlite_comments(engine, metadata)
    for table in metadata.tables.values():
        for key in list(table.foreign_key_constraints):
            if any(not _leads_somewhere(element) for element in key.elements):
                table.constraints.discard(key)
                for element in key.elements:
                    element.parent.foreign_keys.discard(element)
                    table.foreign_keys.discard(element)
    return metadata


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
