from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import SANCHA, LiveServer, free_port


def sancha(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SANCHA), *arguments], env=os.environ | environment, capture_output=True, text=True, timeout=240
    )


def test_help_names_every_command_and_comes_at_once() -> None:
    took = []
    for _ in range(3):
        before = os.times()
        ran = sancha("--help")
        after = os.times()
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(took) < 2  # seconds of the processor; half of one on ours
    for command in ("up", "serve", "ui", "ask", "kb", "db", "models", "doctor"):
        assert f" {command} " in ran.stdout


def test_help_loads_no_heavy_package() -> None:
    heavy = ("torch", "transformers", "langchain_core", "fastapi", "streamlit")
    code = f"import sys, server.cli; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([str(SANCHA.with_name("python")), "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_ask_prints_the_same_object_as_the_agent(demo_server: LiveServer) -> None:
    question = "How many substations are there?"
    ran = sancha("ask", question, "--json", SANCHA_HOME=str(demo_server.home))
    assert ran.returncode == 0, ran.stderr
    asked = json.loads(ran.stdout)
    invoked = httpx.post(f"{demo_server.url}/agent/invoke", json={"input": {"question": question}}, timeout=60).json()[
        "output"
    ]
    assert asked.keys() == invoked.keys()
    assert asked["sql"] == invoked["sql"]
    assert asked["answer"] == invoked["answer"]


def test_ask_works_without_a_running_server(tmp_path: Path, bundled_weights: Path) -> None:
    ran = sancha(
        "ask", "What is the capital of France?", "--route", "chat",
        SANCHA_HOME=str(tmp_path / "own"), SANCHA_WEIGHTS_DIR=str(bundled_weights), SANCHA_DEMO="false",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Paris" in ran.stdout


def test_a_mistake_is_one_sentence_and_exit_status_1(demo_server: LiveServer) -> None:
    ran = sancha("ask", "hi", "--db", "nope", SANCHA_HOME=str(demo_server.home))
    assert ran.returncode == 1
    assert "no database called 'nope'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_serve_refuses_to_be_reachable_from_outside() -> None:
    ran = sancha("serve", "--host", "0.0.0.0")
    assert ran.returncode == 1
    assert "no login" in ran.stderr


def test_a_taken_port_is_said_at_once(demo_server: LiveServer, tmp_path: Path) -> None:
    ran = sancha("serve", "--port", str(demo_server.port), SANCHA_HOME=str(tmp_path))
    assert ran.returncode == 1
    assert "taken" in ran.stderr


def test_two_servers_cannot_share_a_data_folder(demo_server: LiveServer) -> None:
    ran = sancha("serve", "--port", str(free_port()), SANCHA_HOME=str(demo_server.home))
    assert ran.returncode == 1
    assert ran.stderr.startswith("sancha: Another Sancha is running")


def test_a_data_folder_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = sancha("serve", "--port", str(free_port()), SANCHA_HOME=str(tmp_path / "file" / "home"))
    assert ran.returncode == 1
    assert "set SANCHA_HOME" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("arguments", [("kb", "list"), ("db", "list"), ("models", "list")])
def test_lists_are_readable_by_programs(demo_server: LiveServer, arguments: tuple[str, ...]) -> None:
    home = {"SANCHA_HOME": str(demo_server.home), "SANCHA_WEIGHTS_DIR": str(demo_server.weights)}
    assert isinstance(json.loads(sancha(*arguments, "--json", **home).stdout), list)


def test_doctor_says_what_is_missing(tmp_path: Path) -> None:
    ran = sancha("doctor", "--json", SANCHA_HOME=str(tmp_path), SANCHA_WEIGHTS_DIR=str(tmp_path / "none"))
    assert ran.returncode == 1
    checks = {check["name"]: check for check in json.loads(ran.stdout)}
    assert not checks["weights"]["ok"]
    assert "sancha models pull --bundled" in checks["weights"]["detail"]


def test_ctrl_c_ends_a_server_whose_model_never_finishes_loading(tmp_path: Path, bundled_weights: Path) -> None:
    port = free_port()
    program = (
        "import threading, llm.pool; llm.pool.ModelPool.get = lambda *_: threading.Event().wait();"
        "from server.cli import app; app()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--no-demo", "--port", str(port)],
        env=os.environ | {"SANCHA_HOME": str(tmp_path / "home"), "SANCHA_WEIGHTS_DIR": str(bundled_weights)},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        said = ""
        while "loading the chat model" not in said:
            time.sleep(0.2)
            assert process.poll() is None
            try:
                said = httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5).text
            except httpx.TransportError:
                continue
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0
        assert "Traceback" not in told
    finally:
        process.kill()


def test_up_runs_api_and_ui_and_ctrl_c_ends_both(tmp_path: Path, bundled_weights: Path) -> None:
    port, ui_port = free_port(), free_port()
    process = subprocess.Popen(
        [str(SANCHA), "up", "--no-demo", "--port", str(port), "--ui-port", str(ui_port)],
        env=os.environ | {"SANCHA_HOME": str(tmp_path / "up"), "SANCHA_WEIGHTS_DIR": str(bundled_weights)},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if "Playground" in line:
                break
        assert f"http://127.0.0.1:{ui_port}" in said
        assert f"http://127.0.0.1:{port}/docs" in said
        assert httpx.get(f"http://127.0.0.1:{port}/ready").is_success
        assert httpx.get(f"http://127.0.0.1:{ui_port}/_stcore/health").text == "ok"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{ui_port}/_stcore/health")
    finally:
        process.kill()
