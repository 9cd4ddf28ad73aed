"""A graph with real routing, memory and checkpoints; models, passages and databases are scripted at the edge."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel

from agents.assistant import Assistant
from agents.dependencies import BegunTurn, ChatModel, Dependencies
from agents.graph import build_graph
from agents.state import Request, Turn
from chains.route import RouteClassifier, Router
from server.persistence.checkpoints import PruningSqliteSaver
from tests.chains.passages import bag_of_characters
from tools.databases import ReadOnlyDatabase


@dataclass
class Recorder:
    """A transcript in memory."""

    begun: list[tuple[str, str]] = field(default_factory=list)
    finished: dict[str, dict[str, Any]] = field(default_factory=dict)
    interrupted: dict[str, dict[str, Any]] = field(default_factory=dict)
    memories: dict[str, Turn] = field(default_factory=dict)

    def begin_turn(self, thread_id: str, question: str, replaces: str | None = None) -> BegunTurn:
        self.begun.append((thread_id, question))
        return BegunTurn(f"m{len(self.begun)}", thread_id if replaces is None else f"{thread_id}/{replaces}")

    def finish_turn(self, message_id: str, output: Mapping[str, Any], memory: Turn | None) -> None:
        self.finished[message_id] = dict(output)
        if memory is not None:
            self.memories[message_id] = memory

    def turns_before(self, message_id: str, limit: int) -> list[Turn]:
        return list(self.memories.values())[-limit:]

    def interrupt_turn(self, message_id: str, output: Mapping[str, Any]) -> None:
        self.interrupted[message_id] = dict(output)


@dataclass
class Stage:
    """An assistant on a stage whose props the test sets."""

    path: Path
    dependencies: Dependencies
    transcript: Recorder
    passages: list[Document]
    databases: dict[str, ReadOnlyDatabase]
    assistant: Assistant
    saver: PruningSqliteSaver

    async def ask(self, question: str, thread: str = "t", **chosen: Any) -> dict[str, Any]:
        parts = [part async for part in self.assistant.stream(request(question, thread, **chosen), {})]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return dict(total)

    def with_model(self, model: ChatModel) -> Stage:
        async def load(_name: str | None) -> ChatModel:
            return model

        return self.changed(load_model=load)

    def changed(self, **dependencies: Any) -> Stage:
        changed = replace(self.dependencies, **dependencies)
        assistant = Assistant(build_graph(changed, self.saver), self.saver, changed)
        return replace(self, dependencies=changed, assistant=assistant)


def request(question: str, thread: str = "t", **chosen: Any) -> Request:
    defaults: dict[str, Any] = {
        "route": "auto", "knowledge_bases": None, "database": None, "model": None, "parameters": {},
        "system_prompt": None, "replaces": None,
    }  # fmt: skip
    return Request(question=question, thread_id=thread, message_id="", **(defaults | chosen))


def scripted(*replies: str, tier: Any = "tiny", languages: tuple[str, ...] = ("en",)) -> ChatModel:
    return ChatModel("scripted", tier, languages, 2048, FakeListChatModel(responses=list(replies), sleep=0.002))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    passages: list[Document] = []
    database_path = tmp_path / "shop.sqlite"
    with sqlite3.connect(database_path) as connection:
        connection.executescript(
            "CREATE TABLE outages (id INTEGER PRIMARY KEY, year INTEGER, region TEXT);"
            "INSERT INTO outages (year, region) VALUES (2023,'North'),(2023,'South'),(2024,'North');"
        )
    connection.close()
    databases = {"shop": ReadOnlyDatabase("shop", f"sqlite:///{database_path}")}
    model = scripted("The capital of France is Paris.")

    async def load(_name: str | None) -> ChatModel:
        return model

    async def retrieve(_query: str, _bases: Sequence[str] | None, k: int) -> list[Document]:
        return passages[:k]

    async def has_knowledge(bases: Sequence[str] | None) -> bool:
        return bool(bases) or bool(passages)

    async def open_databases() -> Mapping[str, ReadOnlyDatabase]:
        return databases

    neutral = RouteClassifier(np.zeros((3, 26), dtype=np.float32), np.zeros(3, dtype=np.float32))
    transcript = Recorder()
    dependencies = Dependencies(
        load_model=load,
        retrieve=retrieve,
        has_knowledge=has_knowledge,
        open_databases=open_databases,
        embed=bag_of_characters,
        router=Router(neutral, bag_of_characters),
        transcript=transcript,
        larger_model="a-larger-one",
        memory_turns=3,
    )
    async with PruningSqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
        assistant = Assistant(build_graph(dependencies, saver), saver, dependencies)
        yield Stage(tmp_path, dependencies, transcript, passages, databases, assistant, saver)
        await assistant.stop()
    for database in databases.values():
        database.close()
