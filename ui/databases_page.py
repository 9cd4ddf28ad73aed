"""Databases: connecting one, what a curator says of it, and trying a query on it."""

from html import escape

import streamlit as st

from ui import session
from ui.dialogs import attempt, confirm, draw_dialog, open_dialog
from ui.errors import ApiError
from ui.panels import heading, pick
from ui.prose import escape_markdown
from ui.query_panel import query_panel
from ui.schema_panel import schema_panel
from ui.schemas import Database
from ui.session import Desk
from ui.solved_panel import solved_panel

TOLD = 12
"""Names of tables that a tried connection tells."""


def databases_page(desk: Desk) -> None:
    t = desk.t
    databases = desk.client.databases()
    heading("database", t("pages.databases"), t("databases.text"))
    with st.container(horizontal=True, vertical_alignment="center", key="database-bar"):
        if databases:
            name = pick(t("databases.choose"), [database.name for database in databases], "picked-database")
        if st.button(t("databases.connect"), icon=":material/add:", key="connect-database"):
            open_dialog("connect-database")
    _draw_connection(desk)
    if not databases:
        st.html(f'<p class="notice">{escape(t("databases.none"))}</p>')
        return
    database = next(database for database in databases if database.name == name)
    with st.container(horizontal=True, vertical_alignment="center", key="database-facts"):
        facts = (database.dialect, database.url, database.description)
        st.html(f'<span class="meta">{escape(" · ".join(fact for fact in facts if fact))}</span>', width="content")
        if st.button(t("databases.remove"), type="tertiary", icon=":material/link_off:", key="remove-database"):
            open_dialog("remove-database")
    _confirm_removal(desk, database)
    tabs = ("schema", "solved", "query")
    tables, solved, query = st.tabs([t(f"databases.tab_{tab}") for tab in tabs], key="database-tabs")
    with tables:
        schema_panel(desk, database)
    with solved:
        solved_panel(desk, database)
    with query:
        query_panel(desk, database.name, database.name)


def _draw_connection(desk: Desk) -> None:
    t = desk.t

    def body() -> None:
        st.html(f'<p class="meta">{escape(t("databases.connect_text"))}</p>')
        with st.form("connect", border=False):
            name = st.text_input(t("databases.name"), placeholder="sales", max_chars=64, key="connect-name")
            url = st.text_input(
                t("databases.url"), placeholder="sqlite:////data/sales.db", autocomplete="off", key="connect-url"
            )
            description = st.text_input(t("databases.description"), max_chars=300, key="connect-description")
            with st.container(horizontal=True):
                sent = st.form_submit_button(t("databases.connect"), type="primary", key="connect-go")
                tried = st.form_submit_button(t("databases.test"), key="connect-test")
        filled = (name or "").strip(), (url or "").strip(), (description or "").strip()
        if tried:
            _test(desk, filled[1])
        elif sent:
            _connect(desk, *filled)

    draw_dialog("connect-database", t("databases.connect"), body, width="medium")


def _test(desk: Desk, url: str) -> None:
    """Tries the address and says what it leads to, or why it does not."""
    t = desk.t
    if not url:
        st.warning(t("databases.incomplete_url"))
        return
    try:
        with st.spinner(t("databases.connecting")):
            found = desk.client.test_database(url)
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    names = ", ".join(found.tables[:TOLD]) + (" …" if len(found.tables) > TOLD else "")
    st.success(escape_markdown(t("databases.answers", dialect=found.dialect, n=len(found.tables), names=names)))


def _connect(desk: Desk, name: str, url: str, description: str) -> None:
    t = desk.t
    if not name or not url:
        st.warning(t("databases.incomplete"))
        return

    def connect() -> None:
        with st.spinner(t("databases.connecting")):
            desk.client.connect_database(name, url, description)
        st.session_state["next-picked-database"] = name
        session.say(t("databases.connected", name=name))

    attempt(connect)


def _confirm_removal(desk: Desk, database: Database) -> None:
    def remove() -> None:
        desk.client.disconnect_database(database.name)
        session.say(desk.t("databases.removed", name=database.name))

    confirm("remove-database", desk.t("databases.remove"), desk.t("databases.remove_sure", name=database.name), remove)
