"""What the pages for developers say of files, stages and commands is so."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = "docs/architecture.md"
PAGES = (ARCHITECTURE, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
_FOLDERS = "agents|chains|tools|knowledge|llm|server|ui|tests|docs"
_PATH = re.compile(rf"`((?:{_FOLDERS})/[^`\s]*)`")
_BESIDE = re.compile(r"`(\w+\.(?:py|toml))`")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def rows_of(title: str) -> list[list[str]]:
    """The cells of the table under a heading of the architecture page, without its head."""
    section = text_of(ARCHITECTURE).split(f"\n## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    named = _PATH.findall(text_of(page))
    assert named
    assert [path for path in named if not any(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    targets = re.findall(r"\]\((?!http|#)([^)#]+)", text_of(page))
    assert [target for target in targets if not (here / target).exists()] == []


def test_whoever_adds_something_is_told_one_file_and_one_test() -> None:
    rows = rows_of("Where do I add …?")
    assert len(rows) >= 16
    left_out = tomllib.loads(text_of("pyproject.toml"))["tool"]["pytest"]["ini_options"]["norecursedirs"]
    for what, file, test in rows:
        [path], [proof] = _PATH.findall(file), _PATH.findall(test)
        assert (ROOT / path).is_file(), what
        assert re.fullmatch(r"tests/.+/test_\w+\.py", proof), what
        assert (ROOT / proof).is_file(), what
        assert not set(Path(proof).parts) & set(left_out), f"{proof} is not run"
        beside = [name for name in _BESIDE.findall(file) if not (ROOT / path).with_name(name).is_file()]
        assert beside == [], what


def test_tables_of_words_have_the_sections_that_the_page_sends_to() -> None:
    named = [(path, cell) for _, cell, _ in rows_of("Where do I add …?") for path in _PATH.findall(cell)]
    sent = [(path, section) for path, cell in named for section in re.findall(r"`\[+(\w+)\]+`", cell)]
    assert len(sent) >= 4
    for path, section in sent:
        assert section in tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def test_the_stages_of_a_database_question_are_the_linters() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [layers] = [c["layers"] for c in contracts if c.get("containers") == ["chains.text2sql"]]
    stages = [set(layer.split(" | ")) for layer in layers if layer not in ("pipeline", "protocols | dialects")]
    [line] = re.findall(r"^analysis.*→.*$", text_of(ARCHITECTURE), re.MULTILINE)
    told = [set(part.split(", ")) for part in line.split(" → ")]
    assert set.union(*told) == set.union(*stages)
    place = {stage: number for number, level in enumerate(reversed(stages)) for stage in level}
    order = [{place[stage] for stage in level} for level in told]
    assert all(max(earlier) < min(later) for earlier, later in pairwise(order))


def test_the_nodes_of_the_machine_are_those_of_the_page() -> None:
    [line] = re.findall(r"^START → .* → END$", text_of(ARCHITECTURE), re.MULTILINE)
    assert f'"""The state machine: {line}."""' in (ROOT / "agents/graph.py").read_text(encoding="utf-8")


def test_commands_of_make_that_pages_name_are_targets() -> None:
    targets = set(re.findall(r"^(\w+):", text_of("Makefile"), re.MULTILINE))
    for page in (*PAGES, "README.md", "README.zh-CN.md"):
        assert set(re.findall(r"`make (\w+)", text_of(page))) <= targets
