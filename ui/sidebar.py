"""The sidebar: the mark, the pages, the threads, and the language."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from streamlit.navigation.page import Page

from ui import session
from ui.dialogs import attempt, confirm, draw_dialog, open_dialog
from ui.i18n import LANGUAGES, NAMES, preferred
from ui.mark import mark
from ui.prose import escape_markdown
from ui.schemas import Thread
from ui.session import Desk

FIRST = 30
"""Threads listed before the rest is asked for."""


def sidebar(desk: Desk, pages: Sequence[Page], threads: list[Thread], on_chat: bool) -> None:
    """Draws the sidebar. `pages` begins with the chat page, which threads open in."""
    t = desk.t
    chat = pages[0]
    with st.sidebar:
        st.html(f'<div class="brand">{mark(size=30)}<span>Sancha</span><i lang="zh">三岔</i></div>')
        if st.button(t("threads.new"), key="new-thread", icon=":material/add:", width="stretch"):
            session.open_thread(None)
            st.switch_page(chat)
        with st.container(key="pages", gap=None):
            for page in pages:
                st.page_link(page, width="stretch")
        with st.container(key="threads", gap=None):
            _threads(desk, chat, threads, session.thread_id() if on_chat else None)
        with st.container(key="language"):
            st.segmented_control(
                t("side.language"),
                LANGUAGES,
                key="lang",
                required=True,
                default=preferred(st.context.locale),
                format_func=NAMES.__getitem__,
                label_visibility="collapsed",
                bind="query-params",
            )


def day_of(moment: datetime | None, now: datetime) -> str:
    """`today`, `yesterday`, `week` or `earlier`, on the calendar of `now`."""
    if moment is None:
        return "earlier"
    days = (now.date() - moment.astimezone(now.tzinfo).date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else "week" if days < 7 else "earlier"


def _now() -> datetime:
    try:
        return datetime.now(ZoneInfo(st.context.timezone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(UTC)


def _threads(desk: Desk, chat: Page, threads: list[Thread], current: str | None) -> None:
    t = desk.t
    now = _now()
    shown = threads if st.session_state.get("all-threads") else threads[:FIRST]
    for day, group in groupby(shown, key=lambda thread: day_of(thread.updated_at, now)):
        st.html(f'<div class="eyebrow">{t(f"threads.{day}")}</div>')
        for thread in group:
            _thread(desk, chat, thread, thread.id == current)
    if len(shown) < len(threads):
        st.button(
            t("threads.more", n=len(threads) - len(shown)),
            type="tertiary",
            on_click=lambda: st.session_state.update({"all-threads": True}),
        )


def _thread(desk: Desk, chat: Page, thread: Thread, current: bool) -> None:
    t = desk.t
    title = thread.title or t("threads.untitled")
    with st.container(key=f"{'current' if current else 'thread'}-{thread.id}", horizontal=True, gap=None, wrap=False):
        if st.button(escape_markdown(title), key=f"open-{thread.id}", type="tertiary", width="stretch", wrap=False):
            st.switch_page(chat, query_params={"thread": thread.id})
        chosen = st.menu_button(
            t("threads.actions"),
            ["rename", "delete"],
            icon=":material/more_horiz:",
            key=f"menu-{thread.id}",
            type="tertiary",
            format_func=lambda action: t(f"threads.{action}"),
        )
    if chosen is not None:
        open_dialog(f"{chosen}-{thread.id}")
    _draw_renaming(desk, thread)
    _confirm_deletion(desk, thread)


def _draw_renaming(desk: Desk, thread: Thread) -> None:
    def body() -> None:
        with st.form("rename", border=False):
            title = (st.text_input(desk.t("threads.title"), value=thread.title, max_chars=200) or "").strip()
            if st.form_submit_button(desk.t("threads.save"), type="primary") and title:
                attempt(lambda: desk.client.rename_thread(thread.id, title))

    draw_dialog(f"rename-{thread.id}", desk.t("threads.rename"), body)


def _confirm_deletion(desk: Desk, thread: Thread) -> None:
    def delete() -> None:
        desk.client.delete_thread(thread.id)
        session.forget_answer(thread.id)
        if session.thread_id() == thread.id:
            session.open_thread(None)

    sentence = desk.t("threads.delete_sure", title=thread.title or desk.t("threads.untitled"))
    confirm(f"delete-{thread.id}", desk.t("threads.delete_title"), sentence, delete)
