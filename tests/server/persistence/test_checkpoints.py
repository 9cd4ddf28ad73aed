"""The saver against LangGraph's own graph machinery: what is pruned, and that nothing needed is."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from typing_extensions import TypedDict

from server.persistence.checkpoints import PruningSqliteSaver


class Counted(TypedDict):
    count: int


def _graph(saver: PruningSqliteSaver) -> CompiledStateGraph[Counted, None, Counted, Counted]:
    graph = StateGraph(Counted)
    graph.add_node("add", lambda state: {"count": state["count"] + 1})
    graph.add_edge(START, "add")
    graph.add_edge("add", END)
    return graph.compile(checkpointer=saver)


@pytest.fixture
async def saver(tmp_path: Path) -> AsyncIterator[PruningSqliteSaver]:
    async with PruningSqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
        yield saver  # type: ignore[misc]


def _rows(path: Path, table: str) -> dict[str, int]:
    connection = sqlite3.connect(path)
    try:
        return dict(connection.execute(f"SELECT thread_id, count(*) FROM {table} GROUP BY thread_id").fetchall())
    finally:
        connection.close()


async def test_the_newest_checkpoint_stays_and_other_threads_are_untouched(
    saver: PruningSqliteSaver, tmp_path: Path
) -> None:
    graph = _graph(saver)
    for thread in ("a", "b"):
        for count in (10, 20, 30):
            await graph.ainvoke({"count": count}, {"configurable": {"thread_id": thread}})
    before = _rows(tmp_path / "checkpoints.db", "checkpoints")
    assert before["a"] > 3

    await saver.aprune(["a"])
    after = _rows(tmp_path / "checkpoints.db", "checkpoints")
    assert after == {"a": 1, "b": before["b"]}
    assert _rows(tmp_path / "checkpoints.db", "writes").get("a", 0) <= 1
    assert (await graph.aget_state({"configurable": {"thread_id": "a"}})).values == {"count": 31}


async def test_a_pruned_thread_goes_on(saver: PruningSqliteSaver) -> None:
    graph = _graph(saver)
    config = {"configurable": {"thread_id": "a"}}
    await graph.ainvoke({"count": 1}, config)
    await saver.aprune(["a"])
    await graph.ainvoke({"count": 5}, config)
    assert (await graph.aget_state(config)).values == {"count": 6}


async def test_delete_removes_all_of_a_thread_and_nonsense_is_refused(
    saver: PruningSqliteSaver, tmp_path: Path
) -> None:
    await _graph(saver).ainvoke({"count": 1}, {"configurable": {"thread_id": "a"}})
    with pytest.raises(ValueError, match="keep_latest or delete"):
        await saver.aprune(["a"], strategy="some")
    await saver.aprune(["a", "never-was"], strategy="delete")
    assert _rows(tmp_path / "checkpoints.db", "checkpoints") == {}
    assert _rows(tmp_path / "checkpoints.db", "writes") == {}
