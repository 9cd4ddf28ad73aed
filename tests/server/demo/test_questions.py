"""The demo questions: what they promise is really in the documents and the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from knowledge.language import language_of
from server.demo.database import build
from server.demo.questions import examples, questions
from server.demo.seed import DEMO_BASES, demo_documents

LANGUAGES = ("en", "zh")
ENTRIES = [
    (road, language, entry)
    for road, languages in questions().items()
    for language, entries in languages.items()
    for entry in entries
]


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("demo") / "grid.sqlite"
    build(path)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def test_there_are_enough_of_each_kind() -> None:
    for language in LANGUAGES:
        assert len(questions()["knowledge"][language]) >= 12
        assert len(questions()["database"][language]) >= 15
        assert len(questions()["followup"][language]) >= 8
    assert questions()["chat"].keys() == {"en"}


def test_each_question_is_asked_once_and_in_its_language() -> None:
    for road, language, entry in ENTRIES:
        assert language_of(entry["question"]) == language
        assert language_of(entry.get("followup", entry["question"])) == language
        same = [other for r, lang, other in ENTRIES if (r, lang) == (road, language)]
        assert sum(other["question"] == entry["question"] for other in same) == 1


@pytest.mark.parametrize(
    ("language", "entry"),
    [(language, entry) for _, language, entry in ENTRIES if "phrase" in entry],
    ids=lambda value: value if isinstance(value, str) else value["question"],
)
def test_each_phrase_stands_verbatim_in_its_document(language: str, entry: dict[str, Any]) -> None:
    document = next(document for document in demo_documents() if document.path.name == entry["document"])
    assert entry["phrase"] in document.path.read_text(encoding="utf-8")
    assert document.base == next(base.name for base in DEMO_BASES if base.language == language)


@pytest.mark.parametrize(
    "sql",
    [sql for _, _, entry in ENTRIES if "sql" in entry for sql in (entry["sql"], *entry.get("accepted", ()))],
)
def test_each_query_runs_and_answers(grid: sqlite3.Connection, sql: str) -> None:
    rows = grid.execute(sql).fetchall()
    assert rows
    assert any(value not in (None, 0) for row in rows for value in row)


def test_a_top_list_has_no_tie_at_its_edge(grid: sqlite3.Connection) -> None:
    for _, _, entry in ENTRIES:
        head, found, tail = str(entry.get("sql", "")).partition(" ORDER BY ")
        if found:
            key = tail.split()[0]
            limit = int(tail.split()[-1])
            table = head.split(" FROM ")[1].split()[0]
            values = [row[0] for row in grid.execute(f"SELECT {key} FROM {table} ORDER BY {key} DESC")]
            assert values[limit - 1] != values[limit], entry["question"]


def test_a_followup_asks_for_something_else_than_the_question_before() -> None:
    for _, _, entry in (item for item in ENTRIES if item[0] == "followup"):
        assert ("sql" in entry) != ("phrase" in entry)
        before = [other for _, _, other in ENTRIES if other["question"] == entry["question"] and other is not entry]
        for other in before:
            assert other.get("sql", "-") != entry.get("sql")
            assert other.get("phrase", "-") != entry.get("phrase")


def test_the_empty_page_shows_three_questions_per_language() -> None:
    for language, shown in examples().items():
        assert len({example["question"] for example in shown}) == 3
        for example in shown:
            known = questions()[example["road"]][language]
            assert example["question"] in {entry["question"] for entry in known}
