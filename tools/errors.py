"""What can go wrong with a tool, as one tree. Every message is a plain sentence that says what to do next.

ToolError
├── DatabaseError
│   ├── UnknownDatabase       no database of that name is connected
│   ├── UnsupportedDatabase   the address is of a kind that we cannot read safely
│   ├── DatabaseUnreachable   the server or file does not answer
│   └── QueryError
│       ├── SqlRejected       the guard let the statement go no further
│       ├── QueryTimeout      it ran longer than its limit and was stopped
│       ├── QueryCancelled    the asker went away and it was stopped
│       └── QueryFailed       the database refused it; the message is the database's own
└── SearchFailed              a knowledge base could not be searched
"""


class ToolError(Exception):
    """The root of everything that this room raises."""


class DatabaseError(ToolError):
    """Something about a connected database."""


class UnknownDatabase(DatabaseError):
    """No database of that name is connected."""

    def __init__(self, name: str, known: list[str] | None = None) -> None:
        hint = f" Connected: {', '.join(known)}." if known else " Connect one first."
        super().__init__(f"There is no database called {name!r}.{hint}")
        self.name = name


class UnsupportedDatabase(DatabaseError):
    """The address names a kind of database that we cannot read safely."""


class DatabaseUnreachable(DatabaseError):
    """The server or the file does not answer."""


class QueryError(DatabaseError):
    """One statement did not give rows. `sql` is the statement."""

    def __init__(self, message: str, sql: str = "") -> None:
        super().__init__(message)
        self.sql = sql


class SqlRejected(QueryError):
    """The guard refused the statement before any database saw it."""


class QueryTimeout(QueryError):
    """The statement ran longer than its limit and was stopped."""


class QueryCancelled(QueryError):
    """The asker went away, so the statement was stopped."""


class QueryFailed(QueryError):
    """The database refused the statement; the message is the database's own."""


class SearchFailed(ToolError):
    """A knowledge base could not be searched."""
