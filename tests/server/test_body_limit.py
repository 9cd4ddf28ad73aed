from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI, Request, UploadFile
from starlette.testclient import TestClient

from server import problems
from server.body_limit import BodyLimit, Limit

MB = 1024 * 1024


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    problems.install(app)

    @app.post("/upload")
    async def upload(file: UploadFile) -> int:
        return len(await file.read())

    @app.post("/json")
    async def echo(request: Request) -> int:
        return len(await request.body())

    app.post("/whole")(upload)
    limits = {"/whole": Limit(6 * MB, "WHOLE_MAX_MB")}
    app.add_middleware(BodyLimit, uploads=Limit(2 * MB, "UPLOAD_MAX_MB"), paths=limits)
    with TestClient(app) as client:
        yield client


def refused(response: httpx.Response, advice: str = "") -> bool:
    return response.status_code == 413 and f"Send less at once{advice}." in response.json()["detail"]


def test_bodies_within_the_limit_pass(client: TestClient) -> None:
    assert client.post("/upload", files={"file": ("a.txt", b"x" * (2 * MB))}).json() == 2 * MB
    assert client.post("/json", content=b"x" * MB).json() == MB


def test_a_declared_length_over_the_limit_is_refused_at_once(client: TestClient) -> None:
    large = {"file": ("a.txt", b"x" * (4 * MB))}
    assert refused(client.post("/upload", files=large), ", or raise UPLOAD_MAX_MB")
    assert refused(client.post("/json", content=b"x" * (2 * MB)))


def test_a_body_that_hides_its_length_is_refused_when_it_grows_too_large(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * (64 * 1024)

    assert refused(client.post("/json", content=endless()))


def test_a_path_may_have_a_limit_of_its_own(client: TestClient) -> None:
    assert client.post("/whole", files={"file": ("a.zip", b"x" * (5 * MB))}).json() == 5 * MB
    assert refused(client.post("/whole", files={"file": ("a.zip", b"x" * (8 * MB))}), ", or raise WHOLE_MAX_MB")
    assert refused(client.post("/whole", content=b"x" * (2 * MB)))
