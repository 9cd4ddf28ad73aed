"""Why a database does not answer, said so that whoever typed the address knows what to change."""

import re
import socket
from collections.abc import Iterator

import sqlalchemy as sa

# MySQL's own numbers for what went wrong: https://dev.mysql.com/doc/mysql-errors/8.0/en/
_MYSQL_PASSWORD, _MYSQL_DATABASE, _MYSQL_RIGHTS = {1045, 1698}, {1049}, {1044, 1142}
_PATTERNS: list[tuple[str, str]] = [
    (
        r"password authentication failed|no password supplied|Access denied for user|auth.*plugin|"
        r"authentication failed",
        "The user name or the password is wrong. Check both in the address.",
    ),
    (
        r"could not translate host name|Name or service not known|nodename nor servname|getaddrinfo|"
        r"failed to resolve host|Temporary failure in name resolution|No address associated",
        "There is no machine called {host}. Check the host name in the address.",
    ),
    (
        r"database .* does not exist|Unknown database",
        "The server {host} has no database called {database}. Check the name at the end of the address.",
    ),
    (
        r"role .* does not exist",
        "The server does not know the user {user}. Check the user name in the address.",
    ),
    (
        r"no pg_hba\.conf entry|is not allowed to connect",
        "The server {host} does not let this machine in as {user}. Ask its administrator to allow it.",
    ),
    (
        r"Connection refused|actively refused",
        "Nothing listens at {host}, port {port}. Check the port, and that the server is running.",
    ),
    (
        r"timed? ?out|timeout expired",
        "The server {host} did not answer within {seconds} seconds. Check the address and the firewall in between.",
    ),
    (r"SSL|certificate|TLS", "The encrypted connection to {host} failed: {words}"),
    (r"too many (?:connections|clients)", "The server {host} has no connection left. Try again in a minute."),
    (r"permission denied|command denied", "The user {user} may not read this database. Grant it SELECT."),
    (r"unable to open database file", "The file cannot be opened. Check that it is there and may be read."),
    (r"file is not a database|malformed", "The file is not a SQLite database, or it is damaged. Choose another one."),
    (r"database is locked", "Another program is writing to the file and holds it. Try again in a moment."),
]


def reason(error: BaseException, url: sa.URL, seconds: float) -> str | None:
    """Return one sentence that says what is wrong and what to do, None for an error that is none of those known.

    The password is never a part of it.
    """
    found = _by_number(error) or next(
        (sentence for pattern, sentence in _PATTERNS for text in _texts(error) if re.search(pattern, text, re.I)), None
    )
    if found is None and any(isinstance(e, (socket.gaierror, ConnectionRefusedError)) for e in _chain(error)):
        is_name = any(isinstance(e, socket.gaierror) for e in _chain(error))
        found = _PATTERNS[1][1] if is_name else _PATTERNS[5][1]
    if found is None:
        return None
    return found.format(
        host=url.host or "localhost",
        port=url.port or {"postgresql": 5432, "mysql": 3306, "mariadb": 3306}.get(url.get_backend_name(), ""),
        database=repr(url.database or ""),
        user=repr(url.username or ""),
        seconds=f"{seconds:g}",
        words=words_of(error),
    )


def words_of(error: BaseException) -> str:
    """Return the database's own words, one line, without the statement and parameters that SQLAlchemy adds."""
    original = getattr(error, "orig", None) or error
    text = original.args[-1] if original.args and isinstance(original.args[-1], str) else str(original)
    return " ".join(str(text).split())[:500]


def _by_number(error: BaseException) -> str | None:
    for one in _chain(error):
        number = one.args[0] if one.args and isinstance(one.args[0], int) else None
        if number in _MYSQL_PASSWORD:
            return _PATTERNS[0][1]
        if number in _MYSQL_DATABASE:
            return _PATTERNS[2][1]
        if number in _MYSQL_RIGHTS:
            return "The user {user} may not read the database {database}. Check its name, or grant the user SELECT."
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo.extend([getattr(one, "orig", None), one.__cause__, one.__context__])


def _texts(error: BaseException) -> list[str]:
    return [words_of(e) for e in _chain(error)]
