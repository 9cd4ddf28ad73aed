"""A fake API on a real port, and the pages run against it without a browser."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from streamlit.testing.v1 import AppTest

from tests.conftest import free_port
from tests.ui.fake_api import FakeApi, create_app
from ui.client import SanchaClient
from ui.launch import streamlit_command, streamlit_environment

APP = Path(__file__).parents[2] / "ui" / "app.py"


@contextmanager
def running(api: FakeApi) -> Iterator[str]:
    """The address of a fake API whose state is `api`."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(api), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@contextmanager
def pages(api_url: str, folder: Path) -> Iterator[str]:
    """The address of a Streamlit server over `api_url`, started from a foreign folder."""
    port = free_port()
    command, environment = streamlit_command(api_url, port), streamlit_environment()
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def api_url(api: FakeApi) -> Iterator[str]:
    with running(api) as url:
        yield url


@pytest.fixture
def client(api_url: str) -> Iterator[SanchaClient]:
    with SanchaClient(api_url) as client:
        yield client


@pytest.fixture
def app(api_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The pages over the fake API; `.run()` draws them."""
    monkeypatch.setattr(sys, "argv", ["app.py", "--api-url", api_url])
    return AppTest.from_file(str(APP), default_timeout=30)


def wait_for(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {seconds} s")
