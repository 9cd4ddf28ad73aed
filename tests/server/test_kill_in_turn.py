"""kill -9 while turns are at work on every road, again and again on one data folder.

Two kills by default; SANCHA_TEST_KILLS sets another number (the full run is 50).
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest

from tests.conftest import LiveServer

KILLS = int(os.environ.get("SANCHA_TEST_KILLS", "2"))
LONGEST_WAIT_S = 2.5
OUTAGES = {year: f"SELECT COUNT(*) FROM outages WHERE started_at LIKE '{year}%'" for year in (2023, 2024, 2025)}


@dataclass
class Asking:
    """A question under way in a thread of its own, with what its stream has brought so far."""

    server: LiveServer
    thread_id: str
    question: str
    route: str
    received: list[dict[str, Any]] = field(default_factory=list)
    ended: bool = False

    def run(self) -> None:
        body = {
            "input": {"question": self.question, "route": self.route},
            "config": {"configurable": {"thread_id": self.thread_id, "max_tokens": 60}},
        }
        try:
            with httpx.stream("POST", f"{self.server.url}/agent/stream", json=body, timeout=60) as response:
                for line in response.iter_lines():
                    if line.startswith("data: {"):
                        self.received.append(json.loads(line[6:]))
                    self.ended |= line.startswith("event: end")
        except httpx.HTTPError:
            pass

    @property
    def acknowledged(self) -> bool:
        return any("message_id" in part for part in self.received)

    @property
    def text(self) -> str:
        return "".join(part.get("answer") or "" for part in self.received)


def _ask(server: LiveServer, thread_id: str, question: str, route: str = "auto") -> dict[str, Any]:
    body = {
        "input": {"question": question, "route": route},
        "config": {"configurable": {"thread_id": thread_id, "max_tokens": 60}},
    }
    response = httpx.post(f"{server.url}/agent/invoke", json=body, timeout=60)
    assert response.status_code == 200, response.text
    output: dict[str, Any] = response.json()["output"]
    return output


def _messages(server: LiveServer, thread_id: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{server.url}/api/threads/{thread_id}/messages", timeout=30)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _count(server: LiveServer, year: int) -> list[list[int]]:
    gold = httpx.post(f"{server.url}/api/databases/grid/query", json={"sql": OUTAGES[year]}, timeout=30).json()
    rows: list[list[int]] = gold["rows"]
    return rows


def _is_whole_chain(messages: list[dict[str, Any]]) -> bool:
    """Whether each message follows the one before it, questions and answers by turns, none left pending."""
    roles = [message["role"] for message in messages]
    parents = [message["parent_id"] for message in messages]
    return (
        roles == ["user", "assistant"] * (len(messages) // 2)
        and parents == [None, *(message["id"] for message in messages[:-1])]
        and all(message["status"] in ("complete", "interrupted") for message in messages)
    )


def _quotes(citations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Citations without their scores, which differ with how much the reranker read in its time."""
    return [{name: value for name, value in citation.items() if name != "score"} for citation in citations]


@pytest.mark.timeout(600 + 120 * KILLS)
def test_turns_cut_off_by_kill_9_break_no_thread(start_server: Callable[..., LiveServer]) -> None:
    server, random = start_server(), Random(5)
    roads = ("chat", "knowledge", "database")
    threads = {road: httpx.post(f"{server.url}/api/threads", json={}).json()["id"] for road in roads}
    asks = {
        "chat": "Tell me a story about a river.",
        "knowledge": "How long are outage reports kept?",
        "database": "And in 2025?",
    }
    _ask(server, threads["database"], "How many outages were there in 2023?", "database")
    whole = {road: _ask(server, threads[road], question, _forced(road)) for road, question in asks.items()}
    interrupted = 0
    for kill in range(KILLS):
        before = {road: len(_messages(server, thread)) for road, thread in threads.items()}
        asking = {road: Asking(server, threads[road], asks[road], _forced(road)) for road in threads}
        workers = [threading.Thread(target=each.run) for each in asking.values()]
        for worker in workers:
            worker.start()
        if kill == 0:
            # one kill surely meets a turn at work, however fast the machine is
            _until_it_speaks(asking["chat"])
        else:
            time.sleep(random.uniform(0, LONGEST_WAIT_S))
        server.kill()
        for worker in workers:
            worker.join()
        server.start()

        for road, each in asking.items():
            messages = _messages(server, threads[road])
            assert _is_whole_chain(messages), messages
            # what was acknowledged is there; what was not may have been stored a moment before the kill
            stored = len(messages) - before[road]
            assert stored == 2 if each.acknowledged else stored in (0, 2)
            if stored == 0:
                continue
            question, answer = messages[-2:]
            assert question["content"] == asks[road]
            interrupted += answer["status"] == "interrupted"
            if each.ended:
                assert answer["status"] == "complete", "the client was told that the answer is whole"
            if answer["status"] == "complete":
                assert answer["content"].startswith(each.text)
                assert answer["usage"]["total_ms"] > 0
                if road != "chat":
                    assert answer["content"] == whole[road]["answer"]
                    assert _quotes(answer["citations"]) == _quotes(whole[road]["citations"])
                    assert (answer["sql"] or {}).get("rows") == (whole[road]["sql"] or {}).get("rows")

        # the follow-up knows its subject, whichever of the turns before it was cut off
        followed = _ask(server, threads["database"], "And in 2024?")
        assert followed["sql"]["rows"] == _count(server, 2024)
        assert _ask(server, threads["knowledge"], asks["knowledge"])["citations"]
        assert _ask(server, threads["chat"], "What is the capital of France?", "chat")["answer"]
    assert interrupted > 0, "no kill met a turn at work"
    listed = httpx.get(f"{server.url}/api/threads", timeout=30).json()["items"]
    assert {thread["id"] for thread in listed} == set(threads.values())


def _until_it_speaks(asking: Asking) -> None:
    deadline = time.monotonic() + 120
    while not asking.text:
        assert time.monotonic() < deadline, "nothing was answered"
        time.sleep(0.005)


def _forced(road: str) -> str:
    return "auto" if road == "database" else road
