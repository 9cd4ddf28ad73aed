"""Adding documents to a chosen or a new knowledge base."""

import re

import streamlit as st

from ui import session
from ui.errors import ApiError
from ui.prose import escape_markdown
from ui.session import Desk

TAGS_SEPARATOR = re.compile(r"[,，;；]")


def upload_panel(desk: Desk, bases: list[str], current: str | None) -> None:
    """Files and where they go. `current` is the base that is open, `None` when there is none yet."""
    t = desk.t
    new = t("upload.new")
    # a form of its own round after each upload, so that the chosen files are gone from it
    turn = st.session_state.setdefault("upload-turn", 0)
    # the uploader speaks English only; the style sheet puts these words in the place of its own
    accepted = desk.client.system().uploads
    limits = t("upload.limits", size=accepted.max_mb)
    st.html(f'<style>:root{{--upload-words:"{t("upload.drop")}";--upload-limits:"{limits}"}}</style>')
    files = st.file_uploader(
        t("upload.files"),
        type=accepted.extensions or None,
        accept_multiple_files=True,
        key=f"files-{turn}",
        max_upload_size=accepted.max_mb,
        label_visibility="collapsed",
    )
    options = [*bases, new]
    target = st.selectbox(
        t("upload.target"),
        options,
        index=options.index(current) if current in options else 0,
        key=f"target-{turn}-{current}",
    )
    name, description = target, ""
    if target == new:
        name = st.text_input(
            t("upload.name"), key=f"new-name-{turn}", placeholder=t("upload.name_placeholder"), max_chars=64
        )
        description = st.text_input(t("upload.description"), key=f"new-description-{turn}", max_chars=300) or ""
    password, tags = _options(desk, turn)
    ready = bool((name or "").strip()) and (bool(files) or target == new)
    label = t("upload.add", n=len(files)) if files else t("upload.create" if target == new else "upload.choose")
    if st.button(label, type="primary", disabled=not ready, key="upload-go", icon=":material/upload:"):
        try:
            if target == new and (name or "").strip() not in bases:
                desk.client.create_knowledge_base((name or "").strip(), description)
            contents = [(file.name, file) for file in files]
            jobs = desk.client.upload((name or "").strip(), contents, password, tags) if files else []
        except ApiError as error:
            st.error(escape_markdown(str(error)))
            return
        base = (name or "").strip()
        session.set_uploads([*session.uploads(), *((base, job) for job in jobs)])
        st.session_state["upload-turn"] = turn + 1
        st.session_state["next-picked-base"] = base
        session.say(t("upload.started", n=len(jobs)) if jobs else t("upload.created", name=base))
        st.rerun()


def _options(desk: Desk, turn: int) -> tuple[str, list[str]]:
    """The password of encrypted files and the tags that all get."""
    t = desk.t
    with st.expander(t("upload.options"), icon=":material/tune:"):
        password = st.text_input(t("upload.password"), type="password", key=f"password-{turn}", autocomplete="off")
        written = st.text_input(t("upload.tags"), key=f"tags-{turn}", placeholder=t("upload.tags_placeholder"))
    return password or "", split_tags(written or "")


def split_tags(written: str) -> list[str]:
    """The tags in a text that commas or semicolons part, of either script."""
    return list(dict.fromkeys(tag.strip() for tag in TAGS_SEPARATOR.split(written) if tag.strip()))
