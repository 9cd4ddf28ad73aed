"""The composition root: every room's objects, built from the settings and handed to each other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from langchain_core.documents import Document

from agents.assistant import Assistant
from agents.dependencies import Dependencies
from agents.graph import build_graph
from chains.route import Corrections, RouteClassifier, Router
from chains.text2sql import EmbeddingCache
from knowledge import KnowledgeBases
from knowledge.errors import EmbedderUnavailable
from llm.pool import ModelPool
from llm.weights import weights_folder
from server.database_examples import SolvedExamples
from server.databases import DatabaseRegistry
from server.errors import NotReady
from server.home import clear_leftovers, hold_home
from server.ingestion import IngestionWorker, sealing_with
from server.judges import Judges
from server.messages.catalogue import in_language
from server.models import SENTENCE_EMBEDDER, Embedders, Models, Rerankers, auto_embedding, catalog_of, hub_settings
from server.persistence.application import ApplicationDatabase, open_application, sqlite_files
from server.persistence.checkpoints import Checkpoints
from server.persistence.secrets import Secrets
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript
from server.settings import Settings
from server.warm_up import warm_up
from tools.limits import QueryLimits

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
    database: ApplicationDatabase
    threads: Threads
    transcript: StoredTranscript
    databases: DatabaseRegistry
    examples: SolvedExamples
    knowledge: KnowledgeBases
    models: Models
    embedders: Embedders
    rerankers: Rerankers
    ingestion: IngestionWorker
    checkpointer: Checkpoints
    embed: EmbeddingCache
    corrections: Corrections
    router: Router
    assistant: Assistant
    readiness: Readiness

    def require_ready(self) -> None:
        """Raises `NotReady` while the models are loading, `DatabaseUnavailable` while our own data is out of reach."""
        if self.readiness.error:
            raise NotReady(self.readiness.error)
        if not self.readiness.done.is_set():
            raise NotReady(f"Sancha is starting ({self.readiness.stage}). Try again in a few seconds.")
        self.database.require()

    async def delete_thread(self, thread_id: str) -> None:
        """Deletes the transcript and the memory of a thread; a turn at work in it is ended first."""
        await asyncio.to_thread(self.threads.get, thread_id)
        await self.assistant.stop(thread_id)
        branches = await asyncio.to_thread(self.threads.branches, thread_id)
        await asyncio.to_thread(self.threads.delete, thread_id)
        await self.checkpointer.aprune(branches, strategy="delete")


@contextlib.asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Builds the services; models load and the demo is seeded in the background, watched by `readiness`.

    Raises `HomeInUse` when another process works on the same data folder, and what `open_application` raises.
    """
    lock = hold_home(settings)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(lock.release)
        clear_leftovers(settings.home)
        database = await stack.enter_async_context(open_application(settings))
        engine, checkpointer = database.engine, database.checkpoints

        catalog, hub = catalog_of(settings), hub_settings(settings)
        embedders = Embedders(catalog, settings.weights, hub)
        pool = ModelPool(catalog, settings.weights, default=settings.model, hub=hub, threads=settings.threads)
        models = Models(settings, catalog, pool)
        stack.callback(models.close)
        threads, transcript = Threads(engine), StoredTranscript(engine)
        await asyncio.to_thread(transcript.mark_interrupted)
        database.when_regained(transcript.settle)
        limits = QueryLimits(seconds=settings.sql_timeout_s, rows=settings.sql_max_rows)
        secrets = Secrets(settings.home / "secret.key")
        databases = DatabaseRegistry(engine, secrets, limits, private=sqlite_files(settings))
        stack.callback(databases.close)
        examples = SolvedExamples(engine, databases)
        rerankers = Rerankers(catalog, settings.weights, settings.reranker)
        knowledge = KnowledgeBases(
            engine,
            settings.home / "knowledge",
            embedders,
            auto=auto_embedding(catalog, settings.weights),
            max_file_bytes=settings.upload_max_mb * 1024 * 1024,
            sealing=sealing_with(secrets),
            rerankers=rerankers,
            rerank_ms=settings.rerank_ms,
            chroma_url=settings.chroma_url,
        )
        stack.callback(knowledge.close)
        ingestion = IngestionWorker(knowledge)

        async def retrieve(query: str, bases: Sequence[str] | None, k: int) -> list[Document]:
            try:
                return await knowledge.as_retriever(bases, k).ainvoke(query)
            except EmbedderUnavailable:
                # the other roads, and the words of the documents, are there all the same; `/api/system` tells
                return await knowledge.as_retriever(bases, k, "terms").ainvoke(query)

        async def has_knowledge(bases: Sequence[str] | None) -> bool:
            return bool(bases) or bool(await asyncio.to_thread(knowledge.list))

        # schemas, values and exemplary questions come back with every turn: embed them once
        embed = EmbeddingCache(lambda texts: embedders(SENTENCE_EMBEDDER).embed_documents(texts))

        corrections = Corrections(embed, await asyncio.to_thread(threads.corrections))

        def here(model: str) -> bool:
            return weights_folder(catalog[model], settings.weights) is not None

        router = Router(RouteClassifier.load(), embed, corrections)
        dependencies = Dependencies(
            load_model=models.load,
            retrieve=retrieve,
            has_knowledge=has_knowledge,
            open_databases=lambda: asyncio.to_thread(databases.all),
            solved_examples=lambda database: asyncio.to_thread(examples.of, database),
            embed=embed,
            router=router,
            transcript=transcript,
            larger_model=LARGER_MODEL,
            max_tokens=settings.max_tokens,
            memory_turns=settings.memory_turns,
            judge=Judges(rerankers, embedders, here),
            strict_citations=settings.strict_citations,
            now=settings.now,
            fiscal_start=settings.fiscal_year_start,
            in_words=lambda sentence, language: in_language(sentence, "zh" if language == "zh" else "en"),
        )
        assistant = Assistant(build_graph(dependencies, checkpointer), checkpointer, dependencies)
        stack.push_async_callback(assistant.stop)
        services = Services(
            settings, database, threads, transcript, databases, examples, knowledge, models, embedders, rerankers,
            ingestion, checkpointer, embed, corrections, router, assistant, Readiness(),
        )  # fmt: skip
        warming_up = asyncio.create_task(warm_up(services))
        stack.push_async_callback(_cancelled, warming_up)
        stack.callback(ingestion.stop)
        yield services


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
