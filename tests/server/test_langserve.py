"""The four LangServe routes of a live server, through LangChain's own client."""

from __future__ import annotations

import asyncio
import functools
import operator
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
from langserve import RemoteRunnable

from tests.conftest import LiveServer

QUESTIONS = tomllib.loads((Path(__file__).parents[2] / "server/demo/questions.toml").read_text(encoding="utf-8"))


def remote(server: LiveServer, name: str = "agent") -> RemoteRunnable[Any, Any]:
    return RemoteRunnable(f"{server.url}/{name}/", timeout=120)


def verbatim(server: LiveServer, citation: dict[str, Any]) -> bool:
    """Whether the quote stands in the document's text at its offsets."""
    response = httpx.get(
        f"{server.url}/api/knowledge-bases/{citation['knowledge_base']}/documents/{citation['document_id']}/text",
        params={"start": citation["start"], "end": citation["end"]},
    )
    return bool(response.json()["text"] == citation["quote"])


def test_a_general_question_gets_a_short_right_answer_from_the_model(demo_server: LiveServer) -> None:
    output = remote(demo_server).invoke({"question": "What is the capital of France?"})
    assert "Paris" in output["answer"]
    assert output["route"]["name"] == "chat"
    assert output["usage"]["completion_tokens"] > 0
    assert output["usage"]["first_token_ms"] <= output["usage"]["total_ms"]


def test_a_question_in_a_language_the_model_lacks_is_declined_with_a_hint(demo_server: LiveServer) -> None:
    output = remote(demo_server, "chat").invoke({"question": "给我讲个笑话吧"})
    assert "smollm2" in output["answer"]
    assert "加载" in output["answer"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_document_questions_are_answered_with_a_verbatim_quote(demo_server: LiveServer, language: str) -> None:
    question = QUESTIONS["knowledge"][language][0]
    output = remote(demo_server).invoke({"question": question["question"]})
    assert output["route"]["name"] == "knowledge"
    assert output["citations"]
    assert all(verbatim(demo_server, citation) for citation in output["citations"])
    assert question["phrase"] in output["answer"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_database_questions_are_answered_with_sql_that_ran_and_right_rows(
    demo_server: LiveServer, language: str
) -> None:
    question = QUESTIONS["database"][language][0]
    output = remote(demo_server).invoke({"question": question["question"]})
    gold = httpx.post(f"{demo_server.url}/api/databases/grid/query", json={"sql": question["sql"]}).json()
    assert output["route"]["name"] == "database"
    assert output["sql"]["query"].upper().startswith("SELECT")
    assert sorted(map(str, output["sql"]["rows"])) == sorted(map(str, gold["rows"]))


def comparable(output: dict[str, Any]) -> dict[str, Any]:
    """An output without ids and timings."""
    kept = {key: value for key, value in output.items() if key not in ("thread_id", "message_id")}
    usage = {key: value for key, value in output["usage"].items() if not key.endswith("_ms")}
    return kept | {"usage": usage}


@pytest.mark.parametrize(
    "question",
    [
        {"question": "What is the capital of France?", "route": "chat"},
        {"question": QUESTIONS["knowledge"]["en"][0]["question"]},
        {"question": QUESTIONS["database"]["zh"][0]["question"]},
    ],
    ids=["chat", "knowledge", "database"],
)
async def test_streamed_parts_add_up_to_the_invoked_output(demo_server: LiveServer, question: dict[str, str]) -> None:
    agent = remote(demo_server).with_config(configurable={"temperature": 0.0, "max_tokens": 24})
    invoked = await agent.ainvoke(question)
    streamed = functools.reduce(operator.add, [part async for part in agent.astream(question)])
    assert comparable(streamed) == comparable(invoked)
    in_thread = await asyncio.to_thread(lambda: functools.reduce(operator.add, agent.stream(question)))
    assert comparable(in_thread) == comparable(invoked)


def test_a_batch_answers_each_question_in_a_thread_of_its_own(demo_server: LiveServer) -> None:
    questions = [{"question": q["question"]} for q in QUESTIONS["knowledge"]["en"][:3]]
    outputs = remote(demo_server).batch(questions)
    assert len({output["thread_id"] for output in outputs}) == 3
    for output, question in zip(outputs, QUESTIONS["knowledge"]["en"][:3], strict=True):
        assert question["phrase"] in output["answer"]


async def test_events_show_the_model_at_work(demo_server: LiveServer) -> None:
    agent = remote(demo_server)
    kinds = set()
    config = {"configurable": {"max_tokens": 4}}
    async for event in agent.astream_events({"question": "Hello there!", "route": "chat"}, version="v2", config=config):
        kinds.add(event["event"])
    assert {"on_chain_start", "on_chat_model_stream", "on_chain_end"} <= kinds


def test_each_road_has_its_own_routes_and_schemas(demo_server: LiveServer) -> None:
    for name in ("agent", "chat", "knowledge", "database"):
        inputs = httpx.get(f"{demo_server.url}/{name}/input_schema").json()
        assert "question" in inputs["properties"]
        assert "route" in inputs["properties"] or name != "agent"
        assert "citations" in httpx.get(f"{demo_server.url}/{name}/output_schema").json()["properties"]
        config = httpx.get(f"{demo_server.url}/{name}/config_schema").text
        assert "thread_id" in config
    output = remote(demo_server, "database").invoke({"question": QUESTIONS["database"]["en"][0]["question"]})
    assert output["route"] == {
        "name": "database",
        "confidence": 1.0,
        "reason": output["route"]["reason"],
        "alternatives": [],
    }


def test_a_followup_is_understood_in_its_thread(demo_server: LiveServer) -> None:
    pair = QUESTIONS["followup"]["en"][0]
    agent = remote(demo_server)
    first = agent.invoke({"question": pair["question"]})
    second = agent.invoke({"question": pair["followup"]}, config={"configurable": {"thread_id": first["thread_id"]}})
    assert second["thread_id"] == first["thread_id"]
    gold = httpx.post(f"{demo_server.url}/api/databases/grid/query", json={"sql": pair["sql"]}).json()
    assert sorted(map(str, second["sql"]["rows"])) == sorted(map(str, gold["rows"]))
