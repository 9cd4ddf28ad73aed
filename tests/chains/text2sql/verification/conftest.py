"""Two small databases, and an endpoint that speaks OpenAI's protocol and answers from a script."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from llm.catalog import Catalog, ModelSpec
from llm.pool import ModelPool
from tools.databases import ReadOnlyDatabase

FOLDER = Path(__file__).parent


@dataclass
class Endpoint:
    """Answers with the statements of its script, one after the other, the last one again and again."""

    script: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, body: dict[str, Any]) -> str:
        self.asked.append(body["messages"][-1]["content"])
        return self.script[min(len(self.asked), len(self.script)) - 1]

    def told(self, *statements: str) -> None:
        """Begin a new script."""
        self.script[:] = statements
        self.asked.clear()


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Endpoint, Any]]:
    scripted = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            """Keep quiet."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            message = {"role": "assistant", "content": f"```sql\n{scripted.answer(body)}\n```"}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            content = json.dumps(
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                    "usage": usage,
                }
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    entry = {"id": "far", "kind": "chat", "format": "openai", "context_length": 4096, "tier": "large"}
    spec = ModelSpec.model_validate(entry | {"base_url": f"http://127.0.0.1:{server.server_address[1]}/v1"})
    pool = ModelPool(Catalog({"far": spec}), tmp_path_factory.mktemp("weights"), default="far", environment={})
    yield scripted, pool.get().chat
    pool.close()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ReadOnlyDatabase]]:
    made: dict[str, ReadOnlyDatabase] = {}
    for name in ("pottery", "tea"):
        path = tmp_path_factory.mktemp(name) / f"{name}.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
        made[name] = ReadOnlyDatabase(name, f"sqlite:///{path}")
    yield made
    for database in made.values():
        database.close()
