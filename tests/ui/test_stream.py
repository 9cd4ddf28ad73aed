from collections.abc import AsyncIterator

from ui.stream import Event, add_up, error_sentence, events


async def _lines(text: str) -> AsyncIterator[str]:
    for line in text.split("\n"):
        yield line


async def _events(text: str) -> list[Event]:
    return [event async for event in events(_lines(text))]


async def test_events_come_with_their_names_and_data() -> None:
    text = 'event: metadata\ndata: {"run_id": "1"}\n\nevent: data\ndata: {"a": 1}\n\nevent: end\n\n'
    assert await _events(text) == [Event("metadata", '{"run_id": "1"}'), Event("data", '{"a": 1}'), Event("end", "")]


async def test_comments_are_skipped_and_lines_of_data_are_joined() -> None:
    assert await _events(": ping\n\ndata: one\ndata: two\nid: 7\n\n") == [Event("message", "one\ntwo")]


async def test_an_event_that_the_end_of_the_stream_cuts_off_still_counts() -> None:
    assert await _events("event: data\ndata: {}") == [Event("data", "{}")]


def test_texts_and_lists_grow_and_anything_else_is_replaced() -> None:
    total: dict[str, object] = {}
    parts = [
        {"answer": "On", "citations": [1], "route": {"name": "chat", "reason": "x"}},
        {"answer": "e", "citations": [2], "route": {"name": "database"}, "sql": None},
    ]
    for part in parts:
        total = add_up(total, part)
    assert total == {"answer": "One", "citations": [1, 2], "route": {"name": "database"}}


def test_adding_up_changes_no_part() -> None:
    first: dict[str, object] = {"citations": [1]}
    add_up(first, {"citations": [2]})
    assert first == {"citations": [1]}


def test_an_error_event_gives_its_sentence_in_whatever_shape_it_comes() -> None:
    assert error_sentence('{"status_code": 500, "message": "No memory."}') == "No memory."
    assert error_sentence('{"detail": "Too long."}') == "Too long."
    assert error_sentence('"plain"') == "plain"
    assert error_sentence("not json") == "not json"
