"""The commands and programs of the READMEs, run as a newcomer runs them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SANCHA, LiveServer

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", READMES)
def test_shell_commands_work_as_written(name: str, demo_server: LiveServer) -> None:
    lines = [line for block in blocks(name, "sh") for line in block.splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("sancha ")]
    assert len(commands) >= 8
    environment = os.environ | {"SANCHA_HOME": str(demo_server.home), "SANCHA_WEIGHTS_DIR": str(demo_server.weights)}
    for command in commands:
        ran = subprocess.run(
            [str(SANCHA), *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180
        )
        assert ran.returncode == 0, f"{command}: {ran.stderr}"
        assert ran.stdout.strip() or command[1:3] == ["kb", "add"]
    assert {line for line in lines if line.startswith("make ")} == {"make run", "make test"}


@pytest.mark.parametrize("name", READMES)
def test_python_programs_work_as_written(name: str, demo_server: LiveServer) -> None:
    programs = blocks(name, "python")
    assert programs
    for program in programs:
        code = program.replace("http://127.0.0.1:8000", demo_server.url)
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
        assert ran.returncode == 0, ran.stderr
        assert "database" in ran.stdout


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "\nrun: setup\n" in makefile
    assert "\ntest: setup lint types unit\n" in makefile


@pytest.mark.parametrize("name", READMES)
def test_pictures_and_links_to_files_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!http|#)([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
