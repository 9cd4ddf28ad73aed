from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import NotFound
from server.persistence.engine import migrate, open_engine
from server.persistence.threads import Threads, title_of


@pytest.fixture
def threads(tmp_path: Path) -> Threads:
    engine = open_engine(tmp_path / "app.db")
    migrate(engine)
    return Threads(engine)


def test_a_turn_is_pending_until_its_answer_is_whole(threads: Threads) -> None:
    thread = threads.create()
    message = threads.begin_turn(thread["id"], "How many?")
    question, answer = threads.messages(thread["id"])
    assert (question["content"], question["status"]) == ("How many?", "complete")
    assert (answer["content"], answer["status"]) == ("", "pending")

    threads.finish_turn(message, {"answer": "Seven.", "citations": [{"n": 1}], "sql": None})
    answer = threads.messages(thread["id"])[1]
    assert (answer["content"], answer["status"], answer["citations"]) == ("Seven.", "complete", [{"n": 1}])


def test_after_a_crash_pending_answers_are_marked_interrupted(threads: Threads) -> None:
    thread = threads.create()
    threads.begin_turn(thread["id"], "q")
    assert threads.mark_interrupted() == 1
    assert threads.messages(thread["id"])[1]["status"] == "interrupted"


def test_the_first_question_names_an_unnamed_thread_only(threads: Threads) -> None:
    unnamed, named = threads.create(), threads.create("Mine")
    for thread in (unnamed, named):
        threads.begin_turn(thread["id"], "Line one\nline two")
    assert threads.get(unnamed["id"])["title"] == "Line one"
    assert threads.get(named["id"])["title"] == "Mine"


def test_the_thread_used_last_comes_first(threads: Threads) -> None:
    first, second = threads.create("a"), threads.create("b")
    threads.begin_turn(first["id"], "q")
    assert [t["id"] for t in threads.list()] == [first["id"], second["id"]]


def test_deleting_a_thread_deletes_its_messages(threads: Threads) -> None:
    thread = threads.create()
    threads.begin_turn(thread["id"], "q")
    threads.delete(thread["id"])
    with pytest.raises(NotFound, match=r"no thread"):
        threads.messages(thread["id"])
    again = threads.create(thread_id=thread["id"])
    assert threads.messages(again["id"]) == []


def test_a_question_cannot_be_rated(threads: Threads) -> None:
    thread = threads.create()
    answer = threads.begin_turn(thread["id"], "q")
    assert threads.rate(answer, 1, None)["rating"] == 1
    question = threads.messages(thread["id"])[0]["id"]
    with pytest.raises(NotFound):
        threads.rate(question, 1, None)


def test_a_long_title_is_cut_with_an_ellipsis() -> None:
    assert title_of("字" * 100) == "字" * 59 + "…"
    assert title_of("   ") == ""
