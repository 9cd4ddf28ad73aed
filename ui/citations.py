"""Citations of an answer: the row of sources under it, and the dialog that opens one in its place."""

from html import escape
from typing import cast

import streamlit as st

from ui.dialogs import draw_dialog, open_dialog
from ui.errors import ApiError
from ui.passage import highlighted, window
from ui.prose import escape_markdown
from ui.schemas import Citation
from ui.session import Desk

# a click on a raised number in the prose reaches Python through this listener; it draws nothing itself
_LISTENER = """
export default function({ setTriggerValue }) {
  const open = (event) => {
    const link = event.target.closest && event.target.closest("a[data-cite]");
    if (!link) return;
    event.preventDefault();
    setTriggerValue("opened", link.dataset.cite);
  };
  document.addEventListener("click", open);
  return () => document.removeEventListener("click", open);
}
"""


def listen_for_clicks() -> None:
    """Opens the citation whose raised number was just clicked. Call once per page run."""
    listen = st.components.v2.component("sancha_citations", js=_LISTENER)
    opened = cast(str | None, listen(key="citation_clicks", on_opened_change=lambda: None).opened)
    message_id, _, number = (opened or "").rpartition(":")
    if message_id and number.isdigit():
        open_dialog(dialog_key(message_id, int(number)))


def place(citation: Citation, desk: Desk) -> str:
    """Where in the document the quote stands: page and heading, as far as they are known."""
    page = desk.t("citation.page", page=citation.page) if citation.page is not None else ""
    return " · ".join(part for part in (page, citation.heading) if part)


def source_row(desk: Desk, message_id: str, citations: list[Citation]) -> None:
    """Draws a button per source, each opens its citation."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"sources-{message_id}"):
        st.html(f'<span class="eyebrow">{escape(desk.t("citation.sources"))}</span>', width="content")
        for citation in citations:
            page = desk.t("citation.page", page=citation.page) if citation.page is not None else ""
            named = " · ".join(part for part in (_short(citation.document), page) if part)
            # a button's label is Markdown; the document's name must not be
            st.button(
                f"**{citation.n}** {escape_markdown(named)}",
                key=f"source-{message_id}-{citation.n}",
                help=escape_markdown(place(citation, desk)) or None,
                on_click=open_dialog,
                args=(dialog_key(message_id, citation.n),),
            )


def dialog_key(message_id: str, number: int) -> str:
    return f"citation:{message_id}:{number}"


def draw_citation(desk: Desk, message_id: str, citation: Citation) -> None:
    """If it is open: a dialog with the quote highlighted in the text around it."""

    def body() -> None:
        facts = (desk.t("citation.base", name=citation.knowledge_base), place(citation, desk))
        st.html(f'<div class="meta">{escape(" · ".join(fact for fact in facts if fact))}</div>')
        whole = st.toggle(desk.t("citation.whole"), key="citation-whole", value=False)
        st.html(_passage(desk, citation, whole))

    title = citation.document or desk.t("citation.untitled")
    draw_dialog(dialog_key(message_id, citation.n), title, body, width="medium")


def _passage(desk: Desk, citation: Citation, whole: bool) -> str:
    quote_only = f'<div class="passage"><mark>{escape(citation.quote)}</mark></div>'
    if citation.start is None or citation.end is None:
        return quote_only
    span = None if whole else window(citation.start, citation.end)
    try:
        text = desk.client.document_text(citation.knowledge_base, citation.document_id, span)
    except ApiError as error:
        return f'{quote_only}<p class="meta">{escape(desk.t("citation.gone", detail=str(error)))}</p>'
    return highlighted(text.text, text.start, citation.start, citation.end, text.length)


def _short(name: str, limit: int = 34) -> str:
    return name if len(name) <= limit else f"{name[: limit - 9]}…{name[-8:]}"
