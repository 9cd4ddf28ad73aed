"""LangServe's playground page in a real browser."""

from __future__ import annotations

import httpx
import pytest

from tests.browser import open_page
from tests.conftest import LiveServer


@pytest.mark.browser
def test_the_playground_asks_a_question_in_a_chosen_thread(demo_server: LiveServer) -> None:
    thread = httpx.post(f"{demo_server.url}/api/threads", json={"title": "from the playground"}).json()
    with open_page() as page:
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{demo_server.url}/agent/playground/")
        page.locator('[id="#/properties/thread_id-input"]').fill(thread["id"])
        page.locator('[id="#/properties/question-input"]').fill("What is the capital of France?")
        page.get_by_text("Validation Errors").wait_for(state="hidden")
        page.get_by_role("button", name="Start").click()
        page.get_by_text("Paris").first.wait_for(timeout=60_000)
        assert problems == []
    messages = httpx.get(f"{demo_server.url}/api/threads/{thread['id']}/messages").json()["items"]
    assert messages[0]["content"] == "What is the capital of France?"
