"""The error of an application database that does not answer."""

from knowledge.errors import RecordsUnavailable
from server.errors import Unavailable


class DatabaseUnavailable(Unavailable, RecordsUnavailable):
    """PostgreSQL cannot be reached, or the connection was lost in the middle of something."""
