"""Pieces that the curating pages share: their heading, and the choice of one source."""

from html import escape

import streamlit as st

from ui.mark import mark
from ui.prose import escape_markdown


def heading(road: str | None, title: str, text: str) -> None:
    """The title of a page, with its road lit in the mark."""
    st.html(
        f'<header class="page-head">{mark(road, 34)}<div><h1>{escape(title)}</h1><p>{escape(text)}</p></div></header>'
    )


def pick(label: str, names: list[str], key: str) -> str:
    """One of `names`, remembered while other pages are open.

    To begin with: the one that an action left under `next-<key>`, else the first.
    """
    if (wanted := st.session_state.pop(f"next-{key}", None)) in names:
        st.session_state[key] = wanted
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    chosen = st.pills(
        label,
        names,
        key=key,
        format_func=escape_markdown,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or names[0]
