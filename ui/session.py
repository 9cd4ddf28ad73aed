"""What one browser session remembers between reruns, behind typed names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.client import SanchaClient
from ui.i18n import Language, Translator
from ui.live import LiveAnswer
from ui.schemas import Job, Question


@dataclass(frozen=True)
class Desk:
    """What every page is handed: the server, and the words."""

    client: SanchaClient
    t: Translator

    @property
    def language(self) -> Language:
        return self.t.language


def _state(key: str, default: Any) -> Any:
    return st.session_state.setdefault(key, default)


def live_answers() -> list[LiveAnswer]:
    """Answers being written in this session, and the last one of each thread."""
    return cast(list[LiveAnswer], _state("live_answers", []))


def live_answer(thread_id: str | None) -> LiveAnswer | None:
    """The answer that this session asked for last in the thread; `None`: in the one that it is about to start."""
    if thread_id is None:
        return cast(LiveAnswer | None, st.session_state.get("first_answer"))
    return next((live for live in reversed(live_answers()) if live.thread_id == thread_id), None)


def _tab_watch() -> Callable[[], bool]:
    """Whether the tab of this session is open; asked from other threads."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    session = context.session_id
    return lambda: runtime.exists() and runtime.get_instance().is_active_session(session)


def start_answer(client: SanchaClient, question: Question, thread_id: str | None) -> None:
    """Asks, and forgets what else is known of earlier answers of the same thread."""
    forget_answer(thread_id)
    live = LiveAnswer(client, question, thread_id, _tab_watch())
    st.session_state["live_answers"] = [*live_answers(), live]
    if thread_id is None:
        # its thread gets an id only when the server has begun to answer
        st.session_state["first_answer"] = live


def forget_answer(thread_id: str | None) -> None:
    old = live_answer(thread_id)
    st.session_state["live_answers"] = [live for live in live_answers() if live is not old]


def thread_id() -> str | None:
    """The open thread; it stands in the address, so that a reload opens it again."""
    return st.query_params.get("thread")


def open_thread(identifier: str | None) -> None:
    st.session_state["first_answer"] = None
    if identifier is None:
        st.query_params.pop("thread", None)
    else:
        st.query_params["thread"] = identifier


def uploads() -> list[tuple[str, Job]]:
    """Ingestion jobs that this session started: (knowledge base, job as last seen)."""
    return cast(list[tuple[str, Job]], _state("uploads", []))


def set_uploads(jobs: list[tuple[str, Job]]) -> None:
    st.session_state["uploads"] = jobs


def say(sentence: str) -> None:
    """Keeps a sentence for the next run to show, after an action that reruns the page."""
    st.session_state["said"] = sentence


def said() -> str | None:
    return cast(str | None, st.session_state.pop("said", None))
