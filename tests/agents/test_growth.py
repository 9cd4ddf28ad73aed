"""What a thread leaves on disk, turn by turn: rows and bytes, no clock."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from agents.assistant import Assistant
from agents.graph import build_graph
from server.persistence.engine import migrate, open_engine
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript
from tests.agents.conftest import Stage

EARLY, LATE, WINDOW = 30, 90, 10
QUESTIONS = ("How many outages were there in 2023?", "and in 2024?", "How many outages are there in the North region?")


@pytest.fixture
async def stored(stage: Stage, tmp_path: Path) -> AsyncIterator[tuple[Stage, list[str]]]:
    """The stage with the real transcript, and the statements that its database is sent."""
    engine = open_engine(tmp_path / "sancha.db")
    migrate(engine)
    Threads(engine).create(thread_id="t")
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    dependencies = replace(stage.dependencies, transcript=StoredTranscript(engine))
    assistant = Assistant(build_graph(dependencies, stage.saver), stage.saver, dependencies)
    yield replace(stage, dependencies=dependencies, assistant=assistant), statements
    engine.dispose()


def _kept(path: Path) -> dict[str, int]:
    """Rows of each table, and the bytes of what they hold."""
    with (
        closing(sqlite3.connect(path / "sancha.db")) as app,
        closing(sqlite3.connect(path / "checkpoints.db")) as saved,
    ):
        messages, bytes_ = app.execute(
            "SELECT count(*), sum(length(content) + length(coalesce(output, '')) + length(coalesce(memory, '')))"
            " FROM messages"
        ).fetchone()
        checkpoints, state = saved.execute("SELECT count(*), sum(length(checkpoint)) FROM checkpoints").fetchone()
        writes = saved.execute("SELECT count(*) FROM writes").fetchone()[0]
    return {"messages": messages, "bytes": bytes_, "checkpoints": checkpoints, "state": state, "writes": writes}


async def test_a_turn_late_in_a_thread_writes_and_reads_no_more_than_an_early_one(
    stored: tuple[Stage, list[str]],
) -> None:
    stage, statements = stored
    seen: dict[int, dict[str, int]] = {}
    asked: dict[int, int] = {}
    for turn in range(1, LATE + 1):
        statements.clear()
        await stage.ask(QUESTIONS[turn % len(QUESTIONS)], route="database")
        seen[turn], asked[turn] = _kept(stage.path), len(statements)

    def added(turn: int) -> int:
        return seen[turn]["bytes"] - seen[turn - WINDOW + 1]["bytes"]

    assert {kept["checkpoints"] for kept in seen.values()} == {1}
    assert {kept["writes"] for kept in seen.values()} == {0}
    assert seen[LATE]["messages"] == 2 * LATE
    assert asked[LATE] == asked[EARLY]
    # timings in the outputs differ by a digit now and then
    assert abs(added(LATE) - added(EARLY)) < 0.02 * added(EARLY)
    assert abs(seen[LATE]["state"] - seen[EARLY]["state"]) < 0.02 * seen[EARLY]["state"]


async def test_a_deleted_thread_leaves_no_row_behind(stored: tuple[Stage, list[str]]) -> None:
    stage, _ = stored
    for question in QUESTIONS:
        await stage.ask(question, route="database")
    transcript = stage.dependencies.transcript
    assert isinstance(transcript, StoredTranscript)
    threads = Threads(transcript._engine)
    branches = threads.branches("t")
    threads.delete("t")
    await stage.saver.aprune(branches, strategy="delete")
    kept = _kept(stage.path)
    assert (kept["messages"], kept["checkpoints"], kept["writes"]) == (0, 0, 0)
