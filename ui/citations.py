"""Citations of an answer: the row of sources under it, and the dialog that opens one in its place."""

from html import escape
from typing import cast

import streamlit as st

from ui.errors import ApiError
from ui.passage import highlighted, window
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


def clicked_citation() -> tuple[str, int] | None:
    """(message id, number) of the raised number that was just clicked. Call once per page run."""
    listen = st.components.v2.component("sancha_citations", js=_LISTENER)
    opened = cast(str | None, listen(key="citation_clicks", on_opened_change=lambda: None).opened)
    message_id, _, number = (opened or "").rpartition(":")
    return (message_id, int(number)) if message_id and number.isdigit() else None


def place(citation: Citation, desk: Desk) -> str:
    """Where in the document the quote stands: page and heading, as far as they are known."""
    page = desk.t("citation.page", page=citation.page) if citation.page is not None else ""
    return " · ".join(part for part in (page, citation.heading) if part)


def source_row(desk: Desk, message_id: str, citations: list[Citation]) -> Citation | None:
    """Draws a button per source; returns the one that was clicked."""
    clicked = None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"sources-{message_id}"):
        st.html(f'<span class="eyebrow">{escape(desk.t("citation.sources"))}</span>', width="content")
        for citation in citations:
            # a button label is Markdown; the document's name must not be
            page = desk.t("citation.page", page=citation.page) if citation.page is not None else ""
            named = " · ".join(part for part in (_short(citation.document), page) if part)
            label, where = f"**{citation.n}** {escape_markdown(named)}", place(citation, desk)
            if st.button(
                label, key=f"source-{message_id}-{citation.n}", help=escape_markdown(where) if where else None
            ):
                clicked = citation
    return clicked


def show_citation(desk: Desk, citation: Citation) -> None:
    """Opens a dialog with the quote highlighted in the text around it."""

    def body() -> None:
        facts = (desk.t("citation.base", name=citation.knowledge_base), place(citation, desk))
        st.html(f'<div class="meta">{escape(" · ".join(fact for fact in facts if fact))}</div>')
        whole = st.toggle(desk.t("citation.whole"), key="citation-whole", value=False)
        st.html(_passage(desk, citation, whole))

    st.dialog(escape_markdown(citation.document or desk.t("citation.untitled")), width="medium")(body)()


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


def escape_markdown(text: str) -> str:
    """`text` so that Streamlit's Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|~<>$:&" else c for c in text.replace("\n", " "))


def _short(name: str, limit: int = 34) -> str:
    return name if len(name) <= limit else f"{name[: limit - 9]}…{name[-8:]}"
