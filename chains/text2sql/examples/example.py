"""A question about one database with the query that is known to answer it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A question about this database with its accepted query."""

    question: str
    sql: str
