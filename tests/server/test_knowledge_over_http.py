"""Curating knowledge bases over REST and from the shell: editions, tags, passwords, rebuilds, export and import."""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import LiveServer
from tests.server.test_bad_input import assert_problem
from tests.server.test_cli import sancha
from tests.server.test_documents_over_http import NOTE, finished

BASE = "curated"


@pytest.fixture
def api(demo_server: LiveServer) -> Iterator[str]:
    """The address of a base that holds one document."""
    bases = f"{demo_server.url}/api/knowledge-bases"
    assert httpx.post(bases, json={"name": BASE, "chunk_tokens": 100, "window_tokens": 50}).status_code == 201
    upload(demo_server, f"{bases}/{BASE}", NOTE)
    yield f"{bases}/{BASE}"
    httpx.delete(f"{bases}/{BASE}")


def upload(server: LiveServer, api: str, note: str, **fields: Any) -> dict[str, Any]:
    response = httpx.post(f"{api}/documents", files={"file": ("house.md", note.encode())}, data=fields)
    assert response.status_code == 202, response.text
    return finished(server, response.json()["items"][0])


def documents(api: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = httpx.get(f"{api}/documents").json()["items"]
    return items


def test_a_changed_file_takes_the_place_of_the_old_one(demo_server: LiveServer, api: str) -> None:
    [old] = documents(api)
    job = upload(demo_server, api, NOTE.replace("12 euros", "15 euros"), tags=["fees", "bicycles"])
    assert (job["status"], job["kind"]) == ("ready", "ingest")
    [new] = documents(api)
    assert new["id"] == job["document_id"] != old["id"]
    assert new["tags"] == ["fees", "bicycles"]
    [hit, *_] = httpx.post(f"{api}/search", json={"query": "What does a bicycle badge cost?"}).json()["items"]
    assert "15 euros" in hit["text"]
    assert httpx.get(f"{api}/documents/{old['id']}/text").status_code == 404


def test_description_and_tags_are_changed_and_statistics_tell_what_there_is(api: str) -> None:
    before = httpx.get(api).json()
    after = httpx.patch(api, json={"description": "Rules of the house"}).json()
    assert after["description"] == "Rules of the house"
    assert after["updated_at"] > before["updated_at"]
    [document] = documents(api)
    tagged = httpx.patch(f"{api}/documents/{document['id']}", json={"tags": ["站", "fees"]}).json()
    assert tagged["tags"] == httpx.get(f"{api}/documents/{document['id']}").json()["tags"] == ["站", "fees"]
    statistics = httpx.get(f"{api}/statistics").json()
    assert statistics["documents"] == {"ready": 1}
    assert statistics["types"] == {"md": 1}
    assert statistics["bytes"] == statistics["characters"] == len(NOTE)
    assert statistics["embedder"] == after["embedder"] == "bge-small-en-v1.5"


def test_a_rebuild_changes_embedder_and_sizes(demo_server: LiveServer, api: str) -> None:
    call = {"embedding": "use-multilingual-v3", "chunk_tokens": 64}
    started = httpx.post(f"{api}/rebuild", json=call)
    assert started.status_code == 202
    job = finished(demo_server, started.json())
    assert (job["status"], job["kind"], job["document_id"], job["documents_done"]) == ("ready", "rebuild", None, 1)
    base = httpx.get(api).json()
    assert (base["embedder"], base["chunk_tokens"], base["window_tokens"]) == ("use-multilingual-v3", 64, 50)
    assert (
        httpx.post(f"{api}/search", json={"query": "午餐什么时候供应？"}).json()["items"][0]["document"] == "house.md"
    )
    assert [item["kind"] for item in httpx.get(f"{api}/jobs").json()["items"]] == ["ingest", "rebuild"]


def test_a_base_leaves_as_a_file_and_comes_back(demo_server: LiveServer, api: str) -> None:
    with httpx.stream("GET", f"{api}/export") as response:
        assert response.headers["content-type"] == "application/zip"
        assert "curated.zip" in response.headers["content-disposition"]
        content = response.read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert json.loads(archive.read("manifest.json"))["documents"][0]["name"] == "house.md"
    bases = f"{demo_server.url}/api/knowledge-bases"
    response = httpx.post(f"{bases}/import", files={"file": content}, data={"name": "回来"})
    assert response.status_code == 202
    assert [finished(demo_server, job)["status"] for job in response.json()["jobs"]] == ["ready"]
    hits = httpx.post(f"{bases}/回来/search", json={"query": "When does the cafeteria open?"}).json()["items"]
    assert "7:40" in hits[0]["text"]
    assert httpx.delete(f"{bases}/回来").status_code == 204


def test_what_is_wrong_is_a_problem(demo_server: LiveServer, api: str) -> None:
    bases = f"{demo_server.url}/api/knowledge-bases"
    before = (httpx.get(bases).json(), documents(api))
    assert_problem(httpx.patch(f"{bases}/nope", json={"description": "x"}), 404, "nope")
    assert_problem(httpx.patch(api, json={"name": "x"}), 422, "name")
    assert_problem(httpx.patch(f"{api}/documents/nope", json={"tags": []}), 404, "nope")
    [document] = documents(api)
    assert_problem(httpx.patch(f"{api}/documents/{document['id']}", json={"tags": [""]}), 422, "tag")
    assert_problem(httpx.post(f"{api}/documents/{document['id']}/retry"), 409, "house.md")
    assert_problem(httpx.post(f"{api}/rebuild", json={"embedding": "nope"}), 404, "nope")
    assert_problem(httpx.post(f"{api}/rebuild", json={"chunk_tokens": 1}), 422, "chunk_tokens")
    assert_problem(httpx.post(f"{api}/rebuild", json={"window_tokens": 2000}), 422, "2000")
    assert_problem(httpx.get(f"{bases}/nope/export"), 404, "nope")
    assert_problem(httpx.get(f"{bases}/nope/statistics"), 404, "nope")
    assert_problem(httpx.get(f"{bases}/nope/jobs"), 404, "nope")
    no_archive = {"file": ("x.zip", b"no zip")}
    assert_problem(httpx.post(f"{bases}/import", files=no_archive, data={"name": "new"}), 422, "export")
    assert_problem(httpx.post(f"{bases}/import", files=no_archive, data={"name": BASE}), 409, BASE)
    assert_problem(httpx.post(f"{bases}/import", files=no_archive), 422, "name")
    assert (httpx.get(bases).json(), documents(api)) == before


def test_a_password_comes_back_in_no_answer_and_no_log(demo_server: LiveServer, api: str) -> None:
    secret = "a-password-nobody-guesses"
    job = upload(demo_server, api, NOTE + "\nMore.", password=secret)
    assert job["status"] == "ready"
    everything = [httpx.get(f"{api}/{what}").text for what in ("documents", "jobs", "statistics", "export")]
    assert all(secret not in answer for answer in [json.dumps(job), *everything])
    assert_problem(httpx.post(f"{api}/documents/nope/retry", json={"password": secret}), 404)
    assert secret not in demo_server.log()
    for folder, _, names in os.walk(demo_server.home):
        for path in (Path(folder) / name for name in names):
            # the server is at work: a file may be gone before it is read
            with contextlib.suppress(FileNotFoundError):
                assert secret.encode() not in path.read_bytes(), path


def test_the_shell_curates_too(demo_server: LiveServer, api: str, tmp_path: Path) -> None:
    home = {"SANCHA_HOME": str(demo_server.home), "SANCHA_WEIGHTS_DIR": str(demo_server.weights)}

    def kb(*arguments: str) -> str:
        ran = sancha("kb", *arguments, **home)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    note = tmp_path / "house.md"
    note.write_text(NOTE.replace("12 euros", "16 euros"))
    kb("add", BASE, str(note), "--tag", "fees")
    assert "#fees" in kb("documents", BASE)
    assert "Changed" in kb("edit", BASE, "--description", "Rules")
    assert json.loads(kb("stats", BASE, "--json"))["documents"] == {"ready": 1}
    assert "1 ready" in kb("stats", BASE)
    assert "ready" in kb("rebuild", BASE, "--chunk-tokens", "80")
    archive = tmp_path / "back.zip"
    assert "Wrote" in kb("export", BASE, str(archive))
    assert json.loads(kb("import", str(archive), "--json"))["documents"] == 1
    assert "16 euros" in kb("search", "back", "What does a bicycle badge cost?")
    kb("delete", "back", "--yes")
    refused = sancha("kb", "import", str(note), "--name", "x", **home)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
