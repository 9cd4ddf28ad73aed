"""Asking: the open thread, the answer being written, and what to ask when there is nothing yet."""

from functools import partial
from html import escape

import streamlit as st

from ui import session
from ui.answer import render_answer, render_question, render_words, waiting_html
from ui.ask_bar import ask_bar, question
from ui.branches import answer_tools, before, choices, question_tools
from ui.citations import draw_citation, listen_for_clicks
from ui.errors import ApiError, ServerUnreachable
from ui.live import LiveAnswer
from ui.mark import junction, mark
from ui.prose import escape_markdown
from ui.schemas import Answer, Message
from ui.session import Desk

TICK = 0.06
"""Seconds between two looks at an answer that is being written."""


def chat_page(desk: Desk) -> None:
    thread_id = session.thread_id()
    live = session.live_answer(thread_id)
    if live is not None and live.thread_id != thread_id:
        # the first answer has got its thread
        session.open_thread(live.thread_id)
        st.rerun()
    # asked before the messages are read: an answer that ends in between is followed to its end once more
    writing = live if live is not None and not live.done else None
    messages = _messages(desk, thread_id)

    def ask(text: str) -> None:
        session.start_answer(desk.client, question(text), thread_id)
        st.rerun()

    ask_bar(desk, writing, ask)
    if not messages and live is None:
        _welcome(desk)
        return
    listen_for_clicks()
    _transcript(desk, thread_id, messages, live)
    for message in messages:
        for citation in message.citations:
            draw_citation(desk, message.id, citation)
    if writing is not None:
        _follow(desk, writing, thread_id)
    elif live is not None:
        _ending(desk, live)


def _messages(desk: Desk, thread_id: str | None) -> list[Message]:
    if thread_id is None:
        return []
    try:
        return desk.client.messages(thread_id)
    except ServerUnreachable:
        raise
    except ApiError:
        # deleted elsewhere, or an address from long ago
        session.open_thread(None)
        session.say(desk.t("threads.gone"))
        st.rerun()


def _transcript(desk: Desk, thread_id: str | None, messages: list[Message], live: LiveAnswer | None) -> None:
    """Draws the stored turns, except an answer that is still being written."""
    writing = live is not None and not live.done
    stored = live is None or any(live.answer.message_id == message.id for message in messages)
    if live is not None and not stored:
        messages = before(messages, live.question.replaces)
    asked = ""
    for message in messages:
        if message.role == "user":
            asked = message.content
            render_question(asked)
            if thread_id is not None and not writing:
                question_tools(desk, thread_id, message)
        elif message.status != "pending":
            tools = None if thread_id is None or writing else partial(answer_tools, desk, thread_id, message, asked)
            render_answer(desk, message, tools, asked)
            if message is messages[-1] and thread_id is not None and not writing:
                choices(desk, thread_id, message)
        elif live is not None and live.answer.message_id == message.id:
            if live.done:
                render_answer(desk, _as_message(live.answer))
        else:
            st.html(waiting_html(desk))
    if live is not None and not stored:
        # the server has stored nothing of this turn, or nothing that was there when the messages were read
        render_question(live.question.question)


def _as_message(answer: Answer) -> Message:
    """What there was of a stopped answer, until the server has stored it."""
    return Message(
        id=answer.message_id,
        role="assistant",
        content=answer.answer,
        status="interrupted",
        route=answer.route,
        citations=answer.citations,
        sql=answer.sql,
        model=answer.model,
    )


def _follow(desk: Desk, live: LiveAnswer, thread_id: str | None) -> None:
    """Draws the answer as it grows. Each look at the session lets a click end this run; the answer goes on."""
    place = st.container(key="live", gap="small").empty()
    drawn: Answer | None = None
    while not live.done:
        answer = live.answer
        if live.thread_id != thread_id:
            st.rerun()
        if answer is not drawn:
            with place.container():
                render_words(desk, answer, writing=True)
                if not answer.answer:
                    st.html(waiting_html(desk, answer.route.name if answer.route else None, answer.notice))
            drawn = answer
        session.live_answers()
        live.wait(TICK)
    st.rerun()


def _ending(desk: Desk, live: LiveAnswer) -> None:
    """What is left to say of an answer that ended badly."""
    if live.error is not None:
        hint = desk.t("error.unreachable") if isinstance(live.error, ServerUnreachable) else str(live.error)
        st.html(
            f'<div class="trouble" role="alert"><b>{escape(desk.t("error.no_answer"))}</b><p>{escape(hint)}</p></div>'
        )
        if st.button(desk.t("error.again"), icon=":material/refresh:", key="ask-again"):
            session.start_answer(desk.client, live.question, session.thread_id())
            st.rerun()


def _welcome(desk: Desk) -> None:
    t = desk.t
    system = desk.client.system()
    examples = system.examples.get(desk.language, [])[:3]
    with st.container(key="welcome", gap=None):
        st.html(
            f'<div class="welcome">{mark(size=64)}<h1>{escape(t("welcome.title"))}</h1>'
            f"<p>{escape(t('welcome.text'))}</p></div>"
        )
        if not examples:
            _first_steps(desk)
            return
        if len(examples) == 3:
            st.html(junction([example.road for example in examples]))
        with st.container(key="examples"):
            for number, (column, example) in enumerate(zip(st.columns(len(examples)), examples, strict=True)):
                label = f"**{t.get(f'road.{example.road}', example.road)}** {escape_markdown(example.question)}"
                if column.button(label, key=f"example-{number}-road-{example.road}", width="stretch"):
                    session.start_answer(desk.client, question(example.question), None)
                    st.rerun()


def _first_steps(desk: Desk) -> None:
    t = desk.t
    steps = "".join(
        f'<li class="{road}"><b>{escape(t(f"road.{road}"))}</b> {escape(t(f"welcome.{road}"))}</li>'
        for road in ("chat", "knowledge", "database")
    )
    st.html(f'<ul class="steps">{steps}</ul>')
