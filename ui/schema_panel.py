"""The tables of a database, and what a curator says of them: descriptions and other words, by which questions find
them."""

from functools import partial
from html import escape

import streamlit as st

from ui import session
from ui.dialogs import attempt, draw_dialog, open_dialog
from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.schemas import Column, Database, Note, Schema, Table
from ui.session import Desk
from ui.upload import split_tags


def schema_panel(desk: Desk, database: Database) -> None:
    t = desk.t
    try:
        schema = desk.client.schema(database.name)
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    if not schema.tables:
        st.html(f'<p class="notice">{escape(t("databases.no_tables"))}</p>')
    for table in schema.tables:
        label = f"**{escape_markdown(table.name)}**"
        if table.comment:
            label += f"  {escape_markdown(table.comment)}"
        with st.expander(label, key=f"table-{database.name}-{table.name}"):
            if table.synonyms:
                st.html(f'<p class="meta">{escape(_also(desk, table))}</p>')
            st.html(_columns_html(desk, table))
            dialog = f"notes-{database.name}-{table.name}"
            if st.button(t("notes.edit"), key=f"edit-{dialog}", type="tertiary", icon=":material/edit_note:"):
                open_dialog(dialog)
        draw_dialog(dialog, t("notes.title", name=table.name), partial(_notes, desk, database, table, schema), "medium")
    if st.button(t("notes.refresh"), key="refresh-schema", type="tertiary", icon=":material/refresh:"):
        try:
            with st.spinner(t("notes.refreshing")):
                desk.client.refresh_schema(database.name)
        except ApiError as error:
            st.error(escape_markdown(str(error)))
        else:
            session.say(t("notes.refreshed"))
            st.rerun()


def _columns_html(desk: Desk, table: Table) -> str:
    t = desk.t
    head = "".join(f'<th scope="col">{escape(t(f"databases.{name}"))}</th>' for name in ("column", "type", "meaning"))
    body = ""
    for column in table.columns:
        key = f' <span class="key" title="{escape(t("databases.primary_key"))}">PK</span>' if column.primary_key else ""
        link = f' <span class="link">→ {escape(column.references)}</span>' if column.references else ""
        also = f' <span class="also">{escape(_also(desk, column))}</span>' if column.synonyms else ""
        body += (
            f"<tr><td><code>{escape(column.name)}</code>{key}{link}</td>"
            f"<td class='type'>{escape(column.type.lower())}</td><td>{escape(column.comment)}{also}</td></tr>"
        )
    return f'<div class="rows schema"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _also(desk: Desk, thing: Table | Column) -> str:
    return desk.t("notes.also", words=desk.t("notes.comma").join(thing.synonyms))


def _notes(desk: Desk, database: Database, table: Table, schema: Schema) -> None:
    """The fields of one note: of the table itself, or of one of its columns."""
    t = desk.t
    st.html(f'<p class="meta">{escape(t("notes.text"))}</p>')
    places = {table.name: table.comment} | {f"{table.name}.{column.name}": column.comment for column in table.columns}
    place = st.selectbox(
        t("notes.place"),
        list(places),
        format_func=lambda name: t("notes.table") if name == table.name else name.removeprefix(f"{table.name}."),
        key=f"note-place-{table.name}",
    )
    old = schema.annotations.get(place, Note())
    description = st.text_input(
        t("notes.description"),
        old.description,
        # what the database itself says holds until a curator says it better
        placeholder=places[place],
        max_chars=500,
        key=f"note-description-{place}",
    )
    words = st.text_input(
        t("notes.synonyms"),
        t("notes.comma").join(old.synonyms),
        placeholder=t("notes.synonyms_placeholder"),
        key=f"note-synonyms-{place}",
    )
    if st.button(t("threads.save"), type="primary", key="note-go"):
        note = Note(description=(description or "").strip(), synonyms=split_tags((words or "").replace("、", "，")))

        def save() -> None:
            desk.client.annotate(database.name, place, note if note != Note() else None)
            session.say(t("notes.saved"))

        attempt(save)
