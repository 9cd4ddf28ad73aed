"""What may be done with a knowledge base as a whole: describe, count, rebuild, take along, delete."""

from html import escape

import streamlit as st

from ui import session
from ui.dialogs import attempt, confirm, draw_dialog, open_dialog
from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.schemas import KnowledgeBase, Statistics
from ui.session import Desk

AUTO = "auto"
LARGEST_IMPORT_MB = 1_024
"""The pages hold an uploaded file in memory; the command line does not."""


def base_panel(desk: Desk, base: KnowledgeBase) -> None:
    t = desk.t
    description = st.text_input(
        t("upload.description"), base.description, key=f"description-{base.name}", max_chars=2_000
    )
    if (description or "") != base.description and st.button(t("threads.save"), key="describe"):
        try:
            desk.client.describe_knowledge_base(base.name, description or "")
        except ApiError as error:
            st.error(escape_markdown(str(error)))
        else:
            session.say(t("base.described"))
            st.rerun()
    st.html(statistics_html(desk, desk.client.statistics(base.name)))
    with st.container(horizontal=True, key="base-actions"):
        if st.button(t("base.rebuild"), icon=":material/refresh:", key="rebuild-base"):
            open_dialog("rebuild-base")
        st.download_button(
            t("base.export"),
            lambda: desk.client.export_knowledge_base(base.name),
            f"{base.name}.zip",
            "application/zip",
            icon=":material/download:",
            key="export-base",
            on_click="ignore",
        )
        if st.button(t("bases.delete"), type="tertiary", icon=":material/delete:", key="delete-base"):
            open_dialog("delete-base")
    draw_dialog("rebuild-base", t("base.rebuild"), lambda: _rebuild(desk, base))
    confirm(
        "delete-base",
        t("bases.delete"),
        t("bases.delete_sure", name=base.name, n=base.documents or 0),
        lambda: _delete(desk, base),
    )


def import_panel(desk: Desk) -> None:
    """A new base from a file that another one was exported to."""
    t = desk.t
    turn = st.session_state.setdefault("import-turn", 0)
    with st.expander(t("base.import"), icon=":material/upload_file:"):
        largest = min(desk.client.system().uploads.import_max_mb, LARGEST_IMPORT_MB)
        st.html(f'<p class="meta">{escape(t("base.import_text", size=largest))}</p>')
        file = st.file_uploader(
            t("base.import_file"),
            type=["zip"],
            key=f"import-{turn}",
            label_visibility="collapsed",
            max_upload_size=largest,
        )
        stem = file.name.removesuffix(".zip") if file else ""
        name = (st.text_input(t("upload.name"), stem, key=f"import-name-{turn}-{stem}", max_chars=64) or "").strip()
        if st.button(t("base.import_go"), disabled=file is None or not name, key="import-go") and file is not None:
            try:
                jobs = desk.client.import_knowledge_base(name, file)
            except ApiError as error:
                st.error(escape_markdown(str(error)))
                return
            session.set_uploads([*session.uploads(), *((name, job) for job in jobs)])
            st.session_state["import-turn"] = turn + 1
            st.session_state["next-picked-base"] = name
            session.say(t("base.imported", name=name))
            st.rerun()


def statistics_html(desk: Desk, counted: Statistics) -> str:
    """The sums of a base as a list of facts."""
    t = desk.t
    states = ", ".join(f"{n} {t.get(f'state.{state}', state)}" for state, n in sorted(counted.documents.items()))
    tongues = (f"{t.get(f'base.{tongue}', tongue)} {n}" for tongue, n in sorted(counted.languages.items()))
    facts = {
        "documents": states,
        "types": ", ".join(f"{kind} {n}" for kind, n in sorted(counted.types.items())),
        "languages": ", ".join(tongues),
        "size": f"{counted.bytes / 1e6:,.1f} MB",
        "characters": f"{counted.characters:,}",
        "pages": f"{counted.pages:,}" if counted.pages else "",
        "chunks": f"{counted.chunks:,}",
        "embedder": counted.embedder,
    }
    items = "".join(
        f"<dt>{escape(t(f'base.{name}'))}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value
    )
    return f'<dl class="facts">{items}</dl>'


def _rebuild(desk: Desk, base: KnowledgeBase) -> None:
    t = desk.t
    st.text(t("base.rebuild_text"))
    models = [AUTO, *(model.id for model in desk.client.models() if model.kind == "embedding")]
    current = base.embedding if base.embedding in models else AUTO
    embedding = st.selectbox(
        t("base.embedder"),
        models,
        models.index(current),
        key="rebuild-embedding",
        format_func=lambda model: t("base.auto") if model == AUTO else model,
    )
    sizes = st.checkbox(t("base.own_sizes"), base.chunk_tokens is not None, key="rebuild-sized")
    chunk: int | None = None
    window: int | None = None
    if sizes:
        chunk = st.number_input(t("base.chunk_tokens"), 32, 2_048, base.chunk_tokens or 256, 32, key="rebuild-chunk")
        smaller = min(base.window_tokens or 128, chunk)
        window = st.number_input(t("base.window_tokens"), 16, 512, smaller, 16, key="rebuild-window")
    if st.button(t("base.rebuild_go"), type="primary", key="rebuild-go"):

        def rebuild() -> None:
            job = desk.client.rebuild(base.name, embedding, chunk, window)
            session.set_uploads([*session.uploads(), (base.name, job)])
            session.say(t("base.rebuilding", name=base.name))

        attempt(rebuild)


def _delete(desk: Desk, base: KnowledgeBase) -> None:
    desk.client.delete_knowledge_base(base.name)
    session.say(desk.t("bases.deleted", name=base.name))
