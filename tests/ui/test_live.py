import time

from tests.conftest import free_port
from tests.ui.fake_api import FakeApi
from ui.client import SanchaClient
from ui.errors import ServerUnreachable
from ui.live import LiveAnswer
from ui.schemas import Question


def _ask(client: SanchaClient, text: str = "What is the capital of France?") -> LiveAnswer:
    return LiveAnswer(client, Question(question=text), None)


def _until(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.01)


def test_it_reads_to_the_end_by_itself(client: SanchaClient) -> None:
    live = _ask(client)
    live.wait(60)
    assert live.done
    assert "Paris" in live.answer.answer
    assert live.thread_id == live.answer.thread_id
    assert live.error is None


def test_stopping_hangs_up_and_keeps_what_was_there(client: SanchaClient, api: FakeApi) -> None:
    api.silent_after = 2
    live = _ask(client)
    _until(lambda: live.answer.answer)
    live.stop()
    _until(lambda: live.done)
    assert live.done
    assert live.stopped
    assert live.answer.answer == "The capital of France "
    _until(lambda: api.hung_up)
    assert api.hung_up == 1


def test_stopping_while_the_model_is_silent_does_not_wait_for_it(client: SanchaClient, api: FakeApi) -> None:
    api.silent_after = 0
    live = _ask(client)
    _until(lambda: live.thread_id)
    live.stop()
    _until(lambda: live.done)
    assert live.done


def test_stopping_twice_or_too_late_is_harmless(client: SanchaClient) -> None:
    live = _ask(client)
    live.wait(60)
    live.stop()
    live.stop()
    assert "Paris" in live.answer.answer


def test_what_went_wrong_is_kept_for_the_page(client: SanchaClient) -> None:
    live = _ask(client, "please explode")
    live.wait(60)
    assert str(live.error) == "The model ran out of memory. Ask a shorter question."
    assert live.answer.answer == "It began well, "


def test_a_server_that_is_gone_is_an_error_of_the_answer() -> None:
    with SanchaClient(f"http://127.0.0.1:{free_port()}") as client:
        live = _ask(client)
        live.wait(60)
    assert isinstance(live.error, ServerUnreachable)


def test_when_the_tab_is_closed_the_stream_is_hung_up_after_a_while(client: SanchaClient, api: FakeApi) -> None:
    api.silent_after = 0
    live = LiveAnswer(client, Question(question="hi"), None, reader_present=lambda: False, patience_s=2)
    _until(lambda: live.done)
    assert live.stopped
    _until(lambda: api.hung_up)
    assert api.hung_up == 1
