"""The grammars that statements are read in and written in: sqlglot's, with what it would write unlike the engine."""

from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.mysql import MySQL
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.sqlite import SQLite
from sqlglot.generator import Generator
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.generators.sqlite import SQLiteGenerator


def _regexp(generator: Generator, node: exp.RegexpLike) -> str:
    """`a REGEXP b`, which MySQL and MariaDB both have; REGEXP_LIKE is MySQL's alone."""
    return f"{generator.sql(node, 'this')} REGEXP {generator.sql(node, 'expression')}"


def _unquoted_json(generator: Generator, node: exp.JSONExtractScalar) -> str:
    """What `->>` is short for: MariaDB has only the functions."""
    return generator.func("JSON_UNQUOTE", generator.func("JSON_EXTRACT", node.this, node.expression))


class GuardedPostgres(Postgres):
    """PostgreSQL as its sessions are set here: `standard_conforming_strings` on."""


class GuardedMySQL(MySQL):
    """What MySQL and MariaDB both understand, as their sessions are set here: backslash escapes, no ANSI_QUOTES."""

    class Generator(MySQLGenerator):
        """Writes the operators that both servers have."""

        TRANSFORMS: ClassVar = {
            **MySQLGenerator.TRANSFORMS,
            exp.RegexpLike: _regexp,
            exp.JSONExtractScalar: _unquoted_json,
        }


class GuardedSQLite(SQLite):
    """SQLite, whose CAST to NUMERIC keeps whole numbers whole."""

    class Generator(SQLiteGenerator):
        """Leaves NUMERIC what it is."""

        TYPE_MAPPING: ClassVar = {**SQLiteGenerator.TYPE_MAPPING, exp.DataType.Type.DECIMAL: "NUMERIC"}


GRAMMARS: dict[str, type[Postgres] | type[MySQL] | type[SQLite]] = {
    "postgresql": GuardedPostgres,
    "mysql": GuardedMySQL,
    "mariadb": GuardedMySQL,
    "sqlite": GuardedSQLite,
}
"""By SQLAlchemy's name for the engine."""
