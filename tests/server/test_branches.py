"""Editing a question and asking again, against a live server."""

from __future__ import annotations

from typing import Any

import httpx

from tests.conftest import LiveServer


def _ask(server: LiveServer, question: str, **configurable: str) -> httpx.Response:
    body = {"input": {"question": question, "route": "database"}, "config": {"configurable": configurable}}
    return httpx.post(f"{server.url}/agent/invoke", json=body, timeout=60)


def _messages(server: LiveServer, thread: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = httpx.get(f"{server.url}/api/threads/{thread}/messages").json()["items"]
    return items


def test_an_edited_question_forks_the_thread_and_the_old_branch_can_be_opened_again(demo_server: LiveServer) -> None:
    thread = _ask(demo_server, "How many outages were there in 2023?").json()["output"]["thread_id"]
    old = _ask(demo_server, "and in 2024?", thread_id=thread).json()["output"]
    question = _messages(demo_server, thread)[2]

    new = _ask(demo_server, "and in 2022?", thread_id=thread, replaces=question["id"]).json()["output"]
    shown = _messages(demo_server, thread)
    assert [m["content"] for m in shown if m["role"] == "user"] == [
        "How many outages were there in 2023?",
        "and in 2022?",
    ]
    # the branch knew what the follow-up leans on
    assert "2022" in new["sql"]["query"]
    assert "2024" not in new["sql"]["query"]
    assert shown[2]["siblings"] == [question["id"], shown[2]["id"]]

    opened = httpx.post(f"{demo_server.url}/api/threads/{thread}/branch", json={"message_id": question["id"]})
    assert opened.status_code == 200
    assert _messages(demo_server, thread)[3]["id"] == old["message_id"]
    assert httpx.delete(f"{demo_server.url}/api/threads/{thread}").status_code == 204


def test_the_same_question_asked_again_gives_a_second_answer_beside_the_first(demo_server: LiveServer) -> None:
    first = _ask(demo_server, "How many outages were there in 2024?").json()["output"]
    thread = first["thread_id"]
    again = _ask(
        demo_server, "How many outages were there in 2024?", thread_id=thread, replaces=first["message_id"]
    ).json()["output"]
    question, answer = _messages(demo_server, thread)
    assert question["siblings"] == [question["id"]]
    assert answer["siblings"] == [first["message_id"], again["message_id"]]
    httpx.delete(f"{demo_server.url}/api/threads/{thread}")


def test_what_cannot_be_replaced_is_refused_and_leaves_no_trace(demo_server: LiveServer) -> None:
    thread = _ask(demo_server, "How many outages were there in 2024?").json()["output"]["thread_id"]
    before = _messages(demo_server, thread), httpx.get(f"{demo_server.url}/api/threads").json()
    unknown = _ask(demo_server, "again", thread_id=thread, replaces="no-such-message")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
    threadless = _ask(demo_server, "again", replaces=before[0][0]["id"])
    assert threadless.status_code in (400, 422)
    assert "thread_id" in threadless.json()["detail"]
    branch = f"{demo_server.url}/api/threads/{thread}/branch"
    assert httpx.post(branch, json={"message_id": "no-such"}).status_code == 404
    assert (_messages(demo_server, thread), httpx.get(f"{demo_server.url}/api/threads").json()) == before
    httpx.delete(f"{demo_server.url}/api/threads/{thread}")


def test_a_correction_turns_the_router_for_that_question_and_survives_in_the_database(demo_server: LiveServer) -> None:
    question = "Tell me something nice about the weather please"

    def automatic() -> dict[str, Any]:
        body = {"input": {"question": question}}
        output: dict[str, Any] = httpx.post(f"{demo_server.url}/agent/invoke", json=body, timeout=120).json()["output"]
        return output

    first = automatic()
    assert first["route"]["name"] == "chat"
    feedback = f"{demo_server.url}/api/messages/{first['message_id']}/feedback"
    assert httpx.post(feedback, json={"route": "knowledge"}).json()["route"] == "knowledge"
    assert automatic()["route"]["name"] == "knowledge"
    for wrong in ({}, {"route": "kitchen"}, {"rating": 5}):
        assert httpx.post(feedback, json=wrong).status_code == 422
    httpx.post(feedback, json={"route": "chat"})
    assert automatic()["route"]["name"] == "chat"
