"""Databases: connecting one, reading its schema, and trying a query on it."""

from html import escape

import streamlit as st

from ui import session
from ui.dialogs import attempt, confirm, draw_dialog, open_dialog
from ui.errors import ApiError
from ui.panels import heading, pick
from ui.prose import escape_markdown
from ui.rows import SHOWN, table_html, to_csv
from ui.schemas import Database, Table
from ui.session import Desk


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
    tables, query = st.tabs([t("databases.tab_schema"), t("databases.tab_query")], key="database-tabs")
    with tables:
        _schema(desk, database)
    with query:
        _query(desk, database)


def _draw_connection(desk: Desk) -> None:
    t = desk.t

    def body() -> None:
        st.html(f'<p class="meta">{escape(t("databases.connect_text"))}</p>')
        with st.form("connect", border=False):
            name = st.text_input(t("databases.name"), placeholder="sales", max_chars=64, key="connect-name")
            url = st.text_input(
                t("databases.url"), placeholder="sqlite:////data/sales.db", autocomplete="off", key="connect-url"
            )
            sent = st.form_submit_button(t("databases.connect"), type="primary", key="connect-go")
        if not sent:
            return
        if not (name or "").strip() or not (url or "").strip():
            st.warning(t("databases.incomplete"))
            return

        def connect() -> None:
            with st.spinner(t("databases.connecting")):
                desk.client.connect_database((name or "").strip(), (url or "").strip())
            st.session_state["next-picked-database"] = (name or "").strip()
            session.say(t("databases.connected", name=(name or "").strip()))

        attempt(connect)

    draw_dialog("connect-database", t("databases.connect"), body, width="medium")


def _confirm_removal(desk: Desk, database: Database) -> None:
    def remove() -> None:
        desk.client.disconnect_database(database.name)
        session.say(desk.t("databases.removed", name=database.name))

    confirm("remove-database", desk.t("databases.remove"), desk.t("databases.remove_sure", name=database.name), remove)


def _schema(desk: Desk, database: Database) -> None:
    try:
        tables = desk.client.schema(database.name).tables
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    if not tables:
        st.html(f'<p class="notice">{escape(desk.t("databases.no_tables"))}</p>')
    for table in tables:
        label = f"**{escape_markdown(table.name)}**"
        if table.comment:
            label += f"  {escape_markdown(table.comment)}"
        with st.expander(label, key=f"table-{database.name}-{table.name}"):
            st.html(_columns_html(desk, table))


def _columns_html(desk: Desk, table: Table) -> str:
    t = desk.t
    head = "".join(f'<th scope="col">{escape(t(f"databases.{name}"))}</th>' for name in ("column", "type", "meaning"))
    body = ""
    for column in table.columns:
        key = f' <span class="key" title="{escape(t("databases.primary_key"))}">PK</span>' if column.primary_key else ""
        link = f' <span class="link">→ {escape(column.references)}</span>' if column.references else ""
        body += (
            f"<tr><td><code>{escape(column.name)}</code>{key}{link}</td>"
            f"<td class='type'>{escape(column.type.lower())}</td><td>{escape(column.comment)}</td></tr>"
        )
    return f'<div class="rows schema"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _query(desk: Desk, database: Database) -> None:
    t = desk.t
    with st.form("query", border=False):
        sql = st.text_area(t("databases.sql"), placeholder="SELECT …", height=130, key=f"sql-{database.name}")
        st.form_submit_button(t("databases.run"), icon=":material/play_arrow:")
    if not (sql or "").strip():
        st.html(f'<p class="meta">{escape(t("databases.query_hint"))}</p>')
        return
    try:
        rows = desk.client.query(database.name, (sql or "").strip())
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    st.html(table_html(rows, t("rows.label")))
    notes = [t("rows.count", n=rows.row_count if rows.row_count is not None else len(rows.rows))]
    notes += [t("rows.truncated")] if rows.truncated else []
    notes += [t("rows.shown", n=SHOWN)] if len(rows.rows) > SHOWN else []
    with st.container(horizontal=True, vertical_alignment="center", key="rowbar-query"):
        st.html(f'<span class="meta">{escape(" · ".join(notes))}</span>', width="content")
        st.download_button(
            t("rows.download"),
            to_csv(rows),
            "sancha.csv",
            "text/csv",
            key="csv-query",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )
