"""Uploading, watching and asking over REST, against a live server."""

from __future__ import annotations

import time
from typing import Any

import httpx

from tests.conftest import LiveServer

NOTE = (
    "# Cafeteria\n\nThe cafeteria opens at 7:40 in the morning. Lunch is served until 13:15.\n\n"
    "# Bicycles\n\nBicycles are kept in hall C. A parking badge for a bicycle costs 12 euros a year.\n"
)


def finished(server: LiveServer, job: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        state: dict[str, Any] = httpx.get(f"{server.url}/api/jobs/{job['id']}").json()
        if state["status"] in ("ready", "failed"):
            return state
        assert 0 <= state["progress"] <= 1
        time.sleep(0.1)
    raise AssertionError("the job did not finish")


def test_an_uploaded_document_can_be_searched_asked_and_deleted(demo_server: LiveServer) -> None:
    api = f"{demo_server.url}/api/knowledge-bases"
    created = httpx.post(api, json={"name": "house", "description": "House rules"})
    assert created.status_code == 201
    assert httpx.post(api, json={"name": "house"}).status_code == 409

    upload = httpx.post(f"{api}/house/documents", files={"file": ("house.md", NOTE.encode())})
    assert upload.status_code == 202
    job = upload.json()["items"][0]
    assert finished(demo_server, job)["status"] == "ready"
    [document] = httpx.get(f"{api}/house/documents").json()["items"]
    assert (document["name"], document["status"]) == ("house.md", "ready")
    assert document["chunks"] >= 1

    hits = httpx.post(f"{api}/house/search", json={"query": "When does the cafeteria open?", "k": 3}).json()["items"]
    text = httpx.get(f"{api}/house/documents/{document['id']}/text").json()["text"]
    assert "7:40" in hits[0]["text"]
    assert all(text[hit["start"] : hit["end"]] == hit["text"] for hit in hits)

    answer = httpx.post(
        f"{demo_server.url}/knowledge/invoke",
        json={"input": {"question": "What does a bicycle badge cost?", "knowledge_bases": ["house"]}},
        timeout=60,
    ).json()["output"]
    assert "12 euros" in answer["answer"]
    assert answer["citations"][0]["document"] == "house.md"

    assert httpx.delete(f"{api}/house/documents/{document['id']}").status_code == 204
    assert httpx.post(f"{api}/house/search", json={"query": "cafeteria", "k": 3}).json()["items"] == []
    assert httpx.delete(f"{api}/house").status_code == 204
    assert httpx.get(f"{api}/house").status_code == 404


def test_several_files_give_a_job_each_and_a_bad_one_does_not_stop_the_others(demo_server: LiveServer) -> None:
    api = f"{demo_server.url}/api/knowledge-bases"
    httpx.post(api, json={"name": "mixed-upload"})
    files = [("file", ("good.txt", b"The gate code changes monthly.")), ("file", ("bad.pdf", b"no pdf"))]
    response = httpx.post(f"{api}/mixed-upload/documents", files=files)
    assert response.status_code == 202
    good, bad = response.json()["items"]
    assert finished(demo_server, good)["status"] == "ready"
    assert bad["status"] == "failed"
    assert bad["reason"]
    assert [d["name"] for d in httpx.get(f"{api}/mixed-upload/documents").json()["items"]] == ["good.txt"]
    httpx.delete(f"{api}/mixed-upload")


def test_docs_need_nothing_from_outside(demo_server: LiveServer) -> None:
    page = httpx.get(f"{demo_server.url}/docs").text
    assert "swagger-ui" in page
    assert "//cdn" not in page and "https://" not in page.replace("https://www.w3.org", "")  # noqa: PT018
    spec = httpx.get(f"{demo_server.url}/openapi.json").json()
    assert {"/agent/invoke", "/api/threads", "/api/knowledge-bases/{name}/documents"} <= spec["paths"].keys()
