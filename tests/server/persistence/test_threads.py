from __future__ import annotations

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
