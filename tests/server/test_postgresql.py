"""Live servers whose own data is in PostgreSQL: all roads, kills, lost connections, and what is refused at start."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from server.errors import DatabaseUnusable
from server.persistence.postgresql import require_usable
from tests.conftest import SANCHA, LiveServer, free_port
from tests.server.conftest import execute, setting
from tests.server.test_langserve import QUESTIONS, remote

PASSWORD = "hunter2-never-shown"
STORY = "Tell me a long story about a river."


@pytest.fixture(scope="module")
def own_database(make_database: Callable[..., sa.URL], postgresql_owner: sa.URL) -> Iterator[sa.URL]:
    """A database of a user with a password and without special rights, as an operator would make one."""
    role = f"sancha_test_user_{os.getpid()}"
    execute(postgresql_owner, f"DROP ROLE IF EXISTS {role}", f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    url = make_database(f"ENCODING 'UTF8' OWNER {role}")
    yield url.set(username=role, password=PASSWORD)
    execute(postgresql_owner, f"DROP DATABASE {url.database} WITH (FORCE)", f"DROP ROLE {role}")


@pytest.fixture(scope="module")
def server(start_server: Callable[..., LiveServer], own_database: sa.URL) -> Iterator[LiveServer]:
    server = start_server(SANCHA_DATABASE_URL=setting(own_database))
    yield server
    server.stop()


def ask(server: LiveServer, question: str, route: str = "auto", **configurable: Any) -> dict[str, Any]:
    body = {"input": {"question": question, "route": route}, "config": {"configurable": configurable}}
    response = httpx.post(f"{server.url}/agent/invoke", json=body, timeout=120)
    assert response.status_code == 200, response.text
    output: dict[str, Any] = response.json()["output"]
    return output


def messages(server: LiveServer, thread_id: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = httpx.get(f"{server.url}/api/threads/{thread_id}/messages").json()["items"]
    return items


def upload(server: LiveServer, base: str, name: str, text: str) -> None:
    httpx.post(f"{server.url}/api/knowledge-bases", json={"name": base})
    answer = httpx.post(
        f"{server.url}/api/knowledge-bases/{base}/documents", files={"file": (name, text.encode())}, timeout=60
    )
    assert answer.status_code == 202, answer.text


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def is_ready(server: LiveServer, base: str, name: str) -> bool:
    items = httpx.get(f"{server.url}/api/knowledge-bases/{base}/documents").json()["items"]
    return any(item["name"] == name and item["status"] == "ready" for item in items)


def test_every_road_answers_and_nothing_is_kept_in_sqlite(server: LiveServer) -> None:
    chat = ask(server, "What is the capital of France?", "chat", max_tokens=20)
    assert (chat["route"]["name"], bool(chat["answer"])) == ("chat", True)
    database = ask(server, QUESTIONS["database"]["en"][0]["question"])
    assert database["sql"]["rows"]
    document = ask(server, QUESTIONS["knowledge"]["zh"][0]["question"], "knowledge")
    assert document["citations"]
    pair = QUESTIONS["followup"]["en"][0]
    first = ask(server, pair["question"])
    second = ask(server, pair["followup"], thread_id=first["thread_id"])
    gold = httpx.post(f"{server.url}/api/databases/grid/query", json={"sql": pair["sql"]}).json()
    assert sorted(map(str, second["sql"]["rows"])) == sorted(map(str, gold["rows"]))
    assert [m["status"] for m in messages(server, first["thread_id"])] == ["complete"] * 4
    assert not list(server.home.glob("*.db"))


def test_an_uploaded_document_is_found(server: LiveServer) -> None:
    upload(server, "house", "roof.md", "The roof of the boathouse is inspected every seventh spring.")
    wait_until(lambda: is_ready(server, "house", "roof.md"), "the document was not ingested", 120)
    found = httpx.post(
        f"{server.url}/api/knowledge-bases/house/search", json={"query": "When is the roof inspected?"}, timeout=60
    )
    assert found.json()["items"][0]["document"] == "roof.md"


@pytest.mark.parametrize("question", ["What is \x00 for?", "When is it inspected? " * 900])
def test_questions_that_postgresql_alone_would_refuse(server: LiveServer, question: str) -> None:
    question = question.strip()
    output = ask(server, question, "knowledge")
    assert messages(server, output["thread_id"])[0]["content"] == question
    said = {"rating": 1, "comment": "not \x00 good", "route": "database"}
    answer = httpx.post(f"{server.url}/api/messages/{output['message_id']}/feedback", json=said, timeout=60)
    assert answer.status_code == 200, answer.text
    titled = httpx.patch(f"{server.url}/api/threads/{output['thread_id']}", json={"title": "\x00" * 100 + "t" * 100})
    assert (titled.status_code, titled.json()["title"]) == (200, "t" * 100)


def test_its_own_database_cannot_be_asked_under_any_name(server: LiveServer, own_database: sa.URL) -> None:
    hosts = ["127.0.0.1", "localhost", "127.1"]
    for host in hosts:
        url = setting(own_database.set(host=host))
        for path, body in (("databases/test", {"url": url}), ("databases", {"url": url, "name": "own"})):
            answer = httpx.post(f"{server.url}/api/{path}", json=body, timeout=30)
            assert answer.status_code == 422, answer.text
            assert "Sancha's own data" in answer.json()["detail"]


def test_the_password_is_shown_nowhere(server: LiveServer) -> None:
    shown = httpx.get(f"{server.url}/api/system").text + httpx.get(f"{server.url}/api/databases").text + server.log()
    assert PASSWORD not in shown
    checks = run_sancha(server, "doctor")
    assert "ok   database" in checks.stdout
    assert PASSWORD not in checks.stdout + checks.stderr


def run_sancha(server: LiveServer, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SANCHA), *arguments], env=os.environ | server.environment | server.folders | environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_second_server_on_the_same_database_is_refused(server: LiveServer, tmp_path: Path) -> None:
    second = run_sancha(server, "serve", "--port", str(free_port()), SANCHA_HOME=str(tmp_path / "other"))
    assert second.returncode == 1
    assert "Another Sancha is running on the PostgreSQL database" in second.stderr
    assert "Traceback" not in second.stderr
    assert PASSWORD not in second.stdout + second.stderr


def test_a_turn_cut_off_by_kill_9_leaves_the_thread_whole(server: LiveServer) -> None:
    thread = ask(server, "Hello!", "chat", max_tokens=5)["thread_id"]
    whole = messages(server, thread)
    call = {
        "input": {"question": STORY, "route": "chat"},
        "config": {"configurable": {"thread_id": thread, "max_tokens": 400}},
    }
    with httpx.stream("POST", f"{server.url}/agent/stream", json=call, timeout=60) as response:
        said = (line for line in response.iter_lines() if '"answer"' in line)
        assert next(said, ""), "nothing was answered"
        upload(server, "house", "late.md", "The cellar of the boathouse is inspected every third autumn.")
        server.kill()
        with pytest.raises(httpx.HTTPError):
            list(said)

    server.start()
    *before, question, answer = messages(server, thread)
    assert before == whole
    assert question["content"] == STORY
    assert answer["status"] == "interrupted"
    assert ask(server, "Hello again!", "chat", thread_id=thread, max_tokens=5)["thread_id"] == thread
    wait_until(lambda: is_ready(server, "house", "late.md"), "what was acknowledged was not ingested", 120)
    assert remote(server).invoke({"question": pair_question()})["sql"]["rows"]


def pair_question() -> str:
    return str(QUESTIONS["followup"]["en"][0]["question"])


class Asking(threading.Thread):
    """A question under way, with what its stream has brought so far."""

    def __init__(self, server: LiveServer, thread_id: str) -> None:
        super().__init__()
        self._url, self._thread_id = server.url, thread_id
        self.text = ""
        self.began = threading.Event()

    def run(self) -> None:
        call = {
            "input": {"question": STORY, "route": "chat"},
            "config": {"configurable": {"thread_id": self._thread_id, "max_tokens": 150}},
        }
        with httpx.stream("POST", f"{self._url}/agent/stream", json=call, timeout=120) as response:
            for line in response.iter_lines():
                self.text += f"{line}\n"
                if '"answer"' in line:
                    self.began.set()


def test_a_lost_database_is_a_503_and_comes_back(
    server: LiveServer, own_database: sa.URL, postgresql_owner: sa.URL
) -> None:
    name = own_database.database
    thread = ask(server, "Hello!", "chat", max_tokens=5)["thread_id"]
    asking = Asking(server, thread)
    asking.start()
    assert asking.began.wait(60)
    execute(
        postgresql_owner,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    try:
        for path in ("/api/threads", f"/api/threads/{thread}/messages", "/api/knowledge-bases"):
            refused = httpx.get(f"{server.url}{path}", timeout=60)
            assert refused.status_code == 503, refused.text
            assert refused.headers["content-type"].startswith("application/problem+json")
            assert "PostgreSQL" in refused.json()["detail"]
        assert httpx.get(f"{server.url}/health").is_success
        assert httpx.get(f"{server.url}/ready").status_code == 503
        body = {"input": {"question": "Hi", "route": "chat"}, "config": {"configurable": {"thread_id": thread}}}
        refused = httpx.post(f"{server.url}/agent/invoke", json=body, timeout=60)
        assert refused.status_code == 503, refused.text
        asking.join(120)
        assert '"status_code": 503' in asking.text or '"status_code":503' in asking.text, asking.text[-500:]
        assert PASSWORD not in asking.text + refused.text
    finally:
        execute(postgresql_owner, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def answers() -> bool:
        return httpx.get(f"{server.url}/api/threads", timeout=60).is_success

    wait_until(answers, "the server did not come back")
    wait_until(lambda: messages(server, thread)[-1]["status"] != "pending", "the turn stayed half stored")
    *_, question, answer = messages(server, thread)
    assert (question["content"], answer["status"]) == (STORY, "interrupted")
    assert ask(server, "Hello again!", "chat", thread_id=thread, max_tokens=5)["answer"] is not None
    assert [m["status"] for m in messages(server, thread)][-2:] == ["complete", "complete"]


def test_one_connection_that_dies_is_replaced_unnoticed(
    server: LiveServer, own_database: sa.URL, postgresql_owner: sa.URL
) -> None:
    ask(server, "Hello!", "chat", max_tokens=5)
    held = (
        f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' "
        f"AND database = (SELECT oid FROM pg_database WHERE datname = '{own_database.database}')"
    )
    execute(
        postgresql_owner,
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{own_database.database}' AND pid NOT IN ({held})",
    )
    assert ask(server, "Hello!", "chat", max_tokens=5)["thread_id"]


def test_a_document_that_met_a_lost_database_is_ingested_later(
    server: LiveServer, own_database: sa.URL, postgresql_owner: sa.URL
) -> None:
    text = "\n\n".join(f"Rule {n}. The gate number {n} of the harbour is closed at dusk." for n in range(300))
    upload(server, "house", "gates.md", text)
    for _ in range(3):
        execute(
            postgresql_owner,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{own_database.database}'",
        )
        time.sleep(0.3)

    def ingested() -> bool:
        answer = httpx.get(f"{server.url}/api/knowledge-bases/house/documents", timeout=60)
        if not answer.is_success:
            return False
        found = next(item for item in answer.json()["items"] if item["name"] == "gates.md")
        assert found["status"] != "failed", found
        return bool(found["status"] == "ready")

    wait_until(ingested, "the document was not ingested", 180)


NO_ADDRESS = "SANCHA_DATABASE_URL is not the address of a PostgreSQL database"
NO_SERVER = "Nothing listens at 127.0.0.1, port 1"


@pytest.mark.parametrize(
    ("command", "url", "code", "words"),
    [
        ("serve", "postgresql://u:{p}@127.0.0.1:1/sancha", 3, NO_SERVER),
        ("serve", "mysql://u:{p}@127.0.0.1/sancha", 1, NO_ADDRESS),
        ("serve", "postgresql://u:{p}@127.0.0.1", 1, NO_ADDRESS),
        ("serve", "{p}", 1, NO_ADDRESS),
        ("db list", "postgresql://u:{p}@127.0.0.1:1/sancha", 3, NO_SERVER),
        ("doctor", "postgresql://u:{p}@127.0.0.1:1/sancha", 1, NO_SERVER),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, command: str, url: str, code: int, words: str
) -> None:
    arguments = command.split() + (["--port", str(free_port())] if command == "serve" else [])
    environment = {"SANCHA_HOME": str(tmp_path), "SANCHA_DATABASE_URL": url.format(p=PASSWORD)}
    ran = subprocess.run(
        [str(SANCHA), *arguments], env=os.environ | environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert words in ran.stdout + ran.stderr
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert PASSWORD not in ran.stdout + ran.stderr


def test_a_database_that_cannot_hold_every_language_is_refused(make_database: Callable[..., sa.URL]) -> None:
    url = make_database("ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(DatabaseUnusable, match="encoded in SQL_ASCII"):
        require_usable(url)


def test_a_user_who_may_not_make_tables_is_told_so(
    make_database: Callable[..., sa.URL], postgresql_owner: sa.URL
) -> None:
    url = make_database()
    role = f"sancha_test_reader_{os.getpid()}"
    execute(postgresql_owner, f"DROP ROLE IF EXISTS {role}", f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    execute(url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    try:
        with pytest.raises(DatabaseUnusable, match="may not make tables"):
            require_usable(url.set(username=role, password=PASSWORD))
    finally:
        execute(postgresql_owner, f"DROP ROLE {role}")
