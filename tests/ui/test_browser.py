import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import pages, running
from tests.ui.fake_api import FakeApi
from tests.ui.walk import PAGE_MS, chromium, walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeApi, str]]:
    """One fake API and one Streamlit server for all tests here: starting them takes seconds."""
    api = FakeApi()
    with running(api) as api_url, pages(api_url, tmp_path_factory.mktemp("elsewhere")) as url:
        yield api, url


@pytest.fixture
def api(stage: tuple[FakeApi, str]) -> FakeApi:
    """The fake API's state, as new."""
    vars(stage[0]).update(vars(FakeApi()))
    return stage[0]


@pytest.fixture
def ui_url(api: FakeApi, stage: tuple[FakeApi, str]) -> str:
    return stage[1]


def open_page(browser: Browser, **options: Any) -> Page:
    page = browser.new_context(**({"locale": "en-US", "viewport": {"width": 1280, "height": 860}} | options)).new_page()
    page.set_default_timeout(PAGE_MS)
    return page


def fits(page: Page) -> None:
    """Waits until the page, once it is laid out, is no wider than its window."""
    page.wait_for_function("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('[data-testid=stMain]'))")


def test_the_main_job_is_done_in_a_browser(browser: Browser, ui_url: str, tmp_path: Path, api: FakeApi) -> None:
    api.delay = 0.05
    walk(open_page(browser), ui_url, tmp_path)
    assert api.bases["walked"]


def test_an_answer_is_stopped_while_it_is_written(browser: Browser, ui_url: str, api: FakeApi) -> None:
    api.silent_after = 2
    page = open_page(browser)
    page.goto(ui_url)
    page.locator("[data-testid=stChatInputTextArea]").fill("What is the capital of France?")
    page.keyboard.press("Enter")
    expect(page.locator(".writing")).to_have_text("The capital of France")
    page.locator(".st-key-stop button").click()
    expect(page.get_by_text("Stopped here.")).to_be_visible()
    expect(page.locator(".prose")).to_have_text("The capital of France")
    expect(page.locator(".st-key-stop")).to_have_count(0)
    deadline = time.monotonic() + 60
    while not api.hung_up and time.monotonic() < deadline:
        time.sleep(0.02)
    assert api.hung_up == 1


def test_another_thread_can_be_read_while_an_answer_is_written(browser: Browser, ui_url: str, api: FakeApi) -> None:
    api.thread("Other thread")
    api.silent_after = 3
    page = open_page(browser)
    page.goto(ui_url)
    page.locator("[class*=st-key-example-][class*=-road-chat] button").click()
    expect(page.locator(".writing")).to_be_visible()
    page.get_by_role("button", name="Other thread").click()
    expect(page.locator(".writing")).to_have_count(0)
    api.silent_after = None
    page.locator(".st-key-threads").get_by_role("button", name="What is the capital of France?").click()
    expect(page.locator("[class*=st-key-rating-]")).to_be_visible()
    expect(page.locator(".prose")).to_contain_text("20 districts")
    assert api.hung_up == 0


def test_a_document_brings_no_markup_into_the_page(browser: Browser, ui_url: str) -> None:
    page = open_page(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(ui_url)
    page.locator("[data-testid=stChatInputTextArea]").fill("hostile")
    page.keyboard.press("Enter")
    page.locator("a.cite").click()
    expect(page.locator(".passage mark")).to_contain_text('<img src="http://evil.example/x.png">')
    assert not [url for url in asked if "evil" in url]
    assert page.locator('a[href*="evil"], img[src*="evil"]').count() == 0


def test_the_page_goes_on_by_itself_when_the_server_is_there(browser: Browser, ui_url: str, api: FakeApi) -> None:
    api.ready = False
    page = open_page(browser)
    page.goto(ui_url)
    expect(page.get_by_text("Loading the model.")).to_be_visible()
    api.ready = True
    expect(page.locator(".st-key-examples")).to_be_visible()


@pytest.mark.parametrize("width", [360, 900])
def test_nothing_is_wider_than_the_window(browser: Browser, ui_url: str, width: int) -> None:
    page = open_page(browser, locale="zh-CN", viewport={"width": width, "height": 800})
    page.goto(ui_url)
    page.locator("[class*=st-key-example-][class*=-road-database] button").first.click()
    expect(page.locator("[class*=st-key-rating-]")).to_be_visible()
    fits(page)
    page.goto(f"{ui_url}/knowledge")
    expect(page.locator(".document").first).to_be_visible()
    fits(page)


def test_the_query_of_an_answer_is_corrected_run_again_and_kept(browser: Browser, ui_url: str, api: FakeApi) -> None:
    page = open_page(browser)
    page.goto(ui_url)
    page.locator("[class*=st-key-example-][class*=-road-database] button").first.click()
    expect(page.locator("[class*=st-key-rating-]")).to_be_visible()
    page.locator("[class*=st-key-sql-] summary").click()
    page.get_by_text("Correct it and run it again").click()
    statement = page.locator("[class*=st-key-sql-again-] textarea")
    expect(statement).to_have_value(re.compile("^SELECT s.name"))
    statement.fill("DROP TABLE substations")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Only one SELECT statement can run here.")).to_be_visible()
    statement.fill("SELECT 2")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".rows")).to_have_count(2)
    page.get_by_role("button", name="Keep as solved").click()
    expect(page.get_by_text("Questions like it will follow it.")).to_be_visible()
    assert api.queries == ["DROP TABLE substations", "SELECT 2"]
    assert (api.solved[0]["question"], api.solved[0]["sql"]) == (api.asked[0]["input"]["question"], "SELECT 2")


def test_a_curator_teaches_a_database_in_a_browser(browser: Browser, ui_url: str, api: FakeApi) -> None:
    page = open_page(browser, locale="zh-CN", viewport={"width": 390, "height": 844})
    page.goto(f"{ui_url}/databases")
    page.get_by_text("substations", exact=True).click()
    page.locator("[class*=st-key-edit-notes-] button").first.click()
    page.get_by_label("含义").fill("每行一个变电站")
    page.get_by_label("别名").fill("变电所，站点")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存，从下一个问题起生效。")).to_be_visible()
    assert api.notes == {"substations": {"description": "每行一个变电站", "synonyms": ["变电所", "站点"]}}
    page.get_by_role("tab", name="示例问答").click()
    expect(page.locator(".solved")).to_have_count(2)
    page.get_by_text("添加示例").click()
    page.get_by_label("问题", exact=True).first.fill("有多少个供电区域？")
    page.get_by_label("一条 SELECT 语句").first.fill("SELECT COUNT(*) FROM regions")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator(".solved")).to_have_count(3)
    page.locator("[class*=st-key-solved-remove-] button").last.click()
    expect(page.locator(".solved")).to_have_count(2)
    fits(page)


def test_the_language_stays_across_pages_and_reloads(browser: Browser, ui_url: str) -> None:
    page = open_page(browser, locale="zh-CN")
    page.goto(ui_url)
    expect(page.get_by_text("尽管问，三岔替你找路。")).to_be_visible()
    page.locator(".st-key-lang").get_by_text("English").click()
    expect(page.get_by_text("Ask. Sancha finds the road.")).to_be_visible()
    page.locator(".st-key-pages").get_by_text("Databases").click()
    expect(page.get_by_text("Connect a database")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Connect a database")).to_be_visible()
