"""LangGraph's checkpoints in PostgreSQL, where losing the connection is one of our errors."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from server.persistence.checkpoints import Checkpoints
from server.persistence.postgresql import CONNECT_SECONDS, connection_parameters, is_quiet, unavailable

_Pool = AsyncConnectionPool[psycopg.AsyncConnection[DictRow]]
# the saver lets one caller in at a time; the second connection stands in for one that is being replaced
_MOST_CONNECTIONS = 2


class PostgresSaver(AsyncPostgresSaver):
    """Raises `DatabaseUnavailable` for a lost connection; `require` may raise before anything is asked."""

    def __init__(self, pool: _Pool, url: sa.URL, require: Callable[[], None]) -> None:
        super().__init__(pool)
        self._url = url
        self._require = require

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        with self._reached():
            return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        with self._reached():
            return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        with self._reached():
            await super().aput_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        with self._reached():
            await super().adelete_thread(thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        with self._reached():
            await super().aprune(thread_ids, strategy=strategy)

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        self._require()
        try:
            yield
        except psycopg.Error as error:
            if _is_lost(error):
                raise unavailable(error, self._url, connecting=False) from error
            raise


def _is_lost(error: psycopg.Error) -> bool:
    """Whether this says that the connection is gone: by the client, or in the server's classes 08 and 57P."""
    kinds = (psycopg.OperationalError, psycopg.InterfaceError)
    return isinstance(error, kinds) and (error.sqlstate or "08").startswith(("08", "57P"))


async def _try(connection: psycopg.AsyncConnection[DictRow]) -> None:
    if not is_quiet(connection):
        await AsyncConnectionPool.check_connection(connection)


@contextlib.asynccontextmanager
async def open_postgresql_checkpoints(url: sa.URL, require: Callable[[], None]) -> AsyncIterator[Checkpoints]:
    """The checkpoints in this database, whose tables are made first."""
    pool: _Pool = AsyncConnectionPool(
        kwargs=connection_parameters(url) | {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        min_size=0,
        max_size=_MOST_CONNECTIONS,
        timeout=CONNECT_SECONDS,
        # a connection that died is found before it is used; who waits for a new one makes the pool try again
        check=_try,
        reconnect_timeout=1.0,
        name="checkpoints",
        open=False,
    )
    async with pool:
        saver = PostgresSaver(pool, url, require)
        with saver._reached():
            await saver.setup()
        yield saver
