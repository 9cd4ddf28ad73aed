"""SQLAlchemy's names of database dialects in sqlglot's terms."""

_SQLGLOT_NAMES = {"postgresql": "postgres", "mariadb": "mysql"}


def sqlglot_dialect(dialect: str) -> str:
    """Return sqlglot's name of `dialect` (SQLAlchemy's, or sqlglot's own)."""
    return _SQLGLOT_NAMES.get(dialect, dialect)
