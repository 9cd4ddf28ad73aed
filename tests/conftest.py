"""Fixtures that several rooms share: the bundled weights, and a live server on a data folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import platformdirs
import pytest

SANCHA = Path(sys.executable).with_name("sancha")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """With SANCHA_NO_SKIP set (as in CI) a skipped test is a failed one."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("SANCHA_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and SANCHA_NO_SKIP forbids that: {report.longrepr}"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own settings or data."""
    for name in [name for name in os.environ if name.startswith("SANCHA_") and "TEST" not in name]:
        if name != "SANCHA_NO_SKIP":
            monkeypatch.delenv(name)
    monkeypatch.setenv("SANCHA_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def bundled_weights() -> Path:
    """The folder that `make setup` fetched the bundled weights into."""
    chosen = os.environ.get("SANCHA_TEST_WEIGHTS") or os.environ.get("SANCHA_WEIGHTS_DIR")
    home = os.environ.get("SANCHA_HOME") or platformdirs.user_data_dir("sancha", appauthor=False)
    folder = Path(chosen) if chosen else Path(home) / "weights"
    if not (folder / "smollm2-135m-instruct").is_dir():
        pytest.skip(f"the bundled weights are not in {folder}; run: make weights")
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class LiveServer:
    """A `sancha serve` process on its own data folder."""

    home: Path
    weights: Path
    environment: dict[str, str]
    arguments: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def folders(self) -> dict[str, str]:
        return {"SANCHA_HOME": str(self.home), "SANCHA_WEIGHTS_DIR": str(self.weights)}

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, timeout_s: float = 180) -> LiveServer:
        """Starts the process and waits until it is ready."""
        self.port = free_port()
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(SANCHA), "serve", "--port", str(self.port), *self.arguments],
                env=os.environ | self.environment | self.folders,
                stdout=log,
                stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended:\n{self.log()[-4000:]}")
            try:
                if httpx.get(f"{self.url}/ready", timeout=2).is_success:
                    return self
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise RuntimeError(f"the server did not get ready:\n{self.log()[-4000:]}")

    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")

    def kill(self) -> None:
        """kill -9"""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory, bundled_weights: Path
) -> Iterator[Callable[..., LiveServer]]:
    """A factory of live servers; all are stopped at the end."""
    servers: list[LiveServer] = []

    def start(*arguments: str, home: Path | None = None, **environment: str) -> LiveServer:
        folder = home or tmp_path_factory.mktemp("home")
        server = LiveServer(folder, bundled_weights, environment, arguments)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def demo_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    """One live server with the demo, shared by the tests that only ask it things."""
    return start_server()
