"""Knowledge bases: what is in them, adding to them, and trying what a question would find."""

from html import escape

import streamlit as st

from ui import session
from ui.dialogs import confirm, open_dialog
from ui.documents import documents_panel, uploads_panel
from ui.errors import ApiError
from ui.panels import heading, pick
from ui.prose import escape_markdown
from ui.schemas import Citation, KnowledgeBase
from ui.session import Desk
from ui.upload import upload_panel


def knowledge_page(desk: Desk) -> None:
    t = desk.t
    bases = desk.client.knowledge_bases()
    heading("knowledge", t("pages.knowledge"), t("bases.text"))
    if not bases:
        st.html(f'<p class="notice">{escape(t("bases.none"))}</p>')
        upload_panel(desk, [], None)
        return
    base = _picked(desk, bases)
    facts = [base.description, t("bases.documents", n=base.documents or 0), base.embedder]
    with st.container(horizontal=True, vertical_alignment="center", key="base-facts"):
        st.html(f'<span class="meta">{escape(" · ".join(fact for fact in facts if fact))}</span>', width="content")
        if st.button(t("bases.delete"), type="tertiary", icon=":material/delete:", key="delete-base"):
            open_dialog("delete-base")
    _confirm_deletion(desk, base)
    uploads_panel(desk)
    documents, add, search = st.tabs(
        [t("bases.tab_documents"), t("bases.tab_add"), t("bases.tab_search")], key="base-tabs"
    )
    with documents:
        documents_panel(desk, base.name)
    with add:
        upload_panel(desk, [each.name for each in bases], base.name)
    with search:
        _search(desk, base)


def _picked(desk: Desk, bases: list[KnowledgeBase]) -> KnowledgeBase:
    name = pick(desk.t("bases.choose"), [base.name for base in bases], "picked-base")
    return next(base for base in bases if base.name == name)


def _confirm_deletion(desk: Desk, base: KnowledgeBase) -> None:
    def delete() -> None:
        desk.client.delete_knowledge_base(base.name)
        session.say(desk.t("bases.deleted", name=base.name))

    confirm(
        "delete-base",
        desk.t("bases.delete"),
        desk.t("bases.delete_sure", name=base.name, n=base.documents or 0),
        delete,
    )


def _search(desk: Desk, base: KnowledgeBase) -> None:
    t = desk.t
    with st.form("search", border=False):
        words, button = st.columns([5, 1], vertical_alignment="bottom")
        query = words.text_input(t("bases.search"), placeholder=t("bases.search_placeholder"), key="search-query")
        button.form_submit_button(t("bases.search_go"), width="stretch")
    if not (query or "").strip():
        st.html(f'<p class="meta">{escape(t("bases.search_hint"))}</p>')
        return
    try:
        passages = desk.client.search(base.name, (query or "").strip())
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    if not passages:
        st.html(f'<p class="notice">{escape(t("bases.search_nothing"))}</p>')
    for passage in passages:
        found = Citation(n=0, document=passage.document, page=passage.page, heading=passage.heading)
        page = t("citation.page", page=found.page) if found.page is not None else ""
        where = " · ".join(part for part in (page, found.heading) if part)
        score = round(100 * min(max(passage.score, 0), 1))
        st.html(
            f'<article class="hit"><header><b>{escape(passage.document)}</b><span>{escape(where)}</span>'
            f'<i title="{score}%"><u style="width:{score}%"></u></i><em>{score}%</em></header>'
            f"<p>{escape(passage.text)}</p></article>"
        )
