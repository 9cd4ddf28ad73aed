"""Dialogs that stay open while the page behind them reruns; one at a time."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ui.errors import ApiError
from ui.prose import escape_markdown

_OPEN = "dialog"


def open_dialog(key: str) -> None:
    st.session_state[_OPEN] = key


def close_dialog() -> None:
    st.session_state[_OPEN] = None


def open_key() -> str:
    """The key of the open dialog, or nothing."""
    return st.session_state.get(_OPEN) or ""


def draw_dialog(
    key: str, title: str, body: Callable[[], None], width: Literal["small", "medium", "large"] = "small"
) -> None:
    """Draws the dialog if it is the open one. `title` is plain text."""
    if open_key() == key:
        st.dialog(escape_markdown(title), width=width, on_dismiss=close_dialog)(body)()


def attempt(action: Callable[[], None]) -> None:
    """Does what a dialog is for and closes it; shows what went wrong in the dialog itself."""
    try:
        action()
    except ApiError as error:
        st.error(escape_markdown(str(error)))
    else:
        close_dialog()
        st.rerun()


def confirm(key: str, title: str, sentence: str, action: Callable[[], None]) -> None:
    """If the dialog `key` is open: asks before doing what cannot be undone."""

    def body() -> None:
        st.text(sentence)
        if st.button(title, type="primary", key="confirm-yes"):
            attempt(action)

    draw_dialog(key, title, body)
