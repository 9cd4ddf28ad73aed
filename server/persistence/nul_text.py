"""Texts with NUL characters in PostgreSQL, which refuses them: they are escaped on the way in, and come back whole."""

from __future__ import annotations

import re
from typing import Any

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown, TextLoader

# the control character "substitute", which stands in no text that people write
_ESCAPE = "\x1a"
_ESCAPED = re.compile(f"{_ESCAPE}([01])")


def escaped(text: str) -> str:
    """The text without NUL characters; `unescaped` gives it back."""
    if "\x00" not in text and _ESCAPE not in text:
        return text
    return text.replace(_ESCAPE, f"{_ESCAPE}1").replace("\x00", f"{_ESCAPE}0")


def unescaped(text: str) -> str:
    if _ESCAPE not in text:
        return text
    return _ESCAPED.sub(lambda found: "\x00" if found[1] == "0" else _ESCAPE, text)


class _Dumper(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(escaped(obj))


class _Loader(TextLoader):
    def load(self, data: Buffer) -> Any:
        text = super().load(data)
        return unescaped(text) if isinstance(text, str) else text


def take_nul_text(connection: Connection[Any]) -> None:
    """Lets the texts of this connection hold any character."""
    connection.adapters.register_dumper(str, _Dumper)
    for kind in ("text", "varchar"):
        connection.adapters.register_loader(kind, _Loader)
