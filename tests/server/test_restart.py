"""kill -9 and start again: what was acknowledged is there, and the thread still knows its subject."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.conftest import LiveServer
from tests.server.test_langserve import QUESTIONS, remote


@pytest.fixture(scope="module")
def seeded(start_server: Callable[..., LiveServer]) -> LiveServer:
    """A server with the demo, which takes long to seed, for tests that kill it and start it again."""
    return start_server()


def messages(server: LiveServer, thread_id: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = httpx.get(f"{server.url}/api/threads/{thread_id}/messages").json()["items"]
    return items


def test_threads_answers_and_memory_survive_kill_9(seeded: LiveServer) -> None:
    server = seeded
    pair = QUESTIONS["followup"]["en"][0]
    first = remote(server).invoke({"question": pair["question"]})
    thread = {"configurable": {"thread_id": first["thread_id"]}}
    knowledge = remote(server).invoke({"question": QUESTIONS["knowledge"]["zh"][0]["question"], "route": "knowledge"})
    threads = httpx.get(f"{server.url}/api/threads").json()
    before = {t["id"]: messages(server, t["id"]) for t in threads["items"]}
    server.kill()

    server.start()
    assert httpx.get(f"{server.url}/api/threads").json() == threads
    assert {t["id"]: messages(server, t["id"]) for t in threads["items"]} == before
    stored = messages(server, knowledge["thread_id"])[1]
    assert stored["citations"] == knowledge["citations"]
    assert messages(server, first["thread_id"])[1]["sql"] == first["sql"]

    second = remote(server).invoke({"question": pair["followup"]}, config=thread)
    gold = httpx.post(f"{server.url}/api/databases/grid/query", json={"sql": pair["sql"]}).json()
    assert sorted(map(str, second["sql"]["rows"])) == sorted(map(str, gold["rows"]))


def test_an_answer_cut_off_by_kill_9_is_not_shown_as_whole(start_server: Callable[..., LiveServer]) -> None:
    server = start_server("--no-demo")
    thread = httpx.post(f"{server.url}/api/threads", json={}).json()
    call = {
        "input": {"question": "Tell me a long story about a river.", "route": "chat"},
        "config": {"configurable": {"thread_id": thread["id"], "max_tokens": 400}},
    }
    with httpx.stream("POST", f"{server.url}/agent/stream", json=call, timeout=60) as response:
        said = (line for line in response.iter_lines() if '"answer"' in line)
        assert next(said, ""), "nothing was answered"
        server.kill()
        with pytest.raises(httpx.HTTPError):
            list(said)

    server.start()
    question, answer = messages(server, thread["id"])
    assert question["content"] == call["input"]["question"]  # type: ignore[index]
    assert answer["status"] == "interrupted"
    again = remote(server).invoke(
        {"question": "Hello!", "route": "chat"}, config={"configurable": {"thread_id": thread["id"], "max_tokens": 5}}
    )
    assert again["thread_id"] == thread["id"]


def test_a_database_file_that_vanished_does_not_stop_the_others(seeded: LiveServer, tmp_path: Path) -> None:
    server = seeded
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE shops (id INTEGER)")
    connection.close()
    added = httpx.post(f"{server.url}/api/databases", json={"name": "shop", "url": f"sqlite:///{path}"})
    assert added.status_code == 201
    server.kill()
    path.unlink()

    server.start()
    output = remote(server).invoke({"question": QUESTIONS["database"]["en"][0]["question"]})
    assert output["sql"]["rows"]
    call = {"input": {"question": "How many shops?", "database": "shop"}}
    gone = httpx.post(f"{server.url}/database/invoke", json=call)
    assert gone.status_code == 422
    assert "shop" in gone.json()["detail"]
