from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from server.errors import NotFound
from server.persistence.engine import MIGRATIONS, migrate, open_engine
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript, title_of
from tests.server.persistence.conftest import Conversation


def test_a_turn_is_pending_until_its_answer_is_whole(threads: Threads, transcript: StoredTranscript) -> None:
    thread = threads.create()
    begun = transcript.begin_turn(thread["id"], "How many?")
    question, answer = threads.messages(thread["id"])
    assert (question["content"], question["status"]) == ("How many?", "complete")
    assert (answer["content"], answer["status"]) == ("", "pending")

    transcript.finish_turn(begun.message_id, {"answer": "Seven.", "citations": [{"n": 1}], "sql": None}, None)
    answer = threads.messages(thread["id"])[1]
    assert (answer["content"], answer["status"], answer["citations"]) == ("Seven.", "complete", [{"n": 1}])
    assert "memory" not in answer


def test_after_a_crash_pending_answers_are_marked_interrupted(threads: Threads, transcript: StoredTranscript) -> None:
    thread = threads.create()
    transcript.begin_turn(thread["id"], "q")
    assert transcript.mark_interrupted() == 1
    assert threads.messages(thread["id"])[1]["status"] == "interrupted"
    assert transcript.mark_interrupted() == 0


def test_a_finished_answer_is_not_interrupted_any_more(talk: Conversation) -> None:
    answer, _ = talk.ask("q", "a")
    talk.transcript.interrupt_turn(answer, {"answer": "half"})
    assert talk.shown() == ["q", "a"]


def test_the_first_question_names_an_unnamed_thread_only(threads: Threads, transcript: StoredTranscript) -> None:
    unnamed, named = threads.create(), threads.create("Mine")
    for thread in (unnamed, named):
        transcript.begin_turn(thread["id"], "Line one\nline two")
    assert threads.get(unnamed["id"])["title"] == "Line one"
    assert threads.get(named["id"])["title"] == "Mine"


def test_a_long_title_is_cut_with_an_ellipsis() -> None:
    assert title_of("字" * 100) == "字" * 59 + "…"
    assert title_of("   ") == ""


def test_turns_of_one_branch_follow_each_other(talk: Conversation) -> None:
    _, first = talk.ask("one", "1")
    _, second = talk.ask("two", "2")
    assert first == second == talk.thread_id
    assert talk.shown() == ["one", "1", "two", "2"]
    assert all(message["siblings"] == [message["id"]] for message in talk.threads.messages(talk.thread_id))


def test_an_edited_question_stands_beside_the_old_one_and_both_stay(talk: Conversation) -> None:
    talk.ask("one", "1")
    talk.ask("two", "2")
    talk.ask("three", "3")
    old = talk.message("two")["id"]
    _, branch = talk.ask("zwei", "II", replaces=old)
    assert branch != talk.thread_id
    assert talk.shown() == ["one", "1", "zwei", "II"]
    new = talk.message("zwei")
    assert new["siblings"] == [old, new["id"]]

    talk.threads.open_branch(talk.thread_id, old)
    assert talk.shown() == ["one", "1", "two", "2", "three", "3"]
    _, branch = talk.ask("four", "4")
    assert branch == talk.thread_id


def test_the_same_question_is_answered_beside_its_earlier_answer(talk: Conversation) -> None:
    answer, _ = talk.ask("one", "1")
    again, branch = talk.ask("one", "uno", replaces=answer)
    assert talk.shown() == ["one", "uno"]
    assert talk.message("uno")["siblings"] == [answer, again]
    _, following = talk.ask("two", "2")
    assert following == branch
    talk.threads.open_branch(talk.thread_id, answer)
    assert talk.shown() == ["one", "1"]


def test_the_first_question_can_be_edited_too(talk: Conversation) -> None:
    talk.ask("one", "1")
    talk.ask("eins", "I", replaces=talk.message("one")["id"])
    assert talk.shown() == ["eins", "I"]
    assert len(talk.message("eins")["siblings"]) == 2


def test_a_branch_remembers_what_leads_to_it_and_nothing_else(talk: Conversation) -> None:
    talk.ask("one", "1")
    talk.ask("two", "2")
    answer, _ = talk.ask("three", "3", replaces=talk.message("two")["id"])
    assert [turn["question"] for turn in talk.transcript.turns_before(answer, 8)] == ["one"]
    later, _ = talk.ask("four", "4")
    assert [turn["question"] for turn in talk.transcript.turns_before(later, 8)] == ["one", "three"]
    assert [turn["question"] for turn in talk.transcript.turns_before(later, 1)] == ["three"]


def test_interrupted_answers_are_not_remembered(talk: Conversation) -> None:
    begun = talk.transcript.begin_turn(talk.thread_id, "one")
    talk.transcript.interrupt_turn(begun.message_id, {"answer": "ha"})
    answer, _ = talk.ask("two", "2")
    assert talk.transcript.turns_before(answer, 8) == []


def test_what_is_replaced_must_be_a_message_of_the_thread(talk: Conversation) -> None:
    answer, _ = talk.ask("one", "1")
    elsewhere = talk.threads.create()["id"]
    for thread, message in ((elsewhere, answer), (talk.thread_id, "no-such")):
        with pytest.raises(NotFound, match="no message"):
            talk.transcript.begin_turn(thread, "two", replaces=message)
        with pytest.raises(NotFound, match="no message"):
            talk.transcript.require(thread, message)
    assert talk.shown() == ["one", "1"]
    assert talk.threads.messages(elsewhere) == []


def test_threads_from_before_there_were_branches_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    engine = open_engine(path)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.commit()
    raw = sqlite3.connect(path)
    moment = "2026-01-01 00:00:00.000000"
    raw.execute("INSERT INTO threads VALUES ('t', 'Old', ?, ?)", (moment, moment))
    for position, (role, text) in enumerate([("user", "one"), ("assistant", "1"), ("user", "two"), ("assistant", "2")]):
        raw.execute(
            "INSERT INTO messages (id, thread_id, position, role, status, content, created_at) "
            "VALUES (?, 't', ?, ?, 'complete', ?, ?)",
            (f"m{position}", position, role, text, moment),
        )
    raw.commit()
    raw.close()
    migrate(engine)
    talk = Conversation(Threads(engine), StoredTranscript(engine), "t")
    assert talk.shown() == ["one", "1", "two", "2"]
    _, branch = talk.ask("three", "3")
    assert branch == "t"
    assert talk.shown()[-2:] == ["three", "3"]
    engine.dispose()
