"""The bar at the foot of the chat: which road, which sources, the question, and the button that stops an answer."""

from collections.abc import Callable

import streamlit as st

from ui.live import LiveAnswer
from ui.schemas import ROADS, Question, Road
from ui.session import Desk

ICONS: dict[Road, str] = {
    "auto": ":material/alt_route:",
    "chat": ":material/chat_bubble:",
    "knowledge": ":material/article:",
    "database": ":material/table_chart:",
}


def ask_bar(desk: Desk, live: LiveAnswer | None, ask: Callable[[str], None]) -> None:
    """Draws the bar; calls `ask` with the text of a new question. `live` is the answer being written, if any."""
    t = desk.t
    with st.bottom, st.container(key="ask-bar", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key="ask-options", gap="small"):
            st.segmented_control(
                t("ask.road"),
                ROADS,
                key="road",
                default="auto",
                required=True,
                format_func=lambda road: f"{ICONS[road]} {t(f'road.{road}')}",
                label_visibility="collapsed",
                persist_state="session",
            )
            _sources(desk)
        with st.container(key="ask-input"):
            asked = st.chat_input(
                t("ask.writing") if live else t("ask.placeholder"), key="question", disabled=live is not None
            )
            if live is not None:
                st.button(
                    t("ask.stop"), key="stop", icon=":material/stop_circle:", on_click=live.stop, type="secondary"
                )
    if asked and asked.strip():
        ask(asked.strip())


def question(text: str, road: Road | None = None, replaces: str | None = None) -> Question:
    """The text with the road and sources that are chosen in the bar; `replaces` is the message it is asked anew for."""
    return Question(
        question=text,
        route=road or st.session_state.get("road") or "auto",
        knowledge_bases=st.session_state.get("bases") or None,
        database=st.session_state.get("database"),
        replaces=replaces,
    )


def _sources(desk: Desk) -> None:
    t = desk.t
    bases = [base.name for base in desk.client.knowledge_bases()]
    databases = [database.name for database in desk.client.databases()]
    # what was chosen may have been deleted on another page
    st.session_state["bases"] = [name for name in st.session_state.get("bases") or [] if name in bases]
    if st.session_state.get("database") not in databases:
        st.session_state["database"] = None
    chosen = len(st.session_state["bases"]) + (st.session_state["database"] is not None)
    label = t("ask.sources_chosen", n=chosen) if chosen else t("ask.sources")
    with st.popover(label, icon=":material/tune:", key="sources", type="tertiary"):
        st.multiselect(
            t("ask.bases"),
            bases,
            key="bases",
            placeholder=t("ask.all_bases") if bases else t("ask.no_bases"),
            disabled=not bases,
            persist_state="session",
        )
        st.selectbox(
            t("ask.database"),
            databases,
            key="database",
            index=None,
            placeholder=t("ask.best_database") if databases else t("ask.no_databases"),
            disabled=not databases,
            persist_state="session",
        )
