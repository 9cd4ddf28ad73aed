"""The tables and columns that a query may name, with names compared as the engine compares them.

PostgreSQL folds unquoted names to lower case, ASCII letters alone, and keeps quoted ones; SQLite ignores the case of
ASCII letters; MySQL compares table names as `lower_case_table_names` says. No engine does what `str.casefold` does:
a name that only looks alike is another name.
"""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import MetaData
from sqlglot import exp

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_POSTGRES_BYTES = 63
"""NAMEDATALEN - 1: PostgreSQL cuts longer names, https://www.postgresql.org/docs/current/sql-syntax-lexical.html."""


def ascii_lower(name: str) -> str:
    """Return the name with A to Z in lower case, and nothing else changed."""
    return name.translate(_LOWER)


@dataclass(frozen=True)
class Relation:
    """A table or view. `schema` is None for one of the default schema."""

    name: str
    schema: str | None = None
    columns: tuple[str, ...] = ()


class Catalog:
    """What may be read. `home` is the name of the default schema; `is_exact` says that letter case counts (MySQL)."""

    def __init__(
        self, dialect: str, relations: Iterable[Relation], home: str | None = None, is_exact: bool = True
    ) -> None:
        self.dialect = "mysql" if dialect == "mariadb" else dialect
        self.home = home
        self._is_exact = is_exact
        self._by_name: dict[str, list[Relation]] = {}
        for relation in relations:
            self._by_name.setdefault(self._kept(relation.name), []).append(relation)

    @classmethod
    def of(cls, metadata: MetaData, dialect: str, home: str | None = None, is_exact: bool = True) -> "Catalog":
        """Return the catalog of reflected tables."""
        relations = [
            Relation(table.name, table.schema, tuple(column.name for column in table.columns))
            for table in metadata.tables.values()
        ]
        return cls(dialect, relations, home, is_exact)

    @classmethod
    def named(cls, dialect: str, tables: Mapping[str, Iterable[str]], home: str | None = None) -> "Catalog":
        """Return the catalog of tables (`table` or `schema.table`) with their columns."""
        relations = []
        for key, columns in tables.items():
            schema, _, name = key.rpartition(".")
            relations.append(Relation(name, schema or None, tuple(columns)))
        return cls(dialect, relations, home)

    def folded(self, identifier: exp.Identifier) -> str:
        """Return the name of a table or WITH as the engine compares it."""
        name = str(identifier.this)
        if self.dialect == "postgresql":
            return _cut(name if identifier.quoted else ascii_lower(name))
        return self._kept(name)

    def folded_column(self, identifier: exp.Identifier) -> str:
        """Return the name of a column as the engine compares it."""
        if self.dialect == "postgresql":
            return self.folded(identifier)
        return ascii_lower(str(identifier.this))

    def find(self, name: str, schema: str | None = None) -> list[Relation]:
        """Return the tables of a folded name: of that schema, or of any when none is said.

        Several only when none of them is in the default schema.
        """
        found = self._by_name.get(name, [])
        if schema is None:
            at_home = [relation for relation in found if relation.schema is None]
            return at_home or found
        return [relation for relation in found if self._kept(relation.schema or self.home or "") == schema]

    def _kept(self, name: str) -> str:
        """A stored name, as folded names are compared with it."""
        is_exact = self.dialect == "postgresql" or (self.dialect == "mysql" and self._is_exact)
        return name if is_exact else ascii_lower(name)


def _cut(name: str) -> str:
    encoded = name.encode("utf-8", "surrogatepass")
    return name if len(encoded) <= _POSTGRES_BYTES else encoded[:_POSTGRES_BYTES].decode("utf-8", "ignore")
