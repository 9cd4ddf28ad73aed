"""The follow-up suite's own footing: its gold answers exist in the demo, and its judge tells right from wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from server.demo.database import build
from server.demo.seed import demo_documents
from tests.evals.followups import LANGUAGES, dialogues, is_right


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("grid") / "grid.sqlite"
    build(path)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def test_there_are_thirty_dialogues_of_two_to_five_turns_in_each_language_half_of_them_held_out() -> None:
    for language in LANGUAGES:
        found = dialogues(language)
        assert len(found) == 30
        assert sum(bool(dialogue.get("held_out")) for dialogue in found) == 15
        assert {len(dialogue["turns"]) for dialogue in found} <= {2, 3, 4, 5}
        assert len({dialogue["id"] for dialogue in found}) == 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_expected_answer_is_in_the_demo(language: str, grid: sqlite3.Connection) -> None:
    texts = [document.path.read_text(encoding="utf-8") for document in demo_documents()]
    for turn in [turn for dialogue in dialogues(language) for turn in dialogue["turns"]]:
        assert turn.keys() & {"sql", "phrase", "chat"}, turn
        if "phrase" in turn:
            assert any(turn["phrase"] in text for text in texts), turn
        queries = turn.get("sql", [])
        for sql in [queries] if isinstance(queries, str) else queries:
            for name in ("name_en", "name_zh"):
                rows = grid.execute(sql.replace("{name}", name)).fetchall()
                assert 0 < len(rows) < 100, turn


def _output(
    rows: list[list[Any]] | None = None, quotes: tuple[str, ...] = (), road: str = "database"
) -> dict[str, Any]:
    sql = None if rows is None else {"rows": rows}
    return {"route": {"name": road}, "sql": sql, "citations": [{"quote": quote} for quote in quotes], "answer": "x"}


def test_the_judge_tells_right_from_wrong(grid: sqlite3.Connection) -> None:
    count = {"ask": "?", "sql": "SELECT count(*) FROM regions"}
    assert is_right(count, _output([[8]]), grid)
    assert not is_right(count, _output([[7]]), grid)
    assert not is_right(count, _output(None), grid)
    names = {"ask": "?", "sql": "SELECT {name} FROM regions ORDER BY population DESC LIMIT 2", "ordered": True}
    assert is_right(names, _output([["Riverside", 1], ["East Harbor", 2]]), grid)
    assert is_right(names, _output([["临江区"], ["东港区"]]), grid)
    assert not is_right(names, _output([["East Harbor"], ["Riverside"]]), grid)
    assert is_right(names | {"ordered": False}, _output([["East Harbor"], ["Riverside"]]), grid)
    assert not is_right(names, _output([["Riverside"]]), grid)
    phrase = {"ask": "?", "phrase": "within 45 minutes"}
    assert is_right(phrase, _output(quotes=("On site\nwithin 45  minutes.",)), grid)
    assert not is_right(phrase, _output(quotes=("within 90 minutes",)), grid)
    assert is_right({"ask": "?", "chat": True}, _output(road="chat"), grid)
    assert not is_right({"ask": "?", "chat": True}, _output(road="knowledge"), grid)
