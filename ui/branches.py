"""Versions of a question or an answer: asking again, editing, and turning between the branches of a thread."""

from html import escape

import streamlit as st

from ui import session
from ui.ask_bar import question
from ui.dialogs import attempt, close_dialog, draw_dialog, open_dialog
from ui.errors import ApiError
from ui.schemas import ROADS, Message, Road
from ui.session import Desk


def question_tools(desk: Desk, thread_id: str, message: Message) -> None:
    """Under a question: its other versions, and a pencil."""
    with st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", key=f"tools-{message.id}"
    ):
        _versions(desk, thread_id, message)
        if st.button("", icon=":material/edit:", help=desk.t("branch.edit"), key=f"edit-{message.id}", type="tertiary"):
            open_dialog(f"edit-{message.id}")
            st.rerun()
    draw_dialog(f"edit-{message.id}", desk.t("branch.edit"), lambda: _edit(desk, thread_id, message), "medium")


def answer_tools(desk: Desk, thread_id: str, message: Message, asked: str) -> None:
    """Beside an answer's rating: its other versions, a button that asks again, and the other roads."""
    _versions(desk, thread_id, message)
    label = desk.t("branch.again")
    if st.button("", icon=":material/refresh:", help=label, key=f"again-{message.id}", type="tertiary"):
        _ask(desk, thread_id, asked, message.id)
    if message.route is not None and message.route.name in ROADS:
        _other_roads(desk, thread_id, message, asked)


def choices(desk: Desk, thread_id: str, message: Message) -> None:
    """Under a question back: one button per road; it replies with the road's name."""
    if message.route is None or message.route.name != "clarify":
        return
    with st.container(horizontal=True, key=f"choices-{message.id}"):
        for road in message.route.alternatives:
            name = desk.t.get(f"road.{road.name}", road.name)
            if st.button(name, key=f"choose-{message.id}-{road.name}"):
                session.start_answer(desk.client, question(name, road="auto"), thread_id)
                st.rerun()


def before(messages: list[Message], replaced: str | None) -> list[Message]:
    """The messages that stay in sight while `replaced`, a question or an answer of theirs, is done anew."""
    for index, message in enumerate(messages):
        if message.id == replaced:
            return messages[: index - 1 if message.role == "assistant" else index]
    return messages


def _versions(desk: Desk, thread_id: str, message: Message) -> None:
    if len(message.siblings) < 2 or message.id not in message.siblings:
        return
    place = message.siblings.index(message.id)
    for step, icon in ((-1, "chevron_left"), (1, "chevron_right")):
        there = place + step
        within = 0 <= there < len(message.siblings)
        if step > 0:
            st.html(f'<span class="meta">{place + 1}/{len(message.siblings)}</span>', width="content")
        label = desk.t("branch.earlier" if step < 0 else "branch.later")
        key = f"version-{message.id}-{step}"
        if st.button("", icon=f":material/{icon}:", help=label, key=key, type="tertiary", disabled=not within):
            try:
                desk.client.open_branch(thread_id, message.siblings[there])
                # it belongs to the branch that is left
                session.forget_answer(thread_id)
            except ApiError as error:
                session.say(str(error))
            st.rerun()


def _other_roads(desk: Desk, thread_id: str, message: Message, asked: str) -> None:
    """Answers by another road, and remembers that this was the wrong one."""
    taken = message.route.name if message.route else ""
    with st.popover(
        "", icon=":material/alt_route:", help=desk.t("branch.wrong_road"), key=f"roads-{message.id}", type="tertiary"
    ):
        st.html(f'<span class="meta">{escape(desk.t("branch.wrong_road_text"))}</span>')
        for road in ROADS[1:]:
            if road == taken:
                continue
            if st.button(desk.t(f"road.{road}"), key=f"instead-{message.id}-{road}", type="tertiary"):
                try:
                    desk.client.correct_route(message.id, road)
                except ApiError as error:
                    session.say(str(error))
                    st.rerun()
                _ask(desk, thread_id, asked, message.id, road)


def _edit(desk: Desk, thread_id: str, message: Message) -> None:
    text = st.text_area(
        desk.t("branch.question"), message.content, key=f"edited-{message.id}", label_visibility="collapsed"
    )
    wording = (text or "").strip()
    if st.button(desk.t("branch.ask"), type="primary", disabled=not wording, key="edit-go"):
        attempt(lambda: _ask(desk, thread_id, wording, message.id))


def _ask(desk: Desk, thread_id: str, text: str, replaces: str, road: Road | None = None) -> None:
    close_dialog()
    session.start_answer(desk.client, question(text, road, replaces), thread_id)
    st.rerun()
