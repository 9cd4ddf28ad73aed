"""The state machine: START → recall → fork → chat | knowledge | database | both | clarify → remember → END."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.both import BothRoads
from agents.dependencies import Dependencies
from agents.fork import Fork, road_of
from agents.recall import Recall
from agents.roads import ChatRoad, ClarifyRoad, DatabaseRoad, KnowledgeRoad
from agents.state import ThreadState, Turn
from chains.summary import fold

ANSWER_MEMORY_CHARS = 2_000


class Remember:
    """Adds the turn to the thread's memory and forgets what falls out of the window."""

    def __init__(self, window: int) -> None:
        self._window = window

    async def __call__(self, state: ThreadState) -> dict[str, Any]:
        output = state["output"]
        turn = Turn(
            question=state["request"]["question"],
            standalone=output.get("standalone", state["standalone"]),
            answer=output["answer"][:ANSWER_MEMORY_CHARS],
            road=state["road"],
            database=output.get("database"),
            sql=output.get("sql"),
            choices=state["choices"],
            documents_asked=output.get("documents_asked"),
        )
        get_stream_writer()({"memory": turn})
        return remembered(state.get("turns") or [], state.get("summary") or [], turn, self._window)


def remembered(turns: list[Turn], summary: list[str], turn: Turn, window: int) -> dict[str, Any]:
    """The memory with one more turn; what falls out of the window leaves a line in the summary."""
    turns = [*turns, turn]
    for old in turns[:-window]:
        summary = fold(summary, old["standalone"], old["answer"])
    return {"turns": turns[-window:], "summary": summary}


def build_graph(
    dependencies: Dependencies, checkpointer: BaseCheckpointSaver[Any]
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph; run it with `configurable.thread_id` and `stream_mode="custom"` for partial outputs."""
    graph = StateGraph(ThreadState)
    graph.add_node("recall", Recall(dependencies))
    graph.add_node("fork", Fork(dependencies))
    graph.add_node("chat", ChatRoad(dependencies))
    knowledge, database = KnowledgeRoad(dependencies), DatabaseRoad(dependencies)
    graph.add_node("knowledge", knowledge)
    graph.add_node("database_road", database)
    graph.add_node("both", BothRoads({"knowledge": knowledge.walk, "database": database.walk}))
    graph.add_node("clarify", ClarifyRoad())
    graph.add_node("remember", Remember(dependencies.memory_turns))
    graph.add_edge(START, "recall")
    graph.add_edge("recall", "fork")
    graph.add_conditional_edges(
        "fork",
        road_of,
        {"chat": "chat", "knowledge": "knowledge", "database": "database_road", "both": "both", "clarify": "clarify"},
    )
    for road in ("chat", "knowledge", "database_road", "both", "clarify"):
        graph.add_edge(road, "remember")
    graph.add_edge("remember", END)
    return graph.compile(checkpointer=checkpointer)
