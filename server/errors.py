"""What can go wrong in the server itself. Other rooms have trees of their own; `problems.py` maps all to HTTP."""


class ServerError(Exception):
    """Root of this room's errors; the message tells the user what to do next."""


class UnsafeBinding(ServerError):
    """The server would be reachable from other machines without a login."""


class HomeInUse(ServerError):
    """Another Sancha process holds the data folder."""


class HomeUnusable(ServerError):
    """The data folder cannot be made or written to."""


class Unavailable(ServerError):
    """Something that Sancha needs has to be started or fetched first."""


class DatabaseInUse(ServerError):
    """Another Sancha process works on the application database."""


class DatabaseUnusable(ServerError):
    """The application database answers, and Sancha's tables cannot be kept in it."""


class NotFound(ServerError):
    """A thread, message, database or other named thing does not exist."""


class Conflict(ServerError):
    """The name is taken, or the thing is in a state that forbids this."""


class InvalidInput(ServerError):
    """The request is well-formed but cannot be meant."""


class NotReady(ServerError):
    """The server is up but cannot answer yet."""
