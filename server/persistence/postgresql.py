"""PostgreSQL as the application database: its address, its connections, and what its errors mean to people."""

from __future__ import annotations

import select
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.pool import NullPool

from server.errors import DatabaseUnusable
from server.persistence.nul_text import take_nul_text
from server.persistence.unavailable import DatabaseUnavailable
from tools.connecting import reason, words_of

CONNECT_SECONDS = 5
_DRIVER = "postgresql+psycopg"
_NAMES = ("postgresql", _DRIVER, "postgres")
# a server that vanished is noticed within half a minute, on both ends
_CONNECTING: dict[str, Any] = {
    "application_name": "sancha",
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_OWN_TABLES = ("knowledge_index_versions", "route_corrections")
_HOLDS_OWN = """
SELECT count(DISTINCT relname) = :number FROM pg_catalog.pg_class WHERE relname IN :names AND relkind IN ('r', 'p', 'f')
"""
_FACTS = """
SELECT current_setting('server_encoding'), current_schema(), pg_is_in_recovery(),
       coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
"""


def address_of(text: str) -> sa.URL:
    """The parts of `SANCHA_DATABASE_URL`. Raises `DatabaseUnusable`, whose sentence does not repeat the text."""
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _NAMES or not url.database:
        raise DatabaseUnusable(
            "SANCHA_DATABASE_URL is not the address of a PostgreSQL database. Write it like "
            "postgresql://user:password@host:5432/sancha, or leave it empty to use SQLite in the data folder."
        )
    return url.set(drivername=_DRIVER)


def place_of(url: sa.URL) -> str:
    """How messages call the database; neither user nor password is a part of it."""
    return f"the PostgreSQL database {url.database!r} on {url.host or 'this machine'}" + (
        f":{url.port}" if url.port else ""
    )


def connection_parameters(url: sa.URL) -> dict[str, Any]:
    """The address as psycopg takes it, with time limits unless it sets its own."""
    _, parameters = sa.create_engine(url, poolclass=NullPool).dialect.create_connect_args(url)
    return _CONNECTING | {name: value for name, value in parameters.items() if name != "context"}


def unavailable(error: BaseException, url: sa.URL, *, connecting: bool) -> DatabaseUnavailable:
    """The error in one sentence with the next step."""
    if not connecting:
        return DatabaseUnavailable(
            f"The connection to {place_of(url)} was lost, where Sancha keeps its own data. Try again in a few seconds."
        )
    known = reason(error, url, CONNECT_SECONDS) or f"It said: {words_of(error)}."
    return DatabaseUnavailable(
        f"Sancha cannot reach {place_of(url)}, where it keeps its own data (SANCHA_DATABASE_URL). {known}"
    )


def open_connection(url: sa.URL, **parameters: Any) -> psycopg.Connection[Any]:
    """A connection in autocommit mode. Raises `DatabaseUnavailable`."""
    try:
        return psycopg.connect(**(connection_parameters(url) | parameters), autocommit=True)
    except psycopg.Error as error:
        raise unavailable(error, url, connecting=True) from error


def require_usable(url: sa.URL) -> None:
    """Raises `DatabaseUnavailable`, or `DatabaseUnusable` when Sancha's tables cannot be kept there."""
    with open_connection(url) as connection:
        encoding, schema, standby, may_create = connection.execute(_FACTS).fetchall()[0]
    place = place_of(url)
    if encoding != "UTF8":
        raise DatabaseUnusable(
            f"{place[0].upper()}{place[1:]} is encoded in {encoding}, which cannot hold every language. "
            "Make another one: CREATE DATABASE sancha ENCODING 'UTF8' TEMPLATE template0."
        )
    if standby:
        raise DatabaseUnusable(f"{place[0].upper()}{place[1:]} is a read-only standby. Give the primary's address.")
    if schema is None or not may_create:
        raise DatabaseUnusable(
            f"The user {url.username!r} may not make tables in {place}. Make the user the owner of the database, "
            "or grant it CREATE on the schema."
        )


def is_quiet(connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any]) -> bool:
    """Whether nothing came from the server unasked, as its goodbye would; costs no round trip as a ping does."""
    if connection.closed:
        return False
    incoming = select.poll()
    incoming.register(connection.fileno(), select.POLLIN)
    return not incoming.poll(0)


def open_postgresql(url: sa.URL) -> Engine:
    """An engine that replaces connections which were closed; losing one in use raises `DatabaseUnavailable`."""
    engine = create_engine(
        url,
        connect_args={name: value for name, value in _CONNECTING.items() if name not in url.query},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        take_nul_text(connection)

    @event.listens_for(engine, "checkout")
    def _try(connection: Any, _record: object, _proxy: object) -> None:
        if not is_quiet(connection):
            try:
                connection.rollback()
                connection.execute("SELECT 1")
                connection.rollback()
            except psycopg.Error as error:
                raise sa.exc.DisconnectionError from error

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        error = context.original_exception
        if context.is_disconnect:
            raise unavailable(error, url, connecting=False) from error
        if context.connection is None and isinstance(error, psycopg.OperationalError):
            raise unavailable(error, url, connecting=True) from error

    return engine


def holds_own_tables(url: sa.URL) -> bool:
    """Whether Sancha's own tables lie in this database, however its address is spelled, or in a copy of it.

    Raises `sqlalchemy.exc.SQLAlchemyError` when the database cannot be asked.
    """
    engine = create_engine(
        url.set(drivername=_DRIVER), connect_args={"connect_timeout": CONNECT_SECONDS}, poolclass=NullPool
    )
    query = sa.text(_HOLDS_OWN).bindparams(sa.bindparam("names", expanding=True))
    with engine.connect() as connection:
        return bool(connection.execute(query, {"names": _OWN_TABLES, "number": len(_OWN_TABLES)}).scalar())
