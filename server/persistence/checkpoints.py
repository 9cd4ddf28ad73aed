"""LangGraph's checkpoints, of which each thread keeps the newest only: in SQLite or in PostgreSQL.

Both savers are a `BaseCheckpointSaver` whose `aprune` works; nobody else needs to know which one it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiosqlite
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

Checkpoints = BaseCheckpointSaver[str]

_OLDER = """
DELETE FROM {table} AS old WHERE thread_id = ? AND checkpoint_id < (
    SELECT max(checkpoint_id) FROM checkpoints
    WHERE thread_id = old.thread_id AND checkpoint_ns = old.checkpoint_ns)
"""


class PruningSqliteSaver(AsyncSqliteSaver):
    """Adds `aprune`, which the SQLite saver declares and leaves out.

    Memory is a window of turns that every checkpoint holds whole, so an older one says nothing that the newest and
    the transcript do not. Not for graphs with delta channels, whose older checkpoints are still read.
    """

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Keep the newest checkpoint of each namespace ("keep_latest"), or none ("delete")."""
        if strategy == "delete":
            for thread_id in thread_ids:
                await self.adelete_thread(thread_id)
            return
        if strategy != "keep_latest":
            raise ValueError(f"unknown strategy {strategy!r}: keep_latest or delete")
        async with self.lock, self.conn.cursor() as cursor:
            for thread_id in thread_ids:
                # ids are time-ordered (UUID version 6), which is how the saver itself finds the newest
                await cursor.execute(_OLDER.format(table="writes"), (thread_id,))
                await cursor.execute(_OLDER.format(table="checkpoints"), (thread_id,))
            await self.conn.commit()


@contextlib.asynccontextmanager
async def open_sqlite_checkpoints(path: Path) -> AsyncIterator[Checkpoints]:
    """The checkpoints in the SQLite file at `path`."""
    async with aiosqlite.connect(path) as connection:
        saver = PruningSqliteSaver(connection)
        await saver.setup()
        yield saver
