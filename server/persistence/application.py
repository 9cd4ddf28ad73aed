"""Opening the application database, in SQLite or PostgreSQL as the settings say, ready for use."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Engine

from server.errors import DatabaseUnusable
from server.persistence.checkpoints import Checkpoints, open_sqlite_checkpoints
from server.persistence.engine import migrate, open_engine
from server.persistence.installation import require_own_folder
from server.settings import Settings

if TYPE_CHECKING:
    from server.persistence.hold import DatabaseHold


@dataclass(frozen=True)
class ApplicationDatabase:
    """Tables and checkpoints, both of the newest revision."""

    engine: Engine
    checkpoints: Checkpoints
    hold: DatabaseHold | None

    def require(self) -> None:
        """Raises `DatabaseUnavailable` while it is known to be out of reach."""
        if self.hold is not None:
            self.hold.require()

    def when_regained(self, action: Callable[[], object]) -> None:
        """Has `action` called in a thread after each time that the database was out of reach; never on SQLite."""
        if self.hold is not None:
            self.hold.when_regained(action)


def postgresql_url(settings: Settings) -> sa.URL | None:
    """The address of the PostgreSQL database; None when SQLite is used. Raises `DatabaseUnusable`."""
    text = settings.database_url.get_secret_value().strip()
    if not text:
        return None
    try:
        from server.persistence.postgresql import address_of
    except ModuleNotFoundError as error:
        raise DatabaseUnusable(
            "The driver for PostgreSQL is missing. Install it: pip install 'sancha[postgresql]'."
        ) from error
    return address_of(text)


def require_database(settings: Settings) -> None:
    """Raises `Unavailable`, `DatabaseUnusable` or `DatabaseInUse` unless the server could start on the database."""
    url = postgresql_url(settings)
    if url is None:
        return
    from server.persistence.hold import DatabaseHold
    from server.persistence.postgresql import require_usable

    require_usable(url)
    DatabaseHold(url).release()


def sqlite_files(settings: Settings) -> tuple[Path, Path]:
    """The files of tables and checkpoints in the data folder, used or not."""
    return settings.home / "sancha.db", settings.home / "checkpoints.db"


@contextlib.asynccontextmanager
async def open_application(settings: Settings) -> AsyncIterator[ApplicationDatabase]:
    """Raises what `require_database` raises, and `DatabaseUnusable` for a data folder of another database."""
    url = postgresql_url(settings)
    async with contextlib.AsyncExitStack() as stack:
        if url is None:
            tables, checkpoints = sqlite_files(settings)
            engine = await asyncio.to_thread(open_engine, tables)
            stack.callback(engine.dispose)
            await asyncio.to_thread(migrate, engine)
            await asyncio.to_thread(require_own_folder, engine, settings.home)
            saver = await stack.enter_async_context(open_sqlite_checkpoints(checkpoints))
            yield ApplicationDatabase(engine, saver, None)
            return

        from server.persistence.hold import DatabaseHold
        from server.persistence.postgresql import open_postgresql, require_usable
        from server.persistence.postgresql_checkpoints import open_postgresql_checkpoints

        await asyncio.to_thread(require_usable, url)
        hold = await asyncio.to_thread(DatabaseHold, url)
        stack.callback(hold.release)
        engine = open_postgresql(url)
        hold.guard(engine)
        stack.callback(engine.dispose)
        await asyncio.to_thread(migrate, engine)
        await asyncio.to_thread(require_own_folder, engine, settings.home)
        saver = await stack.enter_async_context(open_postgresql_checkpoints(url, hold.require))
        yield ApplicationDatabase(engine, saver, hold)
