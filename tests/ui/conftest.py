"""A fake API on a real port, and the pages run against it without a browser."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from streamlit.testing.v1 import AppTest

from tests.conftest import PORTS_TRIED, answers, free_port
from tests.ui.fake_api import FakeApi, create_app
from ui.client import SanchaClient
from ui.launch import streamlit_command, streamlit_environment

APP = Path(__file__).parents[2] / "ui" / "app.py"


@contextmanager
def running(api: FakeApi) -> Iterator[str]:
    """The address of a fake API whose state is `api`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(api), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@contextmanager
def pages(api_url: str, folder: Path) -> Iterator[str]:
    """The address of a Streamlit server over `api_url`, started from a foreign folder."""
    for _ in range(PORTS_TRIED):
        port = free_port()
        command, environment = streamlit_command(api_url, port), streamlit_environment()
        with subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE) as process:
            try:
                if answers(process, f"http://127.0.0.1:{port}/_stcore/health"):
                    yield f"http://127.0.0.1:{port}"
                    return
            finally:
                process.kill()
    raise RuntimeError("Streamlit does not start")


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
    return AppTest.from_file(str(APP), default_timeout=120)
