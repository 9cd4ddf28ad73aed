"""Pages for when the server cannot be asked; those that may pass by themselves look again every few seconds."""

from html import escape

import streamlit as st

from ui.errors import ApiError, ServerUnreachable
from ui.mark import mark
from ui.session import Desk

RETRY_SECONDS = 3


def unreachable_page(desk: Desk, error: ServerUnreachable) -> None:
    """Nobody answers: what to start, and where this page is looking."""
    t = desk.t
    _card(
        t("trouble.unreachable"),
        t("trouble.unreachable_text"),
        f"<code>sancha up</code><p class='meta'>{escape(t('trouble.looking', url=error.base_url))}</p>",
    )
    _look_again(desk)


def starting_page(desk: Desk, detail: str) -> None:
    """The server is up and still getting its models and sources ready."""
    _card(desk.t("trouble.starting"), desk.t("trouble.starting_text"), f"<p class='meta'>{escape(detail)}</p>")
    _look_again(desk)


def refused_page(desk: Desk, error: ApiError) -> None:
    """The server answered with a problem that this page cannot go on with."""
    _card(error.title or desk.t("error.no_answer"), error.detail, "")
    if st.button(desk.t("error.again"), icon=":material/refresh:"):
        st.rerun()


def _card(title: str, text: str, rest: str) -> None:
    st.html(
        f'<div class="welcome trouble-page" role="alert">{mark(size=64)}'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{rest}</div>"
    )


def _look_again(desk: Desk) -> None:
    @st.fragment(run_every=RETRY_SECONDS)
    def look() -> None:
        try:
            ready = desk.client.readiness().ready
        except ApiError:
            return
        # someone answers again; a server that is still starting may have news
        if ready or not st.session_state.get("starting-seen"):
            st.session_state["starting-seen"] = not ready
            st.rerun()

    look()
