"""The savers against LangGraph's own graph machinery: what is pruned, and that nothing needed is."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from typing_extensions import TypedDict

from server.persistence.checkpoints import Checkpoints


class Counted(TypedDict):
    count: int
    words: list[str]


def _graph(saver: Checkpoints) -> CompiledStateGraph[Counted, None, Counted, Counted]:
    graph = StateGraph(Counted)
    graph.add_node("add", lambda state: {"count": state["count"] + 1})
    graph.add_edge(START, "add")
    graph.add_edge("add", END)
    return graph.compile(checkpointer=saver)


async def _kept(saver: Checkpoints, thread: str) -> int:
    return len([found async for found in saver.alist({"configurable": {"thread_id": thread}})])


async def test_the_newest_checkpoint_stays_and_other_threads_are_untouched(saver: Checkpoints) -> None:
    graph = _graph(saver)
    for thread in ("a", "b"):
        for count in (10, 20, 30):
            await graph.ainvoke({"count": count, "words": ["w"]}, {"configurable": {"thread_id": thread}})
    before = await _kept(saver, "a")
    assert before > 3

    await saver.aprune(["a"])
    assert (await _kept(saver, "a"), await _kept(saver, "b")) == (1, before)
    assert (await graph.aget_state({"configurable": {"thread_id": "a"}})).values == {"count": 31, "words": ["w"]}


async def test_a_pruned_thread_goes_on(saver: Checkpoints) -> None:
    graph = _graph(saver)
    config = {"configurable": {"thread_id": "a"}}
    await graph.ainvoke({"count": 1, "words": []}, config)
    await saver.aprune(["a"])
    await graph.ainvoke({"count": 5, "words": ["again"]}, config)
    assert (await graph.aget_state(config)).values == {"count": 6, "words": ["again"]}


async def test_delete_removes_all_of_a_thread_and_nonsense_is_refused(saver: Checkpoints) -> None:
    await _graph(saver).ainvoke({"count": 1, "words": []}, {"configurable": {"thread_id": "a"}})
    with pytest.raises(ValueError, match=r"(?i)unknown.*strategy"):
        await saver.aprune(["a"], strategy="some")
    await saver.aprune(["a", "never-was"], strategy="delete")
    assert await _kept(saver, "a") == 0
    assert await saver.aget_tuple({"configurable": {"thread_id": "a"}}) is None


async def test_any_character_is_remembered(saver: Checkpoints) -> None:
    graph = _graph(saver)
    config = {"configurable": {"thread_id": "a"}}
    words = ["nul \x00 in it", "电网 ⚡", "\x1a0"]
    await graph.ainvoke({"count": 1, "words": words}, config)
    assert (await graph.aget_state(config)).values["words"] == words


async def test_threads_are_written_side_by_side(saver: Checkpoints) -> None:
    graph = _graph(saver)

    async def grow(thread: str) -> None:
        for count in range(5):
            await graph.ainvoke(
                {"count": count, "words": [thread]}, {"configurable": {"thread_id": thread}}, durability="exit"
            )
            await saver.aprune([thread])

    threads = [uuid.uuid4().hex for _ in range(10)]
    await asyncio.gather(*(grow(thread) for thread in threads))
    for thread in threads:
        state = await graph.aget_state({"configurable": {"thread_id": thread}})
        assert state.values == {"count": 5, "words": [thread]}
        assert await _kept(saver, thread) == 1
