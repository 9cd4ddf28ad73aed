"""The main job in a real browser, against any running pages: the fake API's, or those of a whole installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Download, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ANSWER_MS = 120_000
PAGE_MS = 60_000
RULE = "Visitors of the relay room wear yellow helmets and sign the blue book at the door."


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PAGE_MS)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def walk(page: Page, ui_url: str, folder: Path) -> None:
    """Asks one question per road, opens what was cited, and curates; needs the demo and an English browser.

    `folder` takes the downloaded file. Raises `AssertionError` where a step fails, and when anything was requested
    from another machine.
    """
    foreign: list[str] = []
    page.on("request", lambda request: None if _own(request.url) else foreign.append(request.url))
    page.goto(ui_url)
    ask_the_documents(page)
    ask_the_database(page, folder)
    ask_the_model(page)
    reload_the_thread(page)
    rename_and_delete_a_thread(page)
    upload_and_search(page)
    assert foreign == []


def ask_the_documents(page: Page) -> None:
    _ask_example(page, "knowledge")
    page.locator("a.cite").first.click()
    quote = page.locator("[role=dialog] .passage mark")
    expect(quote).to_be_visible()
    words = quote.inner_text().split()[0]
    expect(_last_answer(page)).to_contain_text(words)
    _dismiss(page)
    page.locator("[class*=st-key-source-] button").first.click()
    expect(quote).to_be_visible()
    _dismiss(page)


def ask_the_database(page: Page, folder: Path) -> None:
    _new_question(page)
    _ask_example(page, "database")
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    with page.expect_download() as download:
        page.locator("[class*=st-key-csv-] button").click()
    _check_csv(download.value, folder, page.locator(".rows thead th"))
    page.locator("[class*=st-key-sql-] summary").click()
    expect(page.locator("[class*=st-key-sql-] code")).to_contain_text("SELECT")


def ask_the_model(page: Page) -> None:
    _new_question(page)
    _ask_example(page, "chat")
    assert _last_answer(page).inner_text().strip()


def reload_the_thread(page: Page) -> None:
    question, answer = page.locator(".question").last.inner_text(), page.locator(".prose").last.inner_text()
    page.reload()
    expect(page.locator(".question").last).to_have_text(question)
    expect(page.locator(".prose").last).to_have_text(answer)


def rename_and_delete_a_thread(page: Page) -> None:
    _thread_menu(page, "Rename")
    page.get_by_label("Title").fill("Walked here")
    page.get_by_role("button", name="Save").click()
    row = page.locator("[class*=st-key-current-]")
    expect(row).to_contain_text("Walked here")
    _thread_menu(page, "Delete")
    page.locator(".st-key-confirm-yes button").click()
    expect(page.get_by_text("Walked here")).to_have_count(0)
    expect(page.locator(".st-key-examples")).to_be_visible()


def upload_and_search(page: Page) -> None:
    page.locator(".st-key-pages").get_by_text("Knowledge").click()
    page.get_by_role("tab", name="Add documents").click()
    file = {"name": "visitors.md", "mimeType": "text/markdown", "buffer": f"# Visitors\n\n{RULE}\n".encode()}
    page.locator("[class*=st-key-files-] input[type=file]").set_input_files([file])  # type: ignore[list-item]
    page.locator("[class*=st-key-target-] input").click()
    page.get_by_role("option", name="New knowledge base…").click()
    page.locator("[class*=st-key-new-name-] input").fill("walked")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add 1 file").click()
    row = page.locator(".document", has_text="visitors.md")
    page.get_by_role("tab", name="Documents", exact=True).click()
    expect(row.locator(".state.ready")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("tab", name="Try a search").click()
    page.locator(".st-key-search-query input").fill("Which helmets do visitors wear?")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()


def _ask_example(page: Page, road: str) -> None:
    page.locator(f"[class*=st-key-example-][class*=-road-{road}] button").click()
    expect(page.locator(f"details.route.{road}")).to_be_visible(timeout=ANSWER_MS)
    # thumbs stand under an answer that is whole
    expect(page.locator("[class*=st-key-rating-]").last).to_be_visible(timeout=ANSWER_MS)


def _last_answer(page: Page) -> Locator:
    return page.locator(".prose").last


def _new_question(page: Page) -> None:
    page.locator(".st-key-new-thread button").click()


def _thread_menu(page: Page, item: str) -> None:
    page.locator("[class*=st-key-current-]").hover()
    page.locator("[class*=st-key-current-] [class*=st-key-menu-] button").click()
    page.get_by_role("menuitem", name=item).click()


def _dismiss(page: Page) -> None:
    page.locator("[role=dialog]").get_by_role("button", name="Close").click()
    expect(page.locator("[role=dialog]")).to_have_count(0)


def _check_csv(download: Download, folder: Path, heads: Locator) -> None:
    file = folder / "rows.csv"
    download.save_as(file)
    header = file.read_text("utf-8-sig").splitlines()[0]
    assert header.split(",") == heads.all_inner_texts()


def _own(url: str) -> bool:
    return urlsplit(url).scheme in ("data", "blob") or urlsplit(url).hostname in ("127.0.0.1", "localhost")
