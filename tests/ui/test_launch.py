import importlib.metadata
import os
import subprocess
from pathlib import Path

import pytest
from streamlit import config

from tests.conftest import answers, free_port
from ui.launch import APP, streamlit_command, streamlit_environment


def _flags(command: list[str]) -> dict[str, str]:
    return dict(part[2:].split("=", 1) for part in command if part.startswith("--") and "=" in part)


def test_the_pages_are_told_where_the_api_is() -> None:
    command = streamlit_command("http://127.0.0.1:9000", 9001, "127.0.0.1")
    assert command[command.index("--") + 1 :] == ["--api-url", "http://127.0.0.1:9000"]
    assert str(APP) in command
    flags = _flags(command)
    assert (flags["server.port"], flags["server.address"]) == ("9001", "127.0.0.1")


def test_nothing_is_reported_to_anyone_and_nothing_is_asked() -> None:
    flags = _flags(streamlit_command("http://127.0.0.1:9000"))
    assert flags["browser.gatherUsageStats"] == "false"
    assert flags["server.showEmailPrompt"] == "false"
    assert flags["client.toolbarMode"] == "viewer"


def test_streamlit_knows_every_option() -> None:
    known = config.get_config_options()
    unknown = set(_flags(streamlit_command("http://127.0.0.1:9000"))) - set(known)
    assert not unknown, f"unknown to streamlit {importlib.metadata.version('streamlit')}"


@pytest.mark.parametrize("before", [{}, {"PYTHONPATH": "/elsewhere"}])
def test_the_checkout_can_be_imported_from_any_folder(before: dict[str, str]) -> None:
    path = streamlit_environment(before)["PYTHONPATH"].split(os.pathsep)
    assert Path(path[0]) == APP.parent.parent
    assert path[1:] == list(before.values())


def test_the_pages_answer_and_end_with_whoever_started_them(tmp_path: Path) -> None:
    port = free_port()
    command, environment = streamlit_command("http://127.0.0.1:9", port), streamlit_environment()
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert answers(process, f"http://127.0.0.1:{port}/_stcore/health")
        process.stdin.close()
        assert process.wait(timeout=60) == 0
