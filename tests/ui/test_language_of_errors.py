"""What goes wrong is said in the language of the page: real pages over a real server, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import LiveServer, free_port
from tests.server.test_documents_over_http import finished
from tests.ui.conftest import pages
from tests.ui.walk import ANSWER_MS, PAGE_MS, chromium
from ui.client import SanchaClient
from ui.errors import ApiError, ServerUnreachable
from ui.i18n import Language
from ui.schemas import Question

BROKEN_PDF = b"%PDF-1.4 and nothing else that belongs into a PDF"
BASE = "broken-files"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize(("language", "words"), [("en", "No answer from {}."), ("zh", "{} 没有响应。")])
def test_a_missing_server_is_told_in_the_language_of_the_page(language: Language, words: str) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with SanchaClient(address, language) as client, pytest.raises(ServerUnreachable) as caught:
        client.threads()
    assert str(caught.value) == words.format(address)


async def test_both_ways_of_asking_tell_the_language(demo_server: LiveServer) -> None:
    with SanchaClient(demo_server.url, "zh") as client:
        with pytest.raises(ApiError) as listed:
            client.messages("nope")
        with pytest.raises(ApiError) as asked:
            async for _ in client.stream(Question(question="x"), "nope"):
                pass
    for error in (listed.value, asked.value):
        assert str(error) == "没有 id 为“nope”的对话。不填 id 即可新建对话。"
        assert error.title == "未找到"


@pytest.mark.browser
def test_errors_are_shown_in_the_language_that_is_switched_on(
    browser: Browser, demo_server: LiveServer, tmp_path: Path
) -> None:
    bases = f"{demo_server.url}/api/knowledge-bases"
    httpx.post(bases, json={"name": BASE})
    upload = httpx.post(f"{bases}/{BASE}/documents", files={"file": ("broken.pdf", BROKEN_PDF)})
    assert finished(demo_server, upload.json()["items"][0])["status"] == "failed"
    with pages(demo_server.url, tmp_path) as url:
        page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860}).new_page()
        page.set_default_timeout(PAGE_MS)
        page.goto(f"{url}/databases")
        _test_address(page, "sqlite:////no/such/file.db")
        alert = page.get_by_role("dialog").get_by_role("alert")
        expect(alert).to_have_text("/no/such/file.db 处没有文件，请检查数据库连接地址中的路径。", timeout=ANSWER_MS)
        page.goto(f"{url}/knowledge")
        _pick(page, BASE)
        reason = page.locator(".document", has_text="broken.pdf").locator(".reason")
        expect(reason).to_have_text("PDF 已损坏，无法打开。请从源文件重新导出。", timeout=ANSWER_MS)
        page.locator(".st-key-lang").get_by_text("English").click()
        expect(reason).to_have_text(
            "The PDF is damaged and cannot be opened: export it again from its source.", timeout=ANSWER_MS
        )
    httpx.delete(f"{bases}/{BASE}")


def _test_address(page: Page, address: str) -> None:
    page.locator(".st-key-connect-database button").click()
    page.locator(".st-key-connect-url input").fill(address)
    page.locator(".st-key-connect-test button").click()


def _pick(page: Page, name: str) -> None:
    page.locator(".st-key-picked-base").get_by_text(name, exact=True).click()
