import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chains.text2sql import SqlAnswer, answer_question, resolve_followup
from server.demo.questions import questions
from tools.databases import ReadOnlyDatabase

pytestmark = pytest.mark.slow

_OWN = tomllib.loads(Path(__file__).with_name("demo_questions.toml").read_text(encoding="utf-8"))["questions"]
_SHOWN = [entry for language in ("en", "zh") for entry in questions()["database"][language]]
_FOLLOWUPS = [entry for language in ("en", "zh") for entry in questions()["followup"][language] if "sql" in entry]


def _rows(rows: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    return sorted(tuple(sorted(f"{c:.6g}" if isinstance(c, (int, float)) else str(c) for c in row)) for row in rows)


def _accepted(database: ReadOnlyDatabase, entry: dict[str, Any]) -> list[list[tuple[str, ...]]]:
    return [_rows(database.query(sql).rows) for sql in [entry["sql"], *entry.get("accepted", [])]]


@pytest.mark.parametrize("entry", [*_SHOWN, *_OWN], ids=lambda entry: entry["question"])
async def test_a_question_over_the_demo_gets_the_right_rows(demo: ReadOnlyDatabase, entry: dict[str, Any]) -> None:
    answer = await answer_question(entry["question"], demo)
    assert isinstance(answer, SqlAnswer), answer
    assert _rows(answer.rows) in _accepted(demo, entry), answer.query


@pytest.mark.parametrize("entry", _FOLLOWUPS, ids=lambda entry: f"{entry['question']} {entry['followup']}")
async def test_a_followup_over_the_demo_gets_the_right_rows(demo: ReadOnlyDatabase, entry: dict[str, Any]) -> None:
    question = resolve_followup(entry["followup"], entry["question"], demo)
    answer = await answer_question(question, demo)
    assert isinstance(answer, SqlAnswer), answer
    assert _rows(answer.rows) in _accepted(demo, entry), f"{question}: {answer.query}"
