"""Weights that are not there: what is asked of them fails with the command that fetches them, all else goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from llm.catalog import load_catalog
from llm.hubs import HubSettings
from server.models import Embedders, Rerankers
from tests.conftest import LiveServer
from tests.server.test_bad_input import assert_problem
from tests.server.test_cli import sancha
from tests.server.test_documents_over_http import finished

CATALOG = """
[[model]]
id = "our-embedder"
kind = "embedding"
format = "onnx"
languages = ["en"]
context_length = 512
[model.embedding]
dimensions = 384
max_tokens = 512
[[model.source]]
kind = "folder"
path = "{folder}"

[[model]]
id = "our-chat"
kind = "chat"
format = "safetensors"
tier = "small"
languages = ["en"]
context_length = 512
[[model.source]]
kind = "folder"
path = "{folder}/nowhere"
"""
COMMAND = "sancha models pull our-embedder"


@pytest.fixture
def weights(tmp_path: Path, bundled_weights: Path) -> Path:
    return Path(shutil.copytree(bundled_weights / "bge-small-en-v1.5", tmp_path / "ours"))


@pytest.fixture
def catalog(tmp_path: Path, weights: Path) -> Path:
    path = tmp_path / "catalog.toml"
    path.write_text(CATALOG.format(folder=weights))
    return path


def test_a_base_without_its_embedder_says_what_to_fetch_and_stops_nobody(
    start_server: Callable[..., LiveServer], tmp_path: Path, weights: Path, catalog: Path
) -> None:
    settings = {"SANCHA_CATALOG": str(catalog), "SANCHA_DEMO": "false"}
    server = start_server(home=tmp_path / "home", **settings)
    bases = f"{server.url}/api/knowledge-bases"
    file = {"file": ("roof.md", b"The roof of the station is inspected in spring.")}
    for name, embedding in (("ours", "our-embedder"), ("usual", "bge-small-en-v1.5")):
        httpx.post(bases, json={"name": name, "embedding": embedding}, timeout=60).raise_for_status()
        job = httpx.post(f"{bases}/{name}/documents", files=file).json()["items"][0]
        assert finished(server, job)["status"] == "ready"
    server.stop()
    away = weights.rename(tmp_path / "away")
    server.start()
    bases = f"{server.url}/api/knowledge-bases"

    query = {"query": "When is the roof inspected?"}
    assert_problem(httpx.post(f"{bases}/ours/search", json=query), 503, "our-embedder", COMMAND)
    assert httpx.post(f"{bases}/ours/search", json=query | {"mode": "terms"}).json()["items"]
    assert_problem(httpx.post(bases, json={"name": "new", "embedding": "our-embedder"}), 503, COMMAND)
    ran = sancha("kb", "search", "ours", "roof", SANCHA_HOME=str(server.home))
    assert (ran.returncode, ran.stdout) == (3, "")
    assert COMMAND in ran.stderr
    job = httpx.post(f"{bases}/ours/documents", files={"file": ("wall.md", b"A wall.")}).json()["items"][0]
    failed = finished(server, job)
    assert failed["status"] == "failed"
    assert COMMAND in failed["reason"]
    # the other base answers, and so do the words of this one
    for names in (None, ["ours"]):
        asked = {"input": {"question": "When is the roof inspected?", "knowledge_bases": names}}
        output = httpx.post(f"{server.url}/knowledge/invoke", json=asked, timeout=60).json()["output"]
        assert "spring" in output["answer"]
    [told] = httpx.get(f"{server.url}/api/system").json()["missing"]
    assert COMMAND in told
    # a stream that has begun says what went wrong, too
    chosen = {"input": {"question": "Hello"}, "config": {"configurable": {"model": "our-chat"}}}
    stream = httpx.post(f"{server.url}/chat/stream", json=chosen, timeout=60).text
    assert "sancha models pull our-chat" in stream
    assert "Internal Server Error" not in stream

    away.rename(weights)
    assert httpx.post(f"{bases}/ours/search", json=query).json()["items"][0]["document"] == "roof.md"
    retried = httpx.post(f"{bases}/ours/documents/{job['document_id']}/retry").json()
    assert finished(server, retried)["status"] == "ready"


def test_a_source_that_failed_is_not_asked_again_at_once(
    catalog: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights.rename(tmp_path / "away")
    fetched: list[str] = []
    from server import models

    original = models.fetch_weights
    monkeypatch.setattr(
        models, "fetch_weights", lambda spec, *a, **k: (fetched.append(spec.id), original(spec, *a, **k))[1]
    )
    embedders = Embedders(load_catalog(catalog), tmp_path, HubSettings())
    for _ in range(3):
        with pytest.raises(models.EmbedderUnavailable, match=COMMAND):
            embedders("our-embedder")
    assert fetched == ["our-embedder"]
    (tmp_path / "away").rename(weights)
    assert embedders("our-embedder").id == "our-embedder"


def test_the_system_says_which_reranker_is_left_out_and_why(bundled_weights: Path, tmp_path: Path) -> None:
    here = {item["id"]: item for item in Rerankers(load_catalog(), bundled_weights).list()}
    assert here["ms-marco-minilm-l12"]["available"]
    assert "sancha models pull bge-reranker-base" in here["bge-reranker-base"]["reason"]
    broken = tmp_path / "ms-marco-minilm-l12"
    shutil.copytree(bundled_weights / broken.name, broken)
    (broken / "model.onnx").write_bytes(b"no model")
    rerankers = Rerankers(load_catalog(), tmp_path)
    assert rerankers("en") is None
    item = next(item for item in rerankers.list() if item["id"] == broken.name)
    assert not item["available"]
    assert "fetch" in item["reason"]
