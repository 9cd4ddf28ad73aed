"""What is wrong gets a 4xx problem with a sentence, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import LiveServer


def snapshot(server: LiveServer) -> dict[str, Any]:
    return {path: httpx.get(f"{server.url}/api/{path}").json() for path in ("threads", "knowledge-bases", "databases")}


def assert_problem(response: httpx.Response, status: int, *words: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert len(problem["detail"]) > 10
    for word in words:
        assert word in problem["detail"]


@pytest.mark.parametrize("endpoint", ["invoke", "stream", "batch", "stream_log", "stream_events"])
@pytest.mark.parametrize(
    ("call", "status", "words"),
    [
        ({"input": {"question": "hi"}, "config": {"configurable": {"thread_id": "nope"}}}, 404, ["thread", "nope"]),
        ({"input": {"question": "hi", "knowledge_bases": ["nope"]}}, 404, ["nope"]),
        ({"input": {"question": "hi", "database": "nope"}}, 404, ["database", "nope"]),
        ({"input": {"question": "hi"}, "config": {"configurable": {"model": "nope"}}}, 404, ["model", "nope"]),
        ({"input": {"question": "hi", "route": "sideways"}}, 422, ["route"]),
        ({"input": {"question": "   "}}, 422, ["empty"]),
        ({"input": {"question": "x" * 200_000}}, 422, ["200,000"]),
        ({"input": {"question": 7}}, 422, ["question"]),
        ({"input": {}}, 422, ["question"]),
        ({"input": {"question": "hi"}, "config": {"configurable": {"temperature": 9}}}, 422, ["temperature"]),
        ({}, 422, ["input"]),
    ],
)  # fmt: skip
def test_bad_calls_of_the_agent_are_problems(
    demo_server: LiveServer, endpoint: str, call: dict[str, Any], status: int, words: list[str]
) -> None:
    if endpoint == "batch" and "input" in call:
        call = {"inputs": [call["input"]]} | {key: value for key, value in call.items() if key != "input"}
    before = snapshot(demo_server)
    assert_problem(httpx.post(f"{demo_server.url}/agent/{endpoint}", json=call), status, *words)
    assert snapshot(demo_server) == before


def test_a_body_that_is_no_json_is_a_problem(demo_server: LiveServer) -> None:
    response = httpx.post(f"{demo_server.url}/agent/invoke", content=b"{", headers={"content-type": "application/json"})
    assert_problem(response, 422)


@pytest.mark.parametrize(
    ("filename", "content", "status"),
    [
        ("report.pdf", b"this is no PDF", 422),
        ("../../x", b"some text", 422),
        ("../../x.txt", b"some text", 422),
        ("empty.txt", b"", 422),
        ("program.exe", b"MZ\x90\x00" + bytes(200), 422),
    ],
)
def test_bad_uploads_are_problems_and_leave_nothing(
    demo_server: LiveServer, filename: str, content: bytes, status: int
) -> None:
    httpx.post(f"{demo_server.url}/api/knowledge-bases", json={"name": "bad-uploads"})
    documents = f"{demo_server.url}/api/knowledge-bases/bad-uploads/documents"
    # where uploads are stored; the databases beside it come and go with files of their own
    kept = demo_server.home / "knowledge" / "files"
    files_before = sorted(kept.rglob("*"))
    assert files_before
    assert_problem(httpx.post(documents, files={"file": (filename, content)}), status)
    assert httpx.get(documents).json()["items"] == []
    assert sorted(kept.rglob("*")) == files_before


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "threads/nope/messages", None, 404),
        ("GET", "threads?offset=99999999999999999999", None, 422),
        ("PATCH", "threads/nope", {"title": "x"}, 404),
        ("DELETE", "threads/nope", None, 404),
        ("POST", "messages/nope/feedback", {"rating": 1}, 404),
        ("POST", "messages/nope/feedback", {"rating": 3}, 422),
        ("GET", "knowledge-bases/nope", None, 404),
        ("DELETE", "knowledge-bases/nope", None, 404),
        ("GET", "knowledge-bases/nope/documents", None, 404),
        ("POST", "knowledge-bases/nope/search", {"query": "x"}, 404),
        ("POST", "knowledge-bases", {"name": "../up"}, 422),
        ("POST", "knowledge-bases", {"name": ""}, 422),
        ("POST", "knowledge-bases", {"name": "x", "embedding": "nope"}, 404),
        ("GET", "jobs/nope", None, 404),
        ("GET", "databases/nope/schema", None, 404),
        ("POST", "databases", {"name": "x", "url": "nonsense"}, 422),
        ("POST", "databases", {"name": "x", "url": "sqlite:////does/not/exist.db"}, 422),
        ("POST", "databases/grid/query", {"sql": "DELETE FROM regions"}, 422),
        ("POST", "databases/grid/query", {"sql": "SELECT 1; DROP TABLE regions"}, 422),
        ("POST", "threads/nope/branch", {"message_id": "nope"}, 404),
        ("POST", "threads/nope/branch", {}, 422),
        ("POST", "messages/nope/feedback", {"route": "database"}, 404),
        ("POST", "messages/nope/feedback", {"route": "sideways"}, 422),
        ("POST", "messages/nope/feedback", {}, 422),
        ("GET", "databases/nope/examples", None, 404),
        ("POST", "databases/nope/examples", {"question": "x", "sql": "SELECT 1"}, 404),
        ("POST", "databases/grid/examples", {"question": " ", "sql": "SELECT 1"}, 422),
        ("POST", "databases/grid/examples", {"question": "x", "sql": "DELETE FROM regions"}, 422),
        ("DELETE", "databases/grid/examples/nope", None, 404),
        ("PATCH", "databases/grid/schema", {"annotations": {"nope": {"description": "x"}}}, 422),
        ("POST", "databases/test", {"url": "oracle://x"}, 422),
        ("POST", "databases/test", {"url": "mysql://u:p@127.0.0.1:1/x"}, 422),
        ("POST", "databases/grid/query?format=pdf", {"sql": "SELECT 1"}, 422),
        ("POST", "databases/grid/query?format=csv", {"sql": "DELETE FROM regions"}, 422),
        ("GET", "knowledge-bases/nope/export", None, 404),
        ("POST", "knowledge-bases/nope/rebuild", {}, 404),
        ("POST", "knowledge-bases/grid-handbook/rebuild", {"embedding": "nope"}, 404),
        ("POST", "knowledge-bases/grid-handbook/search", {"query": "  "}, 422),
        ("GET", "nothing-here", None, 404),
    ],
)
def test_bad_rest_calls_are_problems(
    demo_server: LiveServer, method: str, path: str, body: dict[str, Any] | None, status: int
) -> None:
    before = snapshot(demo_server)
    assert_problem(httpx.request(method, f"{demo_server.url}/api/{path}", json=body), status)
    assert snapshot(demo_server) == before


def test_a_web_page_of_another_site_cannot_make_the_browser_act(demo_server: LiveServer) -> None:
    evil = {"origin": "https://evil.example"}
    response = httpx.post(f"{demo_server.url}/api/threads", json={}, headers=evil)
    assert_problem(response, 403)
    rebound = httpx.get(f"{demo_server.url}/api/threads", headers={"host": "evil.example"})
    assert rebound.status_code == 400


def test_the_applications_own_files_cannot_be_connected(demo_server: LiveServer) -> None:
    for name in ("sancha.db", "checkpoints.db"):
        call = {"name": "own", "url": f"sqlite:///{demo_server.home}/{name}"}
        assert_problem(httpx.post(f"{demo_server.url}/api/databases", json=call), 422, "own data")


def test_connection_options_that_could_run_statements_are_refused(demo_server: LiveServer) -> None:
    call = {"name": "trick", "url": "mysql://u:p@127.0.0.1/db?init_command=DELETE%20FROM%20t"}
    assert_problem(httpx.post(f"{demo_server.url}/api/databases", json=call), 422, "init_command")


def test_a_body_that_hides_its_length_is_refused_and_the_server_goes_on(demo_server: LiveServer) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * (64 * 1024)

    headers = {"content-type": "application/json"}
    response = httpx.post(f"{demo_server.url}/agent/invoke", content=endless(), headers=headers)
    assert_problem(response, 413)
