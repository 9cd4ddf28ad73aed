import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Widget

from tests.ui.fake_api import FakeApi


def draw(api_url: str, page: str, language: str) -> None:
    """The script of one page, as Streamlit runs it: names from outside do not exist in it."""
    from importlib import import_module

    from ui.client import SanchaClient
    from ui.i18n import Translator
    from ui.session import Desk

    getattr(import_module(f"ui.{page}"), page)(Desk(SanchaClient(api_url), Translator(language)))  # type: ignore[arg-type]


def page(api_url: str, name: str, language: str = "en") -> AppTest:
    return run(AppTest.from_function(draw, default_timeout=120, args=(api_url, name, language)))


def run(thing: AppTest | Widget) -> AppTest:
    """The page after its next run; `thing` is the page or one of its widgets."""
    app: AppTest = thing.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Button:
    return next(each for each in app.button if each.label == label).click()


def seen(app: AppTest) -> str:
    html = " ".join(element.value for element in app.html if not element.value.startswith("<style"))
    return unescape(re.sub(r"<[^>]+>", " ", html))


def html(app: AppTest) -> str:
    return " ".join(element.value for element in app.html)


def test_documents_are_listed_with_their_states_and_reasons(api_url: str) -> None:
    app = page(api_url, "knowledge_page")
    said = seen(app)
    assert "transformer-operating-handbook.pdf" in said
    assert "14 pages · 52 passages" in said
    assert "This PDF holds pictures of pages, no text." in said
    assert '<span class="state failed">failed</span>' in html(app)


def test_the_name_of_a_document_stays_text(api_url: str) -> None:
    drawn = html(page(api_url, "knowledge_page"))
    assert "<b>notes</b>" not in drawn
    assert "&lt;b&gt;notes&lt;/b&gt;" in drawn


def test_another_base_is_opened(api_url: str) -> None:
    app = page(api_url, "knowledge_page", "zh")
    app.button_group(key="picked-base").select("调度规程")
    assert "调度规程（2024版）.docx" in seen(run(app))


def test_a_file_goes_into_a_new_base_and_is_followed_until_it_is_ready(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    app.file_uploader[0].upload("rules.txt", b"No smoking in the relay room.", "text/plain")
    app.selectbox[0].select("New knowledge base…")
    run(app)
    app.text_input(key="new-name-0").set_value("rules")
    run(app)
    run(app.button(key="upload-go").click())
    assert [document["name"] for document in api.documents["rules"]] == ["rules.txt"]
    assert "rules" in seen(app) or app.button_group(key="picked-base").value == "rules"
    for _ in range(5):
        run(app)
    assert api.documents["rules"][0]["status"] == "ready"
    assert "ready" in seen(app)
    assert app.session_state["uploads"] == []


def test_a_file_that_is_refused_says_why_and_the_name_can_be_used_again(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    app.file_uploader[0].upload("empty.txt", b" ", "text/plain")
    app.selectbox[0].select("New knowledge base…")
    run(app)
    app.text_input(key="new-name-0").set_value("rules")
    run(app)
    run(app.button(key="upload-go").click())
    assert "is empty" in app.error[0].value
    run(app.button(key="upload-go").click())
    assert "is empty" in app.error[0].value


def test_a_document_is_deleted_only_after_the_question_whether(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    run(app.button(key="delete-doc-broken").click())
    assert len(api.documents["operations"]) == 4
    assert "scan-of-1998.pdf" in app.text[0].value
    run(app.button(key="confirm-yes").click())
    assert len(api.documents["operations"]) == 3


def test_a_base_is_deleted_only_after_the_question_whether(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    run(app.button(key="delete-base").click())
    run(app.button(key="confirm-yes").click())
    assert list(api.bases) == ["调度规程"]
    assert "调度规程（2024版）.docx" in seen(run(app))


def test_a_search_shows_passages_with_their_relevance(api_url: str) -> None:
    app = page(api_url, "knowledge_page")
    app.text_input(key="search-query").set_value("overload")
    run(button(app, "Search"))
    assert "90%" in seen(app)
    assert "at most two hours" in seen(app)
    app.text_input(key="search-query").set_value("nothing")
    assert "No passage fits." in seen(run(button(app, "Search")))


def test_the_first_base_can_be_made_from_nothing(api_url: str, api: FakeApi) -> None:
    api.bases.clear()
    app = page(api_url, "knowledge_page")
    assert "There is no knowledge base yet." in seen(app)
    app.text_input(key="new-name-0").set_value("first")
    run(app)
    run(app.button(key="upload-go").click())
    assert list(api.bases) == ["first"]
    assert "No documents here yet." in seen(run(app))


def test_many_documents_come_in_pages_and_can_be_filtered(api_url: str, api: FakeApi) -> None:
    api.documents["operations"] = [{"id": f"d{n}", "name": f"report-{n:03}.txt", "status": "ready"} for n in range(70)]
    app = page(api_url, "knowledge_page")
    assert "report-000.txt" in seen(app)
    assert "report-050.txt" not in seen(app)
    app.text_input(key="filter-operations").set_value("050")
    assert "report-050.txt" in seen(run(app))


def test_a_schema_is_shown_with_comments_keys_and_links(api_url: str) -> None:
    app = page(api_url, "databases_page")
    assert app.expander[0].label.startswith("**substations**")
    said = seen(app)
    assert "电压等级（千伏）/ voltage level, kV" in said
    assert "→ regions.id" in said
    assert "PK" in said
    assert "<b>people</b>" not in html(app)


def test_a_database_is_connected_by_its_url(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    run(app.button(key="connect-database").click())
    app.text_input(key="connect-name").set_value("shop")
    app.text_input(key="connect-url").set_value("sqlite:////data/shop.db")
    app.text_input(key="connect-description").set_value("What we sell")
    run(app.button(key="connect-go").click())
    assert api.databases["shop"]["url"] == "sqlite:////data/shop.db"
    assert api.databases["shop"]["description"] == "What we sell"
    assert app.button_group(key="picked-database").value == "shop"


def test_a_database_that_does_not_answer_says_what_to_check(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    run(app.button(key="connect-database").click())
    app.text_input(key="connect-name").set_value("shop")
    app.text_input(key="connect-url").set_value("postgresql://nowhere/shop")
    run(app.button(key="connect-go").click())
    assert "Check host, port and password" in app.error[0].value.replace("\\", "")
    assert "shop" not in api.databases


def test_a_database_is_disconnected_only_after_the_question_whether(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    run(app.button(key="remove-database").click())
    assert "utility" in api.databases
    run(app.button(key="confirm-yes").click())
    assert api.databases == {}
    assert "No database is connected yet." in seen(run(app))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////data/shop.db", "It answers (sqlite). Tables: 3. substations, regions, load_readings"),
        ("postgresql://nowhere/shop", "Check host, port and password"),
        ("", "Write the URL to try"),
    ],
)
def test_a_connection_is_tried_before_it_is_stored(api_url: str, api: FakeApi, url: str, words: str) -> None:
    app = page(api_url, "databases_page")
    run(app.button(key="connect-database").click())
    app.text_input(key="connect-url").set_value(url)
    run(app.button(key="connect-test").click())
    [told] = [*app.success, *app.error, *app.warning]
    assert words in told.value.replace("\\", "")
    assert list(api.databases) == ["utility"]


def test_a_query_shows_rows_and_a_refused_one_says_why(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    app.text_area(key="sql-utility").set_value("SELECT 1")
    assert "Egret Point" in seen(run(button(app, "Run")))
    app.text_area(key="sql-utility").set_value("DROP TABLE x")
    assert "Only one SELECT" in run(button(app, "Run")).error[0].value
    run(app)
    assert api.queries == ["SELECT 1", "DROP TABLE x"]


def test_a_query_that_is_right_is_kept_as_a_solved_question(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    app.text_area(key="sql-utility").set_value("SELECT MAX(load_mw) FROM load_readings")
    run(button(app, "Run"))
    run(app.button(key="keep-go-utility").click())
    assert "Write the question" in app.warning[0].value
    app.text_input(key="asked-utility").set_value("最高负荷是多少？")
    run(app.button(key="keep-go-utility").click())
    assert (api.solved[0]["question"], api.solved[0]["sql"]) == (
        "最高负荷是多少？",
        "SELECT MAX(load_mw) FROM load_readings",
    )


def test_solved_questions_are_listed_added_and_removed(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    said = seen(app)
    assert "How many substations are there? SELECT COUNT(*) FROM substations" in re.sub(r"\s+", " ", said)
    assert said.count("thumbs-up") == 1
    assert "<b>负荷</b>" not in html(app)
    app.text_input(key="solved-question-0").set_value("How many regions?")
    app.text_area(key="solved-sql-0").set_value("DELETE FROM regions")
    run(app.button(key="solved-go").click())
    assert "Only one SELECT" in app.error[0].value
    app.text_area(key="solved-sql-0").set_value("SELECT COUNT(*) FROM regions")
    run(app.button(key="solved-go").click())
    assert "How many regions?" in seen(run(app))
    run(app.button(key="solved-remove-solved-2").click())
    assert [each["question"] for each in api.solved] == ["How many regions?", "哪个变电站的<b>负荷</b>最高？"]


def test_a_curator_describes_tables_and_columns(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "databases_page")
    run(app.button(key="edit-notes-utility-substations").click())
    app.text_input(key="note-description-substations").set_value("One row per station")
    app.text_input(key="note-synonyms-substations").set_value("变电所、站点, station")
    run(app)
    run(app.button(key="note-go").click())
    assert api.notes == {
        "substations": {"description": "One row per station", "synonyms": ["变电所", "站点", "station"]}
    }
    run(app.button(key="edit-notes-utility-substations").click())
    app.selectbox(key="note-place-substations").select("substations.name")
    run(app)
    app.text_input(key="note-description-substations.name").set_value("<i>unique</i>")
    run(app)
    run(app.button(key="note-go").click())
    assert api.notes["substations.name"]["description"] == "<i>unique</i>"
    run(app.button(key="edit-notes-utility-substations").click())
    app.text_input(key="note-description-substations").set_value("")
    app.text_input(key="note-synonyms-substations").set_value(" ")
    run(app)
    run(app.button(key="note-go").click())
    assert list(api.notes) == ["substations.name"]


@pytest.mark.parametrize(("language", "word"), [("en", "tiny"), ("zh", "嵌入")])
def test_the_about_page_tells_version_state_and_models(api_url: str, language: str, word: str) -> None:
    said = seen(page(api_url, "about_page", language))
    assert "0.1.0" in said
    assert "smollm2-135m-instruct" in said
    assert word in said


def test_the_about_page_says_what_is_missing(api_url: str, api: FakeApi) -> None:
    api.missing = ["Fetch the weights with `sancha models pull x`."]
    assert "sancha models pull x" in page(api_url, "about_page").warning[0].value


def test_a_search_shows_the_place_in_each_part_and_keeps_to_chosen_tags(api_url: str, api: FakeApi) -> None:
    api.documents["operations"][0]["tags"] = ["safety"]
    app = page(api_url, "knowledge_page")
    app.button_group(key="search-tags").select("safety")
    app.text_input(key="search-query").set_value("overload")
    run(button(app, "Search"))
    assert api.searched[-1]["filter"] == {"tags": ["safety"]}
    said = seen(app)
    assert re.search(r"overall\s+1\s+meaning\s+2\s+0.71\s+words\s+1\s+14.2\s+reranker\s+\+5.4", said)
    assert re.search(r"meaning\s+1\s+0.73\s+words\s+–", said)


def test_files_are_added_with_a_password_and_tags(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    app.file_uploader[0].upload("secret.pdf", b"%PDF-1.7 words", "application/pdf")
    app.text_input(key="password-0").set_value("heron")
    app.text_input(key="tags-0").set_value("safety，2025, safety")
    run(app)
    run(app.button(key="upload-go").click())
    assert api.passwords == ["heron"]
    assert next(d for d in api.documents["operations"] if d["name"] == "secret.pdf")["tags"] == ["safety", "2025"]


def test_a_failed_document_is_tried_again_with_its_password(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    run(app.button(key="edit-doc-broken").click())
    app.text_input(key="retry-password").set_value("wrong")
    run(app)
    run(app.button(key="retry-go").click())
    assert "does not open" in app.error[0].value
    app.text_input(key="retry-password").set_value("right")
    run(app)
    run(app.button(key="retry-go").click())
    assert api.passwords == ["wrong", "right"]
    assert not app.error


def test_tags_of_a_document_are_edited(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    run(app.button(key="edit-doc-handbook").click())
    app.text_input(key="tags").set_value("handbook; <b>bold</b>")
    run(app)
    run(app.button(key="tags-go").click())
    assert api.documents["operations"][0]["tags"] == ["handbook", "<b>bold</b>"]
    assert "&lt;b&gt;bold" in html(app)


def test_a_base_is_described_and_counted(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    said = seen(app)
    assert "2.3 MB" in said
    assert "123,456" in said
    assert "1 failed, 3 ready" in said
    app.text_input(key="description-operations").set_value("Rules of the control room")
    run(app)
    run(app.button(key="describe").click())
    assert api.bases["operations"]["description"] == "Rules of the control room"


def test_a_base_is_rebuilt_with_another_model_and_sizes(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    run(app.button(key="rebuild-base").click())
    app.selectbox(key="rebuild-embedding").select("bge-small-zh-v1.5")
    app.checkbox(key="rebuild-sized").check()
    run(app)
    app.number_input(key="rebuild-chunk").set_value(128)
    run(app)
    run(app.button(key="rebuild-go").click())
    asked = {"embedding": "bge-small-zh-v1.5", "chunk_tokens": 128, "window_tokens": 128}
    assert api.rebuilt == [("operations", asked)]
    assert [job.kind for _, job in app.session_state["uploads"]] == ["rebuild"]


def test_an_exported_base_is_imported_under_a_new_name(api_url: str, api: FakeApi) -> None:
    app = page(api_url, "knowledge_page")
    app.file_uploader[1].upload("operations.zip", b"export of operations", "application/zip")
    run(app)
    run(app.button(key="import-go").click())
    assert "already a knowledge base" in app.error[0].value
    app.text_input(key="import-name-0-operations").set_value("copy")
    run(app)
    run(app.button(key="import-go").click())
    assert api.bases["copy"]["description"] == "export of operations"
