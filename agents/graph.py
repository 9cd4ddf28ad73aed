"""The state machine: START → recall → fork → chat | knowledge | database → remember → END."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.dependencies import Dependencies
from agents.fork import Fork, road_of
from agents.recall import Recall
from agents.roads import ChatRoad, DatabaseRoad, KnowledgeRoad
from agents.state import ThreadState, Turn

ANSWER_MEMORY_CHARS = 2_000


class Remember:
    """Adds the turn to the thread's memory and forgets what falls out of the window."""

    def __init__(self, window: int) -> None:
        self._window = window

    async def __call__(self, state: ThreadState) -> dict[str, Any]:
        output = state["output"]
        turn = Turn(
            question=state["request"]["question"],
            standalone=state["standalone"],
            answer=output["answer"][:ANSWER_MEMORY_CHARS],
            road=state["road"],
            database=output.get("database"),
            sql=output.get("sql"),
        )
        return {"turns": [*(state.get("turns") or []), turn][-self._window :]}


def build_graph(
    dependencies: Dependencies, checkpointer: BaseCheckpointSaver[Any]
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph; run it with `configurable.thread_id` and `stream_mode="custom"` for partial outputs."""
    graph = StateGraph(ThreadState)
    graph.add_node("recall", Recall(dependencies))
    graph.add_node("fork", Fork(dependencies))
    graph.add_node("chat", ChatRoad(dependencies))
    graph.add_node("knowledge", KnowledgeRoad(dependencies))
    graph.add_node("database_road", DatabaseRoad(dependencies))
    graph.add_node("remember", Remember(dependencies.memory_turns))
    graph.add_edge(START, "recall")
    graph.add_edge("recall", "fork")
    graph.add_conditional_edges(
        "fork", road_of, {"chat": "chat", "knowledge": "knowledge", "database": "database_road"}
    )
    for road in ("chat", "knowledge", "database_road"):
        graph.add_edge(road, "remember")
    graph.add_edge("remember", END)
    return graph.compile(checkpointer=checkpointer)
