"""The documents of a knowledge base with their states, and uploads while they are being read."""

from functools import partial
from html import escape

import streamlit as st

from ui import session
from ui.dialogs import attempt, confirm, draw_dialog, open_dialog, open_key
from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.schemas import ACTIVE, Document, Job
from ui.session import Desk
from ui.upload import split_tags

PER_PAGE = 20
REFRESH_SECONDS = 1.0


def uploads_panel(desk: Desk) -> None:
    """What this session uploaded and the server is still reading, or could not read."""
    if not session.uploads():
        return
    busy = any(job.status in ACTIVE for _, job in session.uploads())

    @st.fragment(run_every=REFRESH_SECONDS if busy else None)
    def panel() -> None:
        jobs = [(base, _latest(desk, job)) for base, job in session.uploads()]
        unfinished = [(base, job) for base, job in jobs if job.status != "ready"]
        session.set_uploads(unfinished)
        for index, (base, job) in enumerate(unfinished):
            with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"job-{index}"):
                _upload(desk, index, base, job)
        if busy and not any(job.status in ACTIVE for _, job in unfinished):
            st.rerun()

    panel()


def documents_panel(desk: Desk, base: str) -> None:
    """The documents of `base`; looks again by itself while one of them is being read."""
    known = desk.client.documents(base)
    busy = any(document.status in ACTIVE for document in known)

    @st.fragment(run_every=REFRESH_SECONDS if busy else None)
    def panel() -> None:
        documents = desk.client.documents(base)
        _list(desk, base, documents)
        if busy and not any(document.status in ACTIVE for document in documents):
            st.rerun()

    panel()
    for document in known:
        if open_key() == f"delete-{document.id}":
            _confirm_deletion(desk, base, document)
        draw_dialog(f"edit-{document.id}", document.name, partial(_edit, desk, base, document))


def _upload(desk: Desk, index: int, base: str, job: Job) -> None:
    if job.status in ACTIVE:
        what = job.document or desk.t("base.rebuild")
        words = f"{escape_markdown(what)} → {escape_markdown(base)} · {_state(desk, job)}"
        st.progress(min(max(job.progress, 0.0), 1.0), text=words)
        if st.button("", icon=":material/close:", help=desk.t("upload.cancel"), key=f"cancel-{index}", type="tertiary"):
            _cancel(desk, job)
        return
    reason = escape(job.reason or desk.t("state.failed"))
    st.html(f'<p class="trouble"><b>{escape(job.document or base)}</b> {reason}</p>')
    if st.button("", icon=":material/close:", help=desk.t("upload.dismiss"), key=f"dismiss-{index}", type="tertiary"):
        session.set_uploads([each for each in session.uploads() if each[1] != job])
        st.rerun()


def _latest(desk: Desk, job: Job) -> Job:
    if job.status not in ACTIVE or not job.id:
        return job
    try:
        return desk.client.job(job.id)
    except ApiError as error:
        return job.model_copy(update={"status": "failed", "reason": str(error)})


def _state(desk: Desk, job: Job) -> str:
    state = desk.t.get(f"state.{job.status}", job.status)
    if job.chunks_total and job.status == "embedding":
        return f"{state} {job.chunks_done or 0}/{job.chunks_total}"
    return f"{state} {desk.t('citation.page', page=job.pages_done)}" if job.pages_done else state


def _cancel(desk: Desk, job: Job) -> None:
    try:
        desk.client.cancel_job(job.id)
    except ApiError as error:
        session.say(str(error))
    session.set_uploads([each for each in session.uploads() if each[1].id != job.id])
    st.rerun()


def _list(desk: Desk, base: str, documents: list[Document]) -> None:
    t = desk.t
    if not documents:
        st.html(f'<p class="notice">{escape(t("documents.none"))}</p>')
        return
    shown = documents
    if len(documents) > PER_PAGE:
        part = st.text_input(
            t("documents.filter"),
            key=f"filter-{base}",
            type="search",
            label_visibility="collapsed",
            placeholder=t("documents.filter"),
        )
        shown = [document for document in documents if (part or "").lower() in document.name.lower()]
        pages = max(1, -(-len(shown) // PER_PAGE))
        page = st.pagination(pages, key=f"page-{base}-{pages}") if pages > 1 else 1
        shown = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
    for document in shown:
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"document-{document.id}"):
            st.html(_row(desk, document))
            failed = document.status == "failed"
            if st.button(
                "",
                icon=":material/refresh:" if failed else ":material/sell:",
                key=f"edit-{document.id}",
                type="tertiary",
                help=t("documents.retry" if failed else "documents.tags"),
            ):
                open_dialog(f"edit-{document.id}")
                st.rerun()
            if st.button(
                "", icon=":material/delete:", key=f"delete-{document.id}", type="tertiary", help=t("documents.delete")
            ):
                open_dialog(f"delete-{document.id}")
                st.rerun()


def _row(desk: Desk, document: Document) -> str:
    t = desk.t
    facts = [
        t("documents.pages", n=document.pages) if document.pages else "",
        t("documents.chunks", n=document.chunks) if document.chunks else "",
    ]
    state = escape(t.get(f"state.{document.status}", document.status))
    kind = "active" if document.status in ACTIVE else document.status
    tags = "".join(f"<i>{escape(tag)}</i>" for tag in document.tags)
    ready = " aside" if document.status == "ready" else ""
    reason = f'<p class="reason{ready}">{escape(document.reason)}</p>' if document.reason else ""
    return (
        f'<div class="document"><b>{escape(document.name)}<span class="tags">{tags}</span></b>'
        f'<span class="meta">{escape(" · ".join(fact for fact in facts if fact))}</span>'
        f'<span class="state {escape(kind)}">{state}</span>{reason}</div>'
    )


def _edit(desk: Desk, base: str, document: Document) -> None:
    """Another try for a document that failed, with its password where it needs one; tags for the others."""
    t = desk.t
    if document.status == "failed":
        st.text(document.reason)
        password = st.text_input(t("documents.password"), type="password", key="retry-password", autocomplete="off")
        if st.button(t("documents.retry"), type="primary", key="retry-go"):
            attempt(lambda: _retry(desk, base, document, password or ""))
        return
    written = st.text_input(
        t("upload.tags"), ", ".join(document.tags), key="tags", placeholder=t("upload.tags_placeholder")
    )
    if st.button(t("threads.save"), type="primary", key="tags-go"):
        attempt(lambda: desk.client.tag_document(base, document.id, split_tags(written or "")))


def _retry(desk: Desk, base: str, document: Document, password: str) -> None:
    job = desk.client.retry_document(base, document.id, password)
    session.set_uploads([*session.uploads(), (base, job)])


def _confirm_deletion(desk: Desk, base: str, document: Document) -> None:
    def delete() -> None:
        desk.client.delete_document(base, document.id)
        session.say(desk.t("documents.deleted", name=document.name))

    confirm(
        f"delete-{document.id}", desk.t("documents.delete"), desk.t("documents.delete_sure", name=document.name), delete
    )
