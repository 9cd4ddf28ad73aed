"""The script that Streamlit runs: `streamlit run ui/app.py -- --api-url http://127.0.0.1:8000`."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import streamlit as st

from ui import session
from ui.about_page import about_page
from ui.chat_page import chat_page
from ui.client import SanchaClient
from ui.databases_page import databases_page
from ui.errors import ApiError, ServerUnreachable
from ui.i18n import NAMES, Language, Translator, preferred
from ui.knowledge_page import knowledge_page
from ui.mark import icon, masks
from ui.prose import escape_markdown
from ui.session import Desk
from ui.sidebar import sidebar
from ui.theme import variables
from ui.trouble import refused_page, starting_page, unreachable_page

STYLE_SHEET = Path(__file__).with_name("style.css")
PAGES: tuple[tuple[str, str, Callable[[Desk], None]], ...] = (
    ("ask", ":material/forum:", chat_page),
    ("knowledge", ":material/library_books:", knowledge_page),
    ("databases", ":material/database:", databases_page),
    ("about", ":material/info:", about_page),
)


def main() -> None:
    st.set_page_config(page_title="Sancha 三岔", page_icon=icon(), layout="centered")
    language = _language()
    desk = Desk(_client(_api_url(), language), Translator(language))
    pages = [
        st.Page(partial(draw, desk), title=desk.t(f"pages.{name}"), icon=image, url_path=name, default=name == "ask")
        for name, image, draw in PAGES
    ]
    page = st.navigation(pages, position="hidden")
    st.html(f"<style>:root{{{variables()}{masks()}}}\n{STYLE_SHEET.read_text('utf-8')}</style>")
    try:
        if not st.session_state.get("ready"):
            readiness = desk.client.readiness()
            if not readiness.ready:
                starting_page(desk, readiness.detail)
                return
            st.session_state["ready"] = True
        sidebar(desk, pages, desk.client.threads(), on_chat=page == pages[0])
        if sentence := session.said():
            st.toast(escape_markdown(sentence))
        page.run()
    except ServerUnreachable as error:
        st.session_state["ready"] = False
        unreachable_page(desk, error)
    except ApiError as error:
        refused_page(desk, error)


def _api_url() -> str:
    parser = argparse.ArgumentParser(description="The chat pages of Sancha.")
    parser.add_argument("--api-url", default="http://127.0.0.1:8000", help="address of the API")
    return cast(str, parser.parse_known_args()[0].api_url)


@st.cache_resource
def _client(api_url: str, language: Language) -> SanchaClient:
    return SanchaClient(api_url, language)


def _language() -> Language:
    """The language switched to, in this session or in the address, else the browser's."""
    state = st.session_state
    # Streamlit writes the name of the chosen language into the address
    addressed = next((code for code, name in NAMES.items() if name == st.query_params.get("lang")), None)
    # the switch itself is forgotten for a moment when another page opens
    chosen = state.get("lang") or addressed or state.get("language") or preferred(st.context.locale)
    state["language"] = chosen
    return cast(Language, chosen)


main()
