"""Trying a search: which passages a question finds, and how each part of the search ranked them."""

from html import escape

import streamlit as st

from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.schemas import KnowledgeBase, Passage, Ranks
from ui.session import Desk


def search_panel(desk: Desk, base: KnowledgeBase, tags: list[str]) -> None:
    """Draws the form and its hits. `tags` are those that documents of the base carry."""
    t = desk.t
    with st.form("search", border=False):
        words, button = st.columns([5, 1], vertical_alignment="bottom")
        query = (
            words.text_input(t("search.words"), placeholder=t("search.placeholder"), key="search-query") or ""
        ).strip()
        button.form_submit_button(t("search.go"), width="stretch")
        chosen = st.pills(t("search.tags"), tags, selection_mode="multi", key="search-tags") if tags else []
    if not query:
        st.html(f'<p class="meta">{escape(t("search.hint"))}</p>')
        return
    try:
        passages = desk.client.search(base.name, query, k=10, tags=chosen or [])
    except ApiError as error:
        st.error(escape_markdown(str(error)))
        return
    if not passages:
        st.html(f'<p class="notice">{escape(t("search.nothing"))}</p>')
    for passage in passages:
        st.html(hit_html(desk, passage))


def hit_html(desk: Desk, passage: Passage) -> str:
    """One passage with its place in the document, its relevance, and its ranks."""
    page = desk.t("citation.page", page=passage.page) if passage.page is not None else ""
    where = " · ".join(part for part in (page, passage.heading) if part)
    score = round(100 * min(max(passage.score, 0), 1))
    ranks = _ranks_html(desk, passage.ranks) if passage.ranks else ""
    return (
        f'<article class="hit"><header><b>{escape(passage.document)}</b><span>{escape(where)}</span>'
        f'<i title="{score}%"><u style="width:{score}%"></u></i><em>{score}%</em></header>{ranks}'
        f"<p>{escape(passage.text)}</p></article>"
    )


def _ranks_html(desk: Desk, ranks: Ranks) -> str:
    t = desk.t
    shown = [
        ("fused", ranks.fused, None),
        ("dense", ranks.dense, None if ranks.cosine is None else f"{ranks.cosine:.2f}"),
        ("terms", ranks.terms, None if ranks.bm25 is None else f"{ranks.bm25:.1f}"),
    ]
    cells = [
        f"<dt>{escape(t(f'search.{name}'))}</dt><dd>{'–' if rank is None else rank}"
        f"{f' <small>{value}</small>' if value else ''}</dd>"
        for name, rank, value in shown
    ]
    if ranks.rerank_logit is not None:
        cells.append(f"<dt>{escape(t('search.reranker'))}</dt><dd>{ranks.rerank_logit:+.1f}</dd>")
    return f'<dl class="ranks" title="{escape(t("search.ranks"))}">{"".join(cells)}</dl>'
