from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from server.errors import NotFound
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript
from tests.server.persistence.conftest import Conversation


def test_the_thread_used_last_comes_first(threads: Threads, transcript: StoredTranscript) -> None:
    first, second = threads.create("a"), threads.create("b")
    transcript.begin_turn(first["id"], "q")
    assert [t["id"] for t in threads.list()] == [first["id"], second["id"]]


def test_deleting_a_thread_deletes_its_messages(threads: Threads, transcript: StoredTranscript) -> None:
    thread = threads.create()
    transcript.begin_turn(thread["id"], "q")
    threads.delete(thread["id"])
    with pytest.raises(NotFound, match=r"no thread"):
        threads.messages(thread["id"])
    again = threads.create(thread_id=thread["id"])
    assert threads.messages(again["id"]) == []


def test_a_question_cannot_be_rated(threads: Threads, transcript: StoredTranscript) -> None:
    thread = threads.create()
    answer = transcript.begin_turn(thread["id"], "q").message_id
    assert threads.rate(answer, 1, None)["rating"] == 1
    question = threads.messages(thread["id"])[0]["id"]
    with pytest.raises(NotFound):
        threads.rate(question, 1, None)


def test_a_branch_is_opened_to_its_newest_end_and_strangers_are_refused(talk: Conversation) -> None:
    talk.ask("one", "1")
    talk.ask("two", "2")
    first = talk.message("one")["id"]
    talk.ask("two again", "2b", replaces=talk.message("two")["id"])
    talk.threads.open_branch(talk.thread_id, first)
    assert talk.shown() == ["one", "1", "two again", "2b"]
    with pytest.raises(NotFound, match="no message"):
        talk.threads.open_branch(talk.thread_id, "no-such")
    assert len(talk.threads.branches(talk.thread_id)) == 2


def test_a_corrected_road_is_kept_with_what_the_question_stood_for(talk: Conversation) -> None:
    answer, _ = talk.ask("and in May?", "5")
    assert talk.threads.correct_road(answer, "database") == "and in May?"
    talk.threads.correct_road(answer, "knowledge")
    assert talk.threads.corrections() == [("and in May?", "knowledge")]
    talk.threads.delete(talk.thread_id)
    assert talk.threads.corrections() == [("and in May?", "knowledge")]
    with pytest.raises(NotFound):
        talk.threads.correct_road("no-such", "chat")


def test_a_title_that_is_too_long_is_cut_and_control_characters_are_left_out(threads: Threads) -> None:
    thread = threads.create("长" * 300)
    assert threads.get(thread["id"])["title"] == "长" * 200
    assert threads.rename(thread["id"], "\x00" * 200 + "short")["title"] == "short"


def test_the_longest_question_can_be_corrected(talk: Conversation) -> None:
    # nothing in it repeats, so that no database can make it shorter
    random = Random(7)
    question = "".join(chr(random.randrange(0x4E00, 0x9FFF)) for _ in range(20_000))
    answer, _ = talk.ask(question, "5")
    talk.threads.correct_road(answer, "database")
    talk.threads.correct_road(answer, "chat")
    assert talk.threads.corrections() == [(question, "chat")]


def test_times_are_told_in_utc_wherever_the_database_is(threads: Threads) -> None:
    told = datetime.fromisoformat(threads.get(threads.create()["id"])["created_at"])
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=10)
