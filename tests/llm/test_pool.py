import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from llm import pool as pool_module
from llm.catalog import Catalog, ModelSpec, load_catalog
from llm.errors import CatalogError, EngineClosed, UnknownModel, WeightsMissing
from llm.pool import ModelPool


def local_model(folder: Path) -> ModelSpec:
    source = {"kind": "folder", "path": str(folder)}
    entry = {"id": "tiny", "kind": "chat", "format": "safetensors", "context_length": 200, "source": [source]}
    return ModelSpec.model_validate(entry | {"languages": ["en"], "tier": "tiny"})


def endpoint(url: str, **more: Any) -> ModelSpec:
    entry = {"id": "far", "kind": "chat", "format": "openai", "context_length": 4096, "tier": "large", "base_url": url}
    return ModelSpec.model_validate(entry | more)


@pytest.fixture
def pool(tiny_folder: Path, tmp_path: Path) -> Iterator[ModelPool]:
    catalog = Catalog(
        dict(load_catalog()) | {"tiny": local_model(tiny_folder), "far": endpoint("http://127.0.0.1:9/v1")}
    )
    with_models = ModelPool(catalog, tmp_path, default="tiny", threads=1)
    yield with_models
    with_models.close()


def test_a_model_is_loaded_when_first_asked_for_and_only_once(pool: ModelPool, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []
    load = pool_module.load_engine

    def counted(spec: ModelSpec, *arguments: Any, **options: Any) -> Any:
        loads.append(spec.id)
        time.sleep(0.1)
        return load(spec, *arguments, **options)

    monkeypatch.setattr(pool_module, "load_engine", counted)
    assert not any(info["loaded"] for info in pool.info())
    barrier = threading.Barrier(8)

    def get(number: int) -> Any:
        barrier.wait()
        return pool.get("tiny" if number % 2 else None)

    with ThreadPoolExecutor(8) as threads:
        models = list(threads.map(get, range(8)))
    assert loads == ["tiny"]
    assert len({id(model) for model in models}) == 1
    assert models[0].chat.invoke("The river").text


def test_info_tells_tier_languages_device_and_number_type(pool: ModelPool) -> None:
    pool.get()
    info = {entry["id"]: entry for entry in pool.info()}
    assert info["tiny"]["loaded"]
    assert info["tiny"]["default"]
    assert (info["tiny"]["tier"], info["tiny"]["languages"]) == ("tiny", ["en"])
    assert (info["tiny"]["device"], info["tiny"]["threads"]) == ("cpu", 1)
    assert info["tiny"]["dtype"] in {"float32", "bfloat16"}
    assert info["far"]["remote"]
    assert info["far"]["ready"]
    assert not info["qwen3-8b"]["ready"]
    assert "bge-m3" not in info


def test_names_are_the_models_that_answer_now_default_first(pool: ModelPool) -> None:
    assert pool.names() == ["tiny", "far"]


@pytest.mark.parametrize("name", ["nobody", "bge-m3"])
def test_an_unknown_name_and_an_embedder_are_refused_with_the_choices(pool: ModelPool, name: str) -> None:
    with pytest.raises(UnknownModel, match=rf"'{name}'.*tiny"):
        pool.get(name)


def test_a_default_that_does_not_exist_is_found_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="nobody"):
        ModelPool(load_catalog(), tmp_path, default="nobody")


def test_a_question_never_starts_the_download_of_another_model(pool: ModelPool) -> None:
    with pytest.raises(WeightsMissing, match="sancha models pull qwen3-8b"):
        pool.get("qwen3-8b")


def test_a_closed_pool_ends_its_engines_and_loads_no_more(pool: ModelPool) -> None:
    model = pool.get()
    pool.close()
    with pytest.raises(EngineClosed):
        model.chat.invoke("The river")
    with pytest.raises(EngineClosed):
        pool.get()


# ---- remote endpoints


class Endpoint:
    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: list[tuple[dict[str, Any], str]] = []
        self.delay_s = 0.0


@pytest.fixture
def remote() -> Iterator[Endpoint]:
    """An OpenAI-compatible endpoint that says "Hello there" in two chunks."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.seen.append((body, self.headers["Authorization"]))
            time.sleep(state.delay_s)
            usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
            common = {"id": "1", "created": 1, "model": body["model"]}
            if not body.get("stream"):
                message = {"role": "assistant", "content": "Hello there"}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                content = json.dumps(common | {"object": "chat.completion", "choices": [choice], "usage": usage})
                return self._send("application/json", content)
            events = [
                {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hello"}, "finish_reason": None}]},
                {"choices": [{"index": 0, "delta": {"content": " there"}, "finish_reason": "stop"}]},
                {"choices": [], "usage": usage},
            ]
            lines = [json.dumps(common | {"object": "chat.completion.chunk"} | event) for event in events]
            self._send("text/event-stream", "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"]))
            return None

        def _send(self, kind: str, content: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    state = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1")
    yield state
    server.shutdown()
    server.server_close()


def remote_pool(tmp_path: Path, spec: ModelSpec, **environment: str) -> ModelPool:
    return ModelPool(Catalog({spec.id: spec}), tmp_path, default=spec.id, environment=environment)


async def test_a_remote_endpoint_is_a_chat_model_like_any_other(tmp_path: Path, remote: Endpoint) -> None:
    pool = remote_pool(tmp_path, endpoint(remote.url, api_key_env="OUR_KEY", remote_model="org/Big"), OUR_KEY="secret")
    model = pool.get()
    assert model.local is None
    answer = await model.chat.ainvoke("Hi")
    chunks = [chunk async for chunk in model.chat.astream("Hi")]
    assert answer.text == "Hello there" == "".join(chunk.text for chunk in chunks)
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["output_tokens"] == 2
    assert any(chunk.usage_metadata for chunk in chunks)  # type: ignore[attr-defined]
    assert {(body["model"], key) for body, key in remote.seen} == {("org/Big", "Bearer secret")}


def test_a_missing_key_is_named_and_an_endpoint_without_key_needs_none(tmp_path: Path, remote: Endpoint) -> None:
    with pytest.raises(CatalogError, match="set the environment variable OUR_KEY"):
        remote_pool(tmp_path, endpoint(remote.url, api_key_env="OUR_KEY")).get()
    assert remote_pool(tmp_path, endpoint(remote.url)).get().chat.invoke("Hi").text == "Hello there"


def test_a_slow_endpoint_is_given_up_after_its_time(tmp_path: Path, remote: Endpoint) -> None:
    import openai

    remote.delay_s = 2
    chat = remote_pool(tmp_path, endpoint(remote.url, timeout_s=0.2)).get().chat
    with pytest.raises(openai.APITimeoutError):
        chat.invoke("Hi")
