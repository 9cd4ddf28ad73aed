import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Widget

from tests.ui.fake_api import FakeApi


def seen(app: AppTest) -> str:
    """What the page says, tags taken out."""
    html = " ".join(element.value for element in app.html if not element.value.startswith("<style"))
    return unescape(re.sub(r"<[^>]+>", " ", html))


def html(app: AppTest) -> str:
    return " ".join(element.value for element in app.html)


def run(thing: AppTest | Widget) -> AppTest:
    """The page after its next run; `thing` is the page or one of its widgets."""
    app: AppTest = thing.run()
    assert not app.exception
    return app


def example(app: AppTest, road: str) -> Button:
    return next(button for button in app.button if str(button.key).endswith(f"-road-{road}"))


def ask(app: AppTest, question: str) -> AppTest:
    app.chat_input[0].set_value(question)
    return run(app)


def test_an_empty_thread_offers_one_example_per_road(app: AppTest) -> None:
    run(app)
    assert "Ask. Sancha finds the road." in seen(app)
    examples = [button.label for button in app.button if (button.key or "").startswith("example-")]
    assert [label.split("**")[1] for label in examples] == ["Model", "Documents", "Database"]


@pytest.mark.parametrize(
    ("road", "name", "proof"),
    [
        ("chat", "Model", "The capital of France is Paris"),
        ("knowledge", "Documents", "at most two hours"),
        ("database", "Database", "Egret Point carried the highest peak, 412.6 MW"),
    ],
)
def test_every_example_works_and_shows_its_road(app: AppTest, road: str, name: str, proof: str) -> None:
    run(example(run(app), road).click())
    said = " ".join(seen(app).split())
    assert proof in said
    assert f'<details class="route {road}">' in html(app)
    assert name in said


def test_two_examples_may_take_the_same_road(app: AppTest) -> None:
    run(run(app).button_group(key="lang").select("zh"))
    labels = [button.label for button in app.button if (button.key or "").startswith("example-")]
    assert [label.split("**")[1] for label in labels] == ["文档", "数据库", "数据库"]


def test_an_installation_without_the_demo_says_how_to_begin(app: AppTest, api: FakeApi) -> None:
    api.demo = False
    run(app)
    assert "Add files under Knowledge" in seen(app)
    assert not [button for button in app.button if (button.key or "").startswith("example-")]


def test_a_question_opens_a_thread_that_the_address_remembers(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "What is the capital of France?")
    (thread_id,) = api.threads
    assert app.query_params["thread"] in (thread_id, [thread_id])
    assert app.button(key=f"open-{thread_id}").label == "What is the capital of France?"


def test_a_follow_up_goes_into_the_same_thread(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "What is the capital of France?")
    ask(app, "and of the transformer?")
    (thread_id,) = api.threads
    assert api.asked[-1]["config"] == {"configurable": {"thread_id": thread_id}}
    assert [message["role"] for message in api.messages[thread_id]] == ["user", "assistant"] * 2


def test_a_thread_reopens_with_its_whole_history(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "Which substations carried most?")
    ask(app, "How long may a transformer run?")
    run(app.button(key="new-thread").click())
    assert "Egret Point" not in seen(app)
    (thread_id,) = api.threads
    run(app.button(key=f"open-{thread_id}").click())
    said = seen(app)
    assert "Egret Point carried the highest peak" in said
    assert "at most two hours" in said
    assert app.code[0].value.startswith("SELECT s.name")


def test_an_edited_question_takes_the_place_of_the_old_one_which_can_be_opened_again(
    app: AppTest, api: FakeApi
) -> None:
    ask(run(app), "How long may a transformer run?")
    ask(app, "Which substations carried most?")
    (thread_id,) = api.threads
    old = api.messages[thread_id][2]["id"]
    run(app.button(key=f"edit-{old}").click())
    assert app.text_area(key=f"edited-{old}").value == "Which substations carried most?"
    app.text_area(key=f"edited-{old}").set_value("What is the capital of France?")
    run(app.button(key="edit-go").click())
    assert api.asked[-1]["config"] == {"configurable": {"thread_id": thread_id, "replaces": old}}
    said = seen(app)
    assert "at most two hours" in said
    assert "Egret Point" not in said
    assert "2/2" in said

    new = api.messages[thread_id][2]["id"]
    run(app.button(key=f"version-{new}--1").click())
    assert "Egret Point carried the highest peak" in seen(app)
    assert app.button(key=f"version-{old}--1").disabled
    run(app.button(key=f"version-{old}-1").click())
    assert "Egret Point" not in seen(app)


def test_asking_again_sends_the_same_question_in_place_of_its_answer(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "How long may a transformer run?")
    (thread_id,) = api.threads
    answer = api.messages[thread_id][1]["id"]
    run(app.button(key=f"again-{answer}").click())
    assert api.asked[-1]["input"]["question"] == "How long may a transformer run?"
    assert api.asked[-1]["config"]["configurable"]["replaces"] == answer
    assert len(api.messages[thread_id]) == 2


def test_a_version_that_is_gone_is_told(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "How long may a transformer run?")
    (thread_id,) = api.threads
    run(app.button(key=f"again-{api.messages[thread_id][1]['id']}").click())
    api.aside.clear()
    run(app.button(key=f"version-{api.messages[thread_id][0]['id']}--1").click())
    assert "There is no message" in seen(app) + " ".join(toast.value for toast in app.toast)


def test_another_road_answers_instead_and_the_correction_is_told(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "How long may a transformer run?")
    (thread_id,) = api.threads
    answer = api.messages[thread_id][1]["id"]
    run(app.button(key=f"instead-{answer}-database").click())
    assert api.corrections == {answer: "database"}
    assert (api.asked[-1]["input"]["route"], api.asked[-1]["config"]["configurable"]["replaces"]) == (
        "database",
        answer,
    )
    assert "Egret Point" in seen(app)


def test_a_question_back_offers_its_roads_as_buttons_that_reply(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "which of both?")
    (thread_id,) = api.threads
    back = api.messages[thread_id][1]["id"]
    assert [app.button(key=f"choose-{back}-{road}").label for road in ("knowledge", "database")] == [
        "Documents",
        "Database",
    ]
    run(app.button(key=f"choose-{back}-database").click())
    assert api.asked[-1]["input"]["question"] == "Database"
    assert api.asked[-1]["input"]["route"] == "auto"
    assert not [button for button in app.button if (button.key or "").startswith("choose-")]


def test_a_forced_road_and_chosen_sources_are_asked(app: AppTest, api: FakeApi) -> None:
    run(app)
    app.button_group(key="road").select("database")
    app.multiselect(key="bases").select("operations")
    app.selectbox(key="database").select("utility")
    ask(run(app), "anything")
    asked = api.asked[-1]["input"]
    assert asked == {
        "question": "anything",
        "route": "database",
        "knowledge_bases": ["operations"],
        "database": "utility",
    }


def test_a_source_opens_with_its_quote_marked_in_the_text_around_it(app: AppTest) -> None:
    ask(run(app), "How long may a transformer run?")
    run(
        next(
            button for button in app.button if (button.key or "").endswith("-1") and "source-" in str(button.key)
        ).click()
    )
    quote = "A transformer may run at 120 percent of its rated load for at most two hours."
    assert f'<mark id="quote">{quote}</mark>' in html(app)
    assert "the tap changer must not be moved" in seen(app)
    assert "page 4 · 3 Loading limits" in seen(app)


def test_rows_come_as_a_table_with_their_sql_and_a_file(app: AppTest) -> None:
    ask(run(app), "Which substations carried most?")
    assert '<td class="number">412.6</td>' in html(app)
    assert "5 rows" in seen(app)
    assert app.download_button[0].label == "CSV"
    assert "GROUP BY s.id" in app.code[0].value


def test_what_a_document_says_stays_text(app: AppTest) -> None:
    ask(run(app), "hostile")
    drawn = html(app)
    assert "<img" not in drawn
    assert "<script" not in drawn
    assert 'href="http' not in drawn
    assert "<img src=" in unescape(drawn)


def test_a_thumb_reaches_the_server(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "What is the capital of France?")
    app.feedback[0].set_value(0)
    run(app)
    assert list(api.ratings.values()) == [-1]


def test_an_answer_that_breaks_off_says_why_and_can_be_asked_again(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "please explode")
    said = seen(app)
    assert "The model ran out of memory. Ask a shorter question." in said
    assert "It began well," in said
    run(app.button(key="ask-again").click())
    assert len(api.asked) == 2


def test_a_refused_question_leaves_no_thread_and_says_why(app: AppTest, api: FakeApi) -> None:
    ask(run(app), "please explode early")
    assert "The question is too long." in seen(app)
    assert "please explode early" in seen(app)
    assert api.threads == {}


def test_an_interrupted_answer_is_marked(app: AppTest, api: FakeApi) -> None:
    thread = api.thread("t")
    api.turn(thread["id"], "q")
    api.messages[thread["id"]][-1] |= {"status": "interrupted", "content": "Half of"}
    app.query_params["thread"] = thread["id"]
    run(app)
    assert "Half of" in seen(app)
    assert "Stopped here." in seen(app)


def test_a_thread_is_renamed(app: AppTest, api: FakeApi) -> None:
    thread = api.thread("old name")
    run(run(app).menu_button(key=f"menu-{thread['id']}").click("rename"))
    app.text_input[0].set_value("new name")
    run(next(button for button in app.button if button.label == "Save").click())
    assert api.threads[thread["id"]]["title"] == "new name"


def test_a_thread_is_deleted_only_after_the_question_whether(app: AppTest, api: FakeApi) -> None:
    thread = api.thread("old name")
    run(run(app).menu_button(key=f"menu-{thread['id']}").click("delete"))
    assert thread["id"] in api.threads
    run(app.button(key="confirm-yes").click())
    assert api.threads == {}


def test_a_thread_that_is_gone_leads_back_to_a_new_one(app: AppTest) -> None:
    app.query_params["thread"] = "long-gone"
    run(app)
    assert "Ask. Sancha finds the road." in seen(app)
    assert app.toast[0].value.startswith("That thread is no longer there")


def test_the_pages_speak_chinese_when_asked_to(app: AppTest) -> None:
    run(app).button_group(key="lang").select("zh")
    run(app)
    assert "尽管问，三岔替你找路。" in seen(app)
    run(example(app, "knowledge").click())
    assert "不得超过两小时" in seen(app)


def test_a_server_that_is_starting_says_what_it_is_doing(app: AppTest, api: FakeApi) -> None:
    api.ready = False
    run(app)
    assert "Almost ready" in seen(app)
    assert "Loading the model." in seen(app)
    api.ready = True
    assert "Ask. Sancha finds the road." in seen(run(app))


def test_a_server_that_is_not_there_is_told_with_what_to_do(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["app.py", "--api-url", "http://127.0.0.1:9"])
    run(app)
    assert "The server is not answering" in seen(app)
    assert "sancha up" in seen(app)


def test_other_ways_to_understand_a_question_are_listed_as_text(app: AppTest) -> None:
    ask(run(app), "Which substations carried most?")
    drawn = html(app)
    assert "the highest &lt;b&gt;average&lt;/b&gt; per substation" in drawn
    assert "SELECT 2 AS b" in drawn
    assert "the highest peak per substation" not in drawn
