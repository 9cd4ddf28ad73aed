"""JSON and JSON Lines: `key: value` lines under the keys that lead there; lists of like records as tables."""

import json
from collections.abc import Iterator
from typing import Any

from knowledge.errors import NoText
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.encodings import decode
from knowledge.loading.plain import scan_blocks

_DEEPEST_HEADING = 6
_MOST_COLUMNS = 30
_LONGEST_CELL = 200
_TITLE_KEYS = ("title", "name", "subject", "question", "id", "标题", "名称")
_PARAGRAPH_FROM = 200


class JsonLoader:
    """Numbers stay as they are written. What is not JSON is read as plain text."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        text = decode(source.path.read_bytes())
        if not text.strip():
            raise NoText("The file holds only white space: there is nothing to search in it.")
        builder = DocumentBuilder(source.characters)
        try:
            _Writer(builder).value(_parsed(text), (), 1)
        except (ValueError, RecursionError):
            return ParsedDocument(text, tuple(scan_blocks(text, markdown=False)))
        progress(1, 1)
        if not builder.length:
            raise NoText("The JSON file holds no values: there is nothing to search in it.")
        return builder.build()


def _parsed(text: str) -> Any:
    read = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).decode
    try:
        return read(text)
    except ValueError:
        # a line each, as logs and data sets have them
        return [read(line) for line in text.splitlines() if line.strip()]


class _Writer:
    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder

    def value(self, value: Any, path: tuple[str, ...], depth: int) -> None:
        if isinstance(value, dict):
            self._object(value, path, depth)
        elif isinstance(value, list):
            self._list(value, path, depth)
        else:
            self._builder.add(BlockKind.PARAGRAPH, _shown(value))

    def _object(self, value: dict[str, Any], path: tuple[str, ...], depth: int) -> None:
        lines: list[str] = []
        for key, inner in value.items():
            simple = _simple(inner)
            if simple is None:
                self._lines(lines)
                self._builder.heading(key, min(depth, _DEEPEST_HEADING))
                self.value(inner, (*path, key), depth + 1)
            elif len(simple) > _PARAGRAPH_FROM:
                self._lines(lines)
                self._builder.add(BlockKind.PARAGRAPH, f"{key}: {simple}")
            elif simple:
                lines.append(f"{key}: {' '.join(simple.split())}")
        self._lines(lines)

    def _list(self, values: list[Any], path: tuple[str, ...], depth: int) -> None:
        columns = _columns(values)
        if columns:
            self._builder.table([columns, *([_simple(row.get(name)) or "" for name in columns] for row in values)])
        elif all(_simple(item) is not None for item in values):
            self._builder.add(BlockKind.LIST, "\n".join(f"- {_shown(item)}" for item in values))
        else:
            for item in values:
                if title := _title(item):
                    self._builder.heading(title, min(depth, _DEEPEST_HEADING))
                self.value(item, path, depth + 1)

    def _lines(self, lines: list[str]) -> None:
        self._builder.add(BlockKind.LIST, "\n".join(lines))
        lines.clear()


def _columns(values: list[Any]) -> list[str] | None:
    """The keys of records that fit into a table: flat, short and mostly the same."""
    if len(values) < 2 or not all(isinstance(row, dict) and row for row in values):
        return None
    columns = list(dict.fromkeys(key for row in values for key in row))
    if len(columns) > _MOST_COLUMNS or sum(map(len, values)) < 0.5 * len(columns) * len(values):
        return None
    cells = (_simple(cell) for row in values for cell in row.values())
    return columns if all(cell is not None and len(cell) <= _LONGEST_CELL for cell in cells) else None


def _simple(value: Any) -> str | None:
    """A value on one line: scalars, and short lists of them; None for what needs room of its own."""
    if isinstance(value, dict):
        return "" if not value else None
    if isinstance(value, list):
        inner = list(_scalars(value))
        joined = ", ".join(inner)
        return joined if len(inner) == len(value) and len(joined) <= _LONGEST_CELL else None
    return _shown(value)


def _scalars(values: list[Any]) -> Iterator[str]:
    return (_shown(value) for value in values if not isinstance(value, list | dict))


def _title(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    found = (item.get(key) for key in _TITLE_KEYS)
    return next((value for value in found if isinstance(value, str) and 0 < len(value) <= _LONGEST_CELL), "")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
