"""Opens the right reader for an address, or says which addresses can be read."""

from pathlib import Path

import sqlalchemy as sa

from tools.choice import TableChoice
from tools.errors import UnsupportedDatabase
from tools.server_readers import MysqlReader, PostgresReader
from tools.sqlite_reader import SqliteReader

Reader = SqliteReader | PostgresReader | MysqlReader
_OPTIONS = frozenset(
    "charset connect_timeout dbname host password port ssl_ca ssl_cert ssl_key ssl_verify_cert sslcert sslkey sslmode "
    "sslrootcert unix_socket user".split()
)
"""Others could run statements while connecting, or read files."""


def open_reader(url: str | sa.URL, choice: TableChoice) -> Reader:
    """Return a reader for the address; nothing is asked of a server yet.

    Raises UnsupportedDatabase, also for a missing driver with the extra to install, and DatabaseUnreachable when a
    SQLite file is not there.
    """
    address = parse_address(url)
    kind = address.get_backend_name()
    try:
        match kind:
            case "sqlite" if address.database and address.database != ":memory:":
                return SqliteReader(Path(address.database).expanduser())
            case "postgresql":
                return PostgresReader(address, choice.schemas)
            case "mysql" | "mariadb":
                return MysqlReader(address, choice.schemas)
    except ModuleNotFoundError as error:
        extra = "postgresql" if kind == "postgresql" else "mysql"
        raise UnsupportedDatabase(
            f"The driver for {kind} is missing. Install it: pip install 'sancha[{extra}]'."
        ) from error
    raise UnsupportedDatabase(f"{kind} cannot be read here. Connect a SQLite file, PostgreSQL, MySQL or MariaDB.")


def parse_address(url: str | sa.URL) -> sa.URL:
    """Return the parts of an address. Raises UnsupportedDatabase for what is none, or has options not allowed here."""
    try:
        address = sa.make_url(url)
        address.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        raise UnsupportedDatabase(
            "This is not a database address. Write one like sqlite:////data/plants.db."
        ) from error
    unknown = sorted(address.query.keys() - _OPTIONS)
    if unknown:
        raise UnsupportedDatabase(
            f"The address has options that are not allowed here: {', '.join(unknown)}. "
            f"Allowed: {', '.join(sorted(_OPTIONS))}."
        )
    return address
