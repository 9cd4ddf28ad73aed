"""Server-sent events of LangServe's `/stream`, and how its partial outputs add up."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple


class Event(NamedTuple):
    name: str
    data: str


async def events(lines: AsyncIterator[str]) -> AsyncIterator[Event]:
    """Events of a `text/event-stream`, given line by line (WHATWG HTML, 9.2.6; comments and ids are skipped)."""
    name, data = "message", list[str]()
    async for line in lines:
        if not line:
            if data or name != "message":
                yield Event(name, "\n".join(data))
            name, data = "message", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
    if data or name != "message":
        yield Event(name, "\n".join(data))


def add_up(so_far: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """The output after one more part: texts and lists grow, anything else is replaced, null says nothing."""
    total = dict(so_far)
    for key, value in part.items():
        if value is None:
            continue
        before = total.get(key)
        grows = (isinstance(before, str) and isinstance(value, str)) or (
            isinstance(before, list) and isinstance(value, list)
        )
        total[key] = before + value if grows else value
    return total


def error_sentence(data: str) -> str:
    """The sentence inside an `error` event: `detail` or `message` of its JSON, or the bare text."""
    try:
        body = json.loads(data)
    except json.JSONDecodeError:
        return data.strip()
    if isinstance(body, dict):
        return str(body.get("detail") or body.get("message") or body.get("title") or "")
    return str(body)
