"""A SELECT that somebody writes or corrects: run through the server's guard, and kept as a solved question if it is
right."""

from html import escape
from typing import NamedTuple

import streamlit as st

from ui import session
from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.rows import SHOWN, table_html, to_csv
from ui.schemas import Rows
from ui.session import Desk

LONGEST_SQL = 20_000
LONGEST_QUESTION = 1_000


def query_panel(desk: Desk, database: str, key: str, sql: str = "", question: str = "") -> None:
    """A form with the statement, and its rows once it ran; `question` is what the statement is to answer."""
    t = desk.t
    with st.form(f"query-{key}", border=False):
        written = st.text_area(
            t("databases.sql"), sql, placeholder="SELECT …", height=130, key=f"sql-{key}", max_chars=LONGEST_SQL
        )
        if st.form_submit_button(t("databases.run"), icon=":material/play_arrow:", key=f"run-{key}"):
            st.session_state[f"ran-{key}"] = _run(desk, database, (written or "").strip())
    ran: _Ran | None = st.session_state.get(f"ran-{key}")
    if ran is None:
        st.html(f'<p class="meta">{escape(t("databases.query_hint"))}</p>')
    elif isinstance(ran.outcome, str):
        st.error(escape_markdown(ran.outcome))
    else:
        _rows(desk, ran.outcome, key)
        _keep(desk, database, key, ran.sql, question)


class _Ran(NamedTuple):
    """A statement with its rows, or what was wrong with it; kept, so that it does not run again with every click."""

    sql: str
    outcome: Rows | str


def _run(desk: Desk, database: str, sql: str) -> _Ran | None:
    if not sql:
        return None
    try:
        return _Ran(sql, desk.client.query(database, sql))
    except ApiError as error:
        return _Ran(sql, str(error))


def _rows(desk: Desk, rows: Rows, key: str) -> None:
    t = desk.t
    st.html(table_html(rows, t("rows.label")))
    notes = [t("rows.count", n=rows.row_count if rows.row_count is not None else len(rows.rows))]
    notes += [t("rows.truncated")] if rows.truncated else []
    notes += [t("rows.shown", n=SHOWN)] if len(rows.rows) > SHOWN else []
    with st.container(horizontal=True, vertical_alignment="center", key=f"rowbar-{key}"):
        st.html(f'<span class="meta">{escape(" · ".join(notes))}</span>', width="content")
        st.download_button(
            t("rows.download"),
            to_csv(rows),
            "sancha.csv",
            "text/csv",
            key=f"csv-{key}",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )


def _keep(desk: Desk, database: str, key: str, sql: str, question: str) -> None:
    t = desk.t
    with st.form(f"keep-{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.text_input(t("solved.question"), question, key=f"asked-{key}", max_chars=LONGEST_QUESTION)
        kept = st.form_submit_button(t("solved.keep"), icon=":material/school:", key=f"keep-go-{key}")
    if not kept:
        return
    if not (asked or "").strip():
        st.warning(t("solved.incomplete"))
        return
    try:
        desk.client.add_solved(database, (asked or "").strip(), sql)
    except ApiError as error:
        st.error(escape_markdown(str(error)))
    else:
        session.say(t("solved.kept"))
        st.rerun()
