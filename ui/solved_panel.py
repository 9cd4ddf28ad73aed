"""Solved questions of a database: what a curator entered, and what readers confirmed; new questions follow them."""

from html import escape

import streamlit as st

from ui import session
from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.query_panel import LONGEST_QUESTION, LONGEST_SQL
from ui.schemas import Database, Solved
from ui.session import Desk

SHOWN = 50


def solved_panel(desk: Desk, database: Database) -> None:
    t = desk.t
    st.html(f'<p class="meta">{escape(t("solved.text"))}</p>')
    _add(desk, database)
    try:
        solved = desk.client.solved(database.name)
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    if not solved:
        st.html(f'<p class="notice">{escape(t("solved.none"))}</p>')
        return
    words = ""
    if len(solved) > SHOWN:
        words = (st.text_input(t("solved.filter"), key=f"solved-filter-{database.name}") or "").strip().casefold()
    found = [each for each in solved if words in f"{each.question} {each.sql}".casefold()]
    for each in found[:SHOWN]:
        _draw(desk, database, each)
    if len(found) > SHOWN:
        st.html(f'<p class="meta">{escape(t("solved.more", n=len(found) - SHOWN))}</p>')


def _add(desk: Desk, database: Database) -> None:
    t = desk.t
    # fields of their own round after each entry, so that they are empty again
    turn = st.session_state.setdefault("solved-turn", 0)
    with st.expander(t("solved.add"), icon=":material/add:"), st.form(f"solved-{turn}", border=False):
        question = st.text_input(t("solved.question"), key=f"solved-question-{turn}", max_chars=LONGEST_QUESTION)
        sql = st.text_area(t("databases.sql"), placeholder="SELECT …", key=f"solved-sql-{turn}", max_chars=LONGEST_SQL)
        if not st.form_submit_button(t("solved.add_go"), type="primary", key="solved-go"):
            return
        if not (question or "").strip() or not (sql or "").strip():
            st.warning(t("solved.incomplete"))
            return
        try:
            desk.client.add_solved(database.name, (question or "").strip(), (sql or "").strip())
        except ApiError as error:
            st.error(escape_markdown(str(error)))
            return
    st.session_state["solved-turn"] = turn + 1
    session.say(t("solved.kept"))
    st.rerun()


def _draw(desk: Desk, database: Database, solved: Solved) -> None:
    t = desk.t
    with st.container(horizontal=True, vertical_alignment="center", key=f"solved-row-{solved.id}", wrap=False):
        origin = f' <span class="state ready">{escape(t("solved.rated"))}</span>' if solved.message_id else ""
        st.html(f'<div class="solved"><p>{escape(solved.question)}{origin}</p><code>{escape(solved.sql)}</code></div>')
        if st.button(t("solved.remove"), key=f"solved-remove-{solved.id}", type="tertiary", icon=":material/delete:"):
            try:
                desk.client.remove_solved(database.name, solved.id)
            except ApiError as error:
                st.error(escape_markdown(str(error)))
            else:
                session.say(t("solved.removed"))
                st.rerun()
