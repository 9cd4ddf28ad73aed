"""The composition root: every room's objects, built from the settings and handed to each other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from langchain_core.documents import Document
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from sqlalchemy import Engine

from agents.assistant import Assistant
from agents.dependencies import Dependencies
from agents.graph import build_graph
from chains.route import RouteClassifier, RouteEvidence, Router
from chains.sql import EmbeddingCache, schema_match
from knowledge import KnowledgeBases
from knowledge.errors import KnowledgeError
from llm.errors import LlmError
from llm.pool import ModelPool
from server import seeding
from server.databases import DatabaseRegistry
from server.errors import HomeInUse, NotReady
from server.ingestion import IngestionWorker
from server.models import SENTENCE_EMBEDDER, Embedders, Models, auto_embedding, catalog_of, hub_settings
from server.persistence.engine import migrate, open_engine
from server.persistence.secrets import Secrets
from server.persistence.threads import Threads
from server.settings import Settings
from tools.errors import ToolError
from tools.limits import QueryLimits

logger = logging.getLogger(__name__)

SERVER_FILE = "server.json"
LARGER_MODEL = "qwen3-4b"


@dataclass
class Readiness:
    """What the server is busy with until it can answer; `error` when it never will."""

    stage: str = "starting"
    error: str | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Services:
    """Everything a request may need."""

    settings: Settings
    engine: Engine
    threads: Threads
    databases: DatabaseRegistry
    knowledge: KnowledgeBases
    models: Models
    embedders: Embedders
    ingestion: IngestionWorker
    checkpointer: AsyncSqliteSaver
    embed: EmbeddingCache
    router: Router
    assistant: Assistant
    readiness: Readiness

    def require_ready(self) -> None:
        """Raises `NotReady` while the models are loading."""
        if self.readiness.error:
            raise NotReady(self.readiness.error)
        if not self.readiness.done.is_set():
            raise NotReady(f"Sancha is starting ({self.readiness.stage}). Try again in a few seconds.")

    async def delete_thread(self, thread_id: str) -> None:
        """Deletes the transcript and the memory of a thread; a turn at work in it is ended first."""
        await asyncio.to_thread(self.threads.get, thread_id)
        await self.assistant.stop(thread_id)
        await asyncio.to_thread(self.threads.delete, thread_id)
        await self.checkpointer.adelete_thread(thread_id)


def _hold_home(settings: Settings) -> FileLock:
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.home / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise HomeInUse(
            f"Another Sancha is running on the data folder {settings.home}. "
            "Stop it, or set SANCHA_HOME to another folder."
        ) from error
    return lock


@contextlib.asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Builds the services; models load and the demo is seeded in the background, watched by `readiness`.

    Raises `HomeInUse` when another process works on the same data folder.
    """
    lock = _hold_home(settings)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(lock.release)
        for leftover in settings.home.glob("upload-*"):
            # of an upload that a kill cut short; nothing of it was acknowledged
            leftover.unlink()
        engine = await asyncio.to_thread(open_engine, settings.home / "sancha.db")
        stack.callback(engine.dispose)
        await asyncio.to_thread(migrate, engine)

        catalog, hub = catalog_of(settings), hub_settings(settings)
        embedders = Embedders(catalog, settings.weights, hub)
        pool = ModelPool(catalog, settings.weights, default=settings.model, hub=hub, threads=settings.threads)
        models = Models(settings, catalog, pool)
        stack.callback(models.close)
        threads = Threads(engine)
        await asyncio.to_thread(threads.mark_interrupted)
        limits = QueryLimits(seconds=settings.sql_timeout_s, rows=settings.sql_max_rows)
        databases = DatabaseRegistry(
            engine,
            Secrets(settings.home / "secret.key"),
            limits,
            private=(settings.home / "sancha.db", settings.home / "checkpoints.db"),
        )
        stack.callback(databases.close)
        knowledge = KnowledgeBases(
            engine,
            settings.home / "knowledge",
            embedders,
            auto=auto_embedding(catalog, settings.weights),
            max_file_bytes=settings.upload_max_mb * 1024 * 1024,
        )
        stack.callback(knowledge.close)
        ingestion = IngestionWorker(knowledge)
        checkpointer = await stack.enter_async_context(
            AsyncSqliteSaver.from_conn_string(str(settings.home / "checkpoints.db"))
        )
        await checkpointer.setup()

        async def retrieve(query: str, bases: Sequence[str] | None, k: int) -> list[Document]:
            return await knowledge.as_retriever(bases, k).ainvoke(query)

        async def has_knowledge(bases: Sequence[str] | None) -> bool:
            return bool(bases) or bool(await asyncio.to_thread(knowledge.list))

        # schemas, values and exemplary questions come back with every turn: embed them once
        embed = EmbeddingCache(lambda texts: embedders(SENTENCE_EMBEDDER).embed_documents(texts))

        router = Router(RouteClassifier.load(), embed)
        dependencies = Dependencies(
            load_model=models.load,
            retrieve=retrieve,
            has_knowledge=has_knowledge,
            open_databases=lambda: asyncio.to_thread(databases.all),
            embed=embed,
            router=router,
            transcript=threads,
            larger_model=LARGER_MODEL,
            max_tokens=settings.max_tokens,
            memory_turns=settings.memory_turns,
        )
        assistant = Assistant(build_graph(dependencies, checkpointer), dependencies)
        stack.push_async_callback(assistant.stop)
        services = Services(
            settings, engine, threads, databases, knowledge, models, embedders, ingestion,
            checkpointer, embed, router, assistant, Readiness(),
        )  # fmt: skip
        warm_up = asyncio.create_task(_warm_up(services))
        stack.push_async_callback(_cancelled, warm_up)
        stack.callback(ingestion.stop)
        yield services


async def _warm_up(services: Services) -> None:
    readiness = services.readiness
    try:
        readiness.stage = "loading the embedder"
        await asyncio.to_thread(services.embedders, SENTENCE_EMBEDDER)
        services.ingestion.start()
        readiness.stage = "loading the chat model"
        await services.models.load(None)
        if services.settings.demo:
            readiness.stage = "preparing the demo"
            await asyncio.to_thread(seeding.seed_demo, services.knowledge, services.databases, services.settings.home)
        readiness.stage = "warming up"
        await asyncio.to_thread(_touch_sources, services)
    except Exception as error:
        readiness.error = f"Sancha cannot start: {error}"
        logger.exception("start-up failed stage=%s", readiness.stage)
        raise
    readiness.stage = "ready"
    readiness.done.set()


def _touch_sources(services: Services) -> None:
    """Loads what the first question would otherwise wait for: embedders of the bases, schemas and values."""
    services.router.decide("hello", RouteEvidence(), "en")
    if services.knowledge.list():
        for query in ("hello", "你好"):
            try:
                services.knowledge.search(query, None, 1)
            except (KnowledgeError, LlmError) as error:
                logger.warning("knowledge base not available reason=%s", error)
    for name, database in services.databases.all().items():
        try:
            schema_match("hello", database.metadata(), database.values().match("hello"), services.embed)
        except ToolError as error:
            logger.warning("database not available name=%s reason=%s", name, error)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def publish_address(settings: Settings) -> Path:
    """Writes where this server listens into the data folder, so that the command line finds it."""
    path = settings.home / SERVER_FILE
    temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    temporary.write_text(json.dumps({"url": settings.api_url, "pid": os.getpid()}), encoding="utf-8")
    temporary.replace(path)
    return path
