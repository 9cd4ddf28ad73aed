"""Reads the comments out of the CREATE TABLE text that SQLite keeps as it was written.

A comment on the same line as a column belongs to that column, a comment on lines of its own to the column that
follows, and one before the opening bracket or on its line to the table.
"""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<name>"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^\W\d]\w*)|(?P<text>'(?:[^']|'')*')"""
    r"""|(?P<mark>[(),])|(?P<line>\n)|[^\S\n]+|.""",
    re.DOTALL,
)
_NOT_COLUMNS = frozenset({"constraint", "primary", "foreign", "unique", "check", "key"})


@dataclass
class Comments:
    """The comment of a table and of its columns by name."""

    table: str | None = None
    columns: dict[str, str] = field(default_factory=dict)


def comments_in(create_table: str) -> Comments:
    """Return the comments in one CREATE TABLE statement; empty for text that is none."""
    found = Comments()
    depth = 0
    column: str | None = None  # the definition we are in, "" for a constraint, None before the next one begins
    on_this_line: str | None = None
    line_is_tables = True
    waiting: list[str] = []
    for token in _TOKEN.finditer(create_table):
        kind, text = token.lastgroup, token.group()
        if kind == "comment":
            _file(found, _bare(text), on_this_line, depth == 0 or line_is_tables, waiting)
        elif kind == "line":
            on_this_line, line_is_tables = None, depth == 0
        elif kind == "mark":
            depth += {"(": 1, ")": -1}.get(text, 0)
            if text == "," and depth == 1:
                column = None
        elif kind == "name" and depth == 1 and column is None:
            name = text.strip('"`[]').replace('""', '"')
            is_constraint = text.casefold() in _NOT_COLUMNS
            column = "" if is_constraint else name
            line_is_tables = False
            on_this_line = column or None
            if waiting and column:
                _file(found, " ".join(waiting), column, False, [])
            waiting.clear()
        if kind in ("name", "text", "mark") and depth >= 1 and column and text != "," and on_this_line is None:
            on_this_line = column
    return found


def _file(found: Comments, comment: str, column: str | None, is_tables: bool, waiting: list[str]) -> None:
    if not comment:
        return
    if column:
        found.columns[column] = f"{found.columns[column]} {comment}" if column in found.columns else comment
    elif is_tables:
        found.table = f"{found.table} {comment}" if found.table else comment
    else:
        waiting.append(comment)


def _bare(comment: str) -> str:
    text = comment[2:-2] if comment.startswith("/*") else comment[2:]
    return " ".join(line.strip(" *") for line in text.split("\n")).strip()
