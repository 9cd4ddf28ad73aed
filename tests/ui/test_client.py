import asyncio
import io
import time
from contextlib import aclosing
from itertools import pairwise

import httpx
import pytest

from tests.conftest import free_port
from tests.ui.fake_api import FakeApi
from ui.client import SanchaClient, problem
from ui.errors import ApiError, ServerUnreachable
from ui.schemas import Answer, Question


async def _all(client: SanchaClient, question: Question, thread_id: str | None = None) -> list[Answer]:
    return [answer async for answer in client.stream(question, thread_id)]


async def test_a_streamed_answer_grows_until_it_is_whole(client: SanchaClient) -> None:
    answers = await _all(client, Question(question="How long may a transformer run at 120 percent load?"))
    texts = [answer.answer for answer in answers]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    whole = answers[-1]
    assert whole.route is not None
    assert whole.route.name == "knowledge"
    assert [citation.n for citation in whole.citations] == [1, 2]
    assert whole.thread_id
    assert whole.message_id


async def test_the_stored_messages_say_the_same_as_the_stream(client: SanchaClient) -> None:
    streamed = (await _all(client, Question(question="Which substations carried most?")))[-1]
    question, answer = client.messages(streamed.thread_id)
    assert question.content == "Which substations carried most?"
    assert answer.content == streamed.answer
    assert answer.as_answer().sql == streamed.sql
    assert answer.id == streamed.message_id


async def test_a_second_question_stays_in_its_thread(client: SanchaClient) -> None:
    thread_id = (await _all(client, Question(question="one")))[-1].thread_id
    await _all(client, Question(question="two"), thread_id)
    assert [message.content for message in client.messages(thread_id) if message.role == "user"] == ["one", "two"]


async def test_what_was_chosen_reaches_the_server(client: SanchaClient, api: FakeApi) -> None:
    chosen = Question(question="x", route="database", knowledge_bases=["operations"], database="utility")
    await _all(client, chosen)
    assert api.asked[-1]["input"] == chosen.model_dump()


async def test_leaving_the_stream_hangs_up(client: SanchaClient, api: FakeApi) -> None:
    api.silent_after = 1
    async with aclosing(client.stream(Question(question="What is the capital of France?"), None)) as answers:
        async for _ in answers:
            break
    deadline = time.monotonic() + 60
    while not api.hung_up and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    assert api.hung_up == 1


async def test_an_error_in_the_middle_of_a_stream_is_raised_with_its_sentence(client: SanchaClient) -> None:
    with pytest.raises(ApiError, match="ran out of memory"):
        await _all(client, Question(question="please explode"))


async def test_a_refused_question_is_raised_with_the_detail_of_its_problem(client: SanchaClient) -> None:
    with pytest.raises(ApiError, match="too long") as caught:
        await _all(client, Question(question="please explode early"))
    assert caught.value.status == 422
    assert caught.value.title == "Refused"


async def test_nobody_at_the_address_is_its_own_error() -> None:
    with SanchaClient(f"http://127.0.0.1:{free_port()}") as client:
        with pytest.raises(ServerUnreachable):
            client.threads()
        with pytest.raises(ServerUnreachable):
            await _all(client, Question(question="x"))


def test_a_server_that_is_starting_says_what_it_is_doing(client: SanchaClient, api: FakeApi) -> None:
    assert client.readiness().ready
    api.ready = False
    readiness = client.readiness()
    assert not readiness.ready
    assert readiness.detail == "Loading the model."


def test_threads_are_created_renamed_and_deleted(client: SanchaClient) -> None:
    thread = client.create_thread("first")
    client.rename_thread(thread.id, "second")
    assert [each.title for each in client.threads()] == ["second"]
    client.delete_thread(thread.id)
    assert client.threads() == []
    with pytest.raises(ApiError, match="There is no thread"):
        client.messages(thread.id)


def test_names_with_slashes_and_chinese_arrive_as_they_are(client: SanchaClient) -> None:
    assert client.documents("调度规程")[0].name.startswith("调度规程")
    with pytest.raises(ApiError, match="Not Found"):
        client.documents("a/../operations")


def test_an_upload_is_followed_until_it_is_ready(client: SanchaClient) -> None:
    client.create_knowledge_base("handbook", "ours")
    (job,) = client.upload("handbook", [("notes.txt", b"words")])
    seen = [client.job(job.id) for _ in range(4)]
    assert seen[-1].status == "ready"
    assert [each.progress for each in seen] == sorted(each.progress for each in seen)
    assert client.document_text("handbook", job.document_id).text == "words"
    client.delete_document("handbook", job.document_id)
    client.delete_knowledge_base("handbook")
    assert "handbook" not in {base.name for base in client.knowledge_bases()}


def test_a_cancelled_upload_leaves_no_document(client: SanchaClient) -> None:
    (job,) = client.upload("operations", [("notes.txt", b"words")])
    client.cancel_job(job.id)
    assert "notes.txt" not in {document.name for document in client.documents("operations")}


def test_a_part_of_a_text_knows_where_it_begins(client: SanchaClient) -> None:
    whole = client.document_text("operations", "doc-handbook")
    part = client.document_text("operations", "doc-handbook", (10, 40))
    assert part.text == whole.text[10:40]
    assert (part.start, part.length) == (10, len(whole.text))


def test_databases_are_connected_read_and_forgotten(client: SanchaClient) -> None:
    client.connect_database("shop", "sqlite:///shop.db")
    assert {database.name for database in client.databases()} == {"utility", "shop"}
    assert client.schema("shop").tables[0].columns[0].primary_key
    assert client.query("shop", "select 1").columns == ["substation", "region", "peak_mw"]
    with pytest.raises(ApiError, match="Only one SELECT"):
        client.query("shop", "drop table x")
    client.disconnect_database("shop")
    assert [database.name for database in client.databases()] == ["utility"]


def test_a_base_is_exported_and_imported(client: SanchaClient) -> None:
    exported = client.export_knowledge_base("operations")
    assert client.import_knowledge_base("copy", io.BytesIO(exported)) == []
    assert client.knowledge_bases()[-1].description == "export of operations"
    with pytest.raises(ApiError, match="Not Found"):
        client.export_knowledge_base("a/b")


def test_search_models_and_system_are_read(client: SanchaClient) -> None:
    assert client.search("operations", "load", k=3)[0].score == pytest.approx(0.9)
    assert [model.id for model in client.models() if model.default] == ["smollm2-135m-instruct"]
    assert {example.road for example in client.system().examples["en"]} == {"chat", "knowledge", "database"}


def test_a_rating_is_sent(client: SanchaClient, api: FakeApi) -> None:
    client.rate("m1", -1)
    assert api.ratings == {"m1": -1}


def test_an_error_page_without_problem_details_still_gives_a_sentence() -> None:
    error = problem(httpx.Response(502, text="<html>bad gateway</html>"))
    assert str(error) == "502 Bad Gateway"
    assert problem(httpx.Response(500, json={"detail": [{"loc": []}]})).detail == "500 Internal Server Error"
