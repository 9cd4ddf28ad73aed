"""Fixtures that several rooms share: the bundled weights, and a live server on a data folder of its own."""

from __future__ import annotations

import os
import re
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
from httpx._config import DEFAULT_TIMEOUT_CONFIG
from hypothesis import HealthCheck, settings

SANCHA = Path(sys.executable).with_name("sancha")
PORTS_TRIED = 5
"""Between finding a free port and listening on it, another program may take it."""
PORT_TAKEN = re.compile("is taken by another program|address already in use", re.IGNORECASE)

# Examples are the same in every run and on every machine, and none of them has to be quick: whoever wants others runs
# with `--hypothesis-profile=default`.
settings.register_profile(
    "same", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")

# httpx gives up after 5 seconds, which says little about a server on a machine that is busy with other things
for _phase in ("connect", "read", "write", "pool"):
    setattr(DEFAULT_TIMEOUT_CONFIG, _phase, 60.0)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """With SANCHA_NO_SKIP set (as in CI) a skipped test is a failed one."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("SANCHA_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and SANCHA_NO_SKIP forbids that: {report.longrepr}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the weights, or a server that loads them, is no part of `make fast`."""
    for item in items:
        if "bundled_weights" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


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


def answers(process: subprocess.Popen[Any], url: str, timeout_s: float = 120) -> bool:
    """Waits until the process answers there; False when it ended, as it does when its port was taken meanwhile, or
    when the time is up."""
    deadline = time.monotonic() + timeout_s
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=5, trust_env=False).is_success:
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    return False


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

    def start(self, timeout_s: float = 240) -> LiveServer:
        """Starts the process and waits until it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        for _ in range(PORTS_TRIED):
            self.port = free_port()
            with (self.home / "server.log").open("ab") as log:
                begin = log.tell()
                self.process = subprocess.Popen(
                    [str(SANCHA), "serve", "--port", str(self.port), *self.arguments],
                    env=os.environ | self.environment | self.folders,
                    stdout=log,
                    stderr=log,
                )  # fmt: skip
            if answers(self.process, f"{self.url}/ready", timeout_s):
                return self
            said = (self.home / "server.log").read_bytes()[begin:].decode(errors="replace")
            if self.process.poll() is None or not PORT_TAKEN.search(said):
                break
        raise RuntimeError(f"the server ended, or did not get ready:\n{self.log()[-4000:]}")

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
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory, bundled_weights: Path
) -> Iterator[Callable[..., LiveServer]]:
    """A factory of live servers; all are stopped at the end.

    Their searches may take all the time that they want for reranking: with the usual 30 ms, what is found depends on
    how fast and how busy the machine is.
    """
    servers: list[LiveServer] = []

    def start(*arguments: str, home: Path | None = None, **environment: str) -> LiveServer:
        folder = home or tmp_path_factory.mktemp("home")
        server = LiveServer(folder, bundled_weights, {"SANCHA_RERANK_MS": "60000"} | environment, arguments)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def demo_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    """One live server with the demo, shared by the tests that only ask it things."""
    return start_server()
