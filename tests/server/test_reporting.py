"""Nothing leaves the machine: a server and all that it starts, told by its environment to report, look no name up and
connect to nothing but this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from server.reporting import SILENT, switch_off
from tests.conftest import LiveServer
from tests.server.test_documents_over_http import finished

TALKATIVE = {
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "a-key",
    "LANGSMITH_ENDPOINT": "http://langsmith.example.invalid",
    "ANONYMIZED_TELEMETRY": "True",
    "ORT_DISABLE_TELEMETRY": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://otel.example.invalid",
}
# every Python process of the run loads it: sitecustomize of a folder on PYTHONPATH
RECORDER = """
import os, sys
_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")
def _note(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        target = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        target = arguments[1][0]
    else:
        return
    if isinstance(target, bytes):
        target = target.decode()
    if target and not str(target).startswith(_LOCAL):
        with open(os.environ["SANCHA_TEST_RECORD"], "a") as record:
            record.write(f"{event} {target}\\n")
sys.addaudithook(_note)
with open(os.environ["SANCHA_TEST_RECORD"] + ".processes", "a") as record:
    record.write(f"{os.getpid()}\\n")
"""


class Watch:
    """Looks many times a second whom the processes of a tree are connected to,
    for no audit hook sees what native code does."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self.foreign: set[str] = set()
        self.looks = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            try:
                tree = [psutil.Process(self._pid), *psutil.Process(self._pid).children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self.looks += 1
            for process in tree:
                try:
                    connections = process.net_connections("inet")
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
                for connection in connections:
                    if connection.raddr and not connection.raddr.ip.startswith(("127.", "::1", "::ffff:127.")):
                        self.foreign.add(f"{connection.raddr.ip}:{connection.raddr.port}")


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A file of what was looked up, and the environment that makes every process write into it."""
    (tmp_path / "sitecustomize.py").write_text(RECORDER)
    record = tmp_path / "record"
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(tmp_path), str(root)])
    return record, TALKATIVE | {"SANCHA_TEST_RECORD": str(record), "PYTHONPATH": path}


def read(record: Path) -> list[str]:
    return record.read_text().splitlines() if record.exists() else []


def test_the_recorder_sees_look_ups_and_connections(recorded: tuple[Path, dict[str, str]]) -> None:
    record, environment = recorded
    code = (
        "import socket, contextlib\n"
        "with contextlib.suppress(OSError): socket.getaddrinfo('name.invalid', 80)\n"
        "with contextlib.suppress(OSError):\n"
        "    s = socket.socket(); s.settimeout(0.01); s.connect(('192.0.2.1', 9))\n"
        "socket.getaddrinfo('localhost', 80)\n"
    )
    subprocess.run([sys.executable, "-c", code], env=os.environ | environment, check=True)
    assert read(record) == ["socket.getaddrinfo name.invalid", "socket.connect 192.0.2.1"]


def test_a_server_that_ingests_asks_and_serves_tells_nobody(
    start_server: Callable[..., LiveServer], recorded: tuple[Path, dict[str, str]]
) -> None:
    record, environment = recorded
    server = start_server("--no-demo", **environment)
    watch = Watch(server.pid)
    with httpx.Client(base_url=server.url, timeout=120, trust_env=False) as client:
        client.post("/api/knowledge-bases", json={"name": "quiet"}).raise_for_status()
        for name, content in (
            ("valves.md", "# Valves\n\nThe red valve closes on Friday."),
            ("valves.html", "<h1>Valves</h1><p>The blue valve opens on Monday.</p>"),
        ):
            upload = client.post("/api/knowledge-bases/quiet/documents", files={"file": (name, content.encode())})
            assert finished(server, upload.json()["items"][0])["status"] == "ready"
        for path in ("chat", "knowledge", "database", "agent"):
            asked = client.post(f"/{path}/invoke", json={"input": {"question": "When does the red valve close?"}})
            assert asked.status_code == 200, asked.text
        client.get("/docs").raise_for_status()
    time.sleep(2)  # what is sent in the background, in batches of a second
    watch.close()
    children = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    for process in children:
        seen = process.environ()
        if process.pid != server.pid:
            assert {name: seen.get(name) for name in SILENT} == SILENT, process.cmdline()
    server.stop()
    assert len(read(record.with_name("record.processes"))) >= 2
    assert watch.looks > 10
    assert read(record) == []
    assert watch.foreign == set()


def test_whatever_was_set_before_is_switched_off() -> None:
    environment = dict(TALKATIVE)
    switch_off(environment)
    assert {name: environment[name] for name in SILENT} == SILENT


@pytest.mark.parametrize("module", ["server.cli", "server.app"])
def test_importing_the_server_switches_reporting_off_before_the_libraries_look(module: str) -> None:
    code = (
        f"import {module}, os\n"
        "import langsmith.utils, huggingface_hub.constants, chromadb.config\n"
        "assert not langsmith.utils.tracing_is_enabled()\n"
        "assert huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY\n"
        "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n"
        "assert not chromadb.config.Settings().anonymized_telemetry\n"
    )
    subprocess.run([sys.executable, "-c", code], env=os.environ | TALKATIVE, check=True)
