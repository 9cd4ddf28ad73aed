"""Knowledge bases: what is in them, adding to them, and trying what a question would find."""

from html import escape

import streamlit as st

from ui.base_panel import base_panel, import_panel
from ui.documents import documents_panel, uploads_panel
from ui.panels import heading, pick
from ui.schemas import KnowledgeBase
from ui.search_panel import search_panel
from ui.session import Desk
from ui.upload import upload_panel


def knowledge_page(desk: Desk) -> None:
    t = desk.t
    bases = desk.client.knowledge_bases()
    heading("knowledge", t("pages.knowledge"), t("bases.text"))
    if not bases:
        st.html(f'<p class="notice">{escape(t("bases.none"))}</p>')
        upload_panel(desk, [], None)
        import_panel(desk)
        return
    base = _picked(desk, bases)
    facts = [base.description, t("bases.documents", n=base.documents or 0), base.embedder]
    st.html(f'<span class="meta">{escape(" · ".join(fact for fact in facts if fact))}</span>')
    uploads_panel(desk)
    names = ("documents", "add", "search", "base")
    documents, add, search, whole = st.tabs([t(f"bases.tab_{name}") for name in names], key="base-tabs")
    with documents:
        documents_panel(desk, base.name)
    with add:
        upload_panel(desk, [each.name for each in bases], base.name)
        import_panel(desk)
    with search:
        search_panel(
            desk, base, sorted({tag for document in desk.client.documents(base.name) for tag in document.tags})
        )
    with whole:
        base_panel(desk, base)


def _picked(desk: Desk, bases: list[KnowledgeBase]) -> KnowledgeBase:
    name = pick(desk.t("bases.choose"), [base.name for base in bases], "picked-base")
    return next(base for base in bases if base.name == name)
