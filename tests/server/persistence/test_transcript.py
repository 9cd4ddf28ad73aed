from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from server.errors import NotFound
from server.persistence.threads import Threads
from server.persistence.transcript import StoredTranscript, title_of
from server.persistence.unavailable import DatabaseUnavailable
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


def test_an_answer_that_could_not_be_stored_is_interrupted_later(talk: Conversation, engine: Engine) -> None:
    begun = talk.transcript.begin_turn(talk.thread_id, "one")
    away = True

    @event.listens_for(engine, "checkout")
    def _out_of_reach(*_: object) -> None:
        if away:
            raise DatabaseUnavailable("It does not answer.")

    with pytest.raises(DatabaseUnavailable):
        talk.transcript.interrupt_turn(begun.message_id, {"answer": "half of it"})
    with pytest.raises(DatabaseUnavailable):
        talk.transcript.begin_turn(talk.thread_id, "two")
    away = False
    assert talk.threads.messages(talk.thread_id)[1]["status"] == "pending"
    talk.transcript.settle()
    assert talk.shown() == ["one", "half of it"]
    assert talk.message("half of it")["status"] == "interrupted"


@pytest.mark.parametrize("question", ["What is \x00 for?", "a \x1a and \x1a0 and \x00", "⚡ 电网 \U0001f600"])
def test_any_character_comes_back_as_it_was(talk: Conversation, question: str) -> None:
    talk.ask(question, question[::-1])
    assert talk.shown() == [question, question[::-1]]
    answer = talk.threads.messages(talk.thread_id)[1]
    assert [turn["question"] for turn in talk.transcript.turns_before(answer["id"], 8)] == []
    again, _ = talk.ask(question, "again", replaces=answer["id"])
    assert talk.shown() == [question, "again"], "the same question is recognised"
    assert talk.threads.correct_road(again, "database") == question
    assert talk.threads.corrections() == [(question, "database")]


def test_a_long_line_of_turns_is_remembered_from_its_end(talk: Conversation) -> None:
    for number in range(40):
        answer, _ = talk.ask(f"q{number}", f"a{number}")
    begun = talk.transcript.begin_turn(talk.thread_id, "now")
    assert [turn["question"] for turn in talk.transcript.turns_before(begun.message_id, 3)] == ["q37", "q38", "q39"]
    assert [turn["question"] for turn in talk.transcript.turns_before(answer, 2)] == ["q37", "q38"]


def test_a_turn_is_stored_in_few_round_trips(talk: Conversation, engine: Engine) -> None:
    talk.ask("one", "1")
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement.split()[0]))
    begun = talk.transcript.begin_turn(talk.thread_id, "two")
    assert sorted(sent) == ["INSERT", "SELECT", "UPDATE"]
    sent.clear()
    talk.transcript.finish_turn(begun.message_id, {"answer": "2"}, None)
    assert sent == ["UPDATE"]
    sent.clear()
    talk.transcript.turns_before(begun.message_id, 32)
    talk.threads.messages(talk.thread_id)
    assert len(sent) == 3
