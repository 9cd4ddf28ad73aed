"""Rows of a query: as an HTML table, as a CSV file, and as a chart that loads nothing from elsewhere."""

import csv
import io
import json
from collections.abc import Sequence
from html import escape
from typing import Any

from ui.schemas import Rows

SHOWN = 100
"""Rows drawn in the page; a file has them all."""
_SPEC_KEYS = frozenset({"mark", "encoding", "layer", "title", "transform", "params", "$schema", "resolve"})
_LOADING_KEYS = frozenset({"url", "href", "data", "usermeta", "datasets", "image"})


def table_html(rows: Rows, label: str) -> str:
    """The first rows as a table that scrolls by itself; numbers stand to the right."""
    columns = [[row[i] for row in rows.rows if i < len(row)] for i in range(len(rows.columns))]
    numeric, digits = [_is_numeric(column) for column in columns], [_decimals(column) for column in columns]
    head = "".join(
        f'<th scope="col"{_right(number)}>{escape(name)}</th>'
        for name, number in zip(rows.columns, numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_right(n)}>{cell_html(v, d)}</td>" for v, n, d in zip(row, numeric, digits, strict=False))
        + "</tr>"
        for row in rows.rows[:SHOWN]
    )
    return (
        f'<div class="rows" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def cell_html(value: Any, decimals: int = 4) -> str:
    """One value for reading: thousands grouped, `decimals` digits after the point, a dash for what is missing."""
    if value is None:
        return '<span class="null">—</span>'
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return f"{value:,.{decimals}f}" if abs(value) < 1e15 else f"{value:g}"
    return escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def to_csv(rows: Rows) -> bytes:
    """All rows as UTF-8 CSV with a byte order mark, so that spreadsheets read Chinese.

    A text that a spreadsheet would run as a formula gets a leading quote (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_plain(name) for name in rows.columns])
    writer.writerows([[_plain(value) for value in row] for row in rows.rows])
    return out.getvalue().encode("utf-8-sig")


def chart_spec(chart: dict[str, Any], rows: Rows) -> dict[str, Any] | None:
    """The Vega-Lite chart over these rows and no other data; `None` when there is nothing to draw."""
    spec = {key: _without_loading(value) for key, value in chart.items() if key in _SPEC_KEYS}
    if not rows.rows or not ("mark" in spec or "layer" in spec):
        return None
    values = [dict(zip(rows.columns, row, strict=False)) for row in rows.rows]
    return spec | {"data": {"values": values}}


def _without_loading(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_loading(v) for k, v in value.items() if k not in _LOADING_KEYS}
    if isinstance(value, list):
        return [_without_loading(item) for item in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value
    return value


def _is_numeric(values: Sequence[Any]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in present)


def _decimals(values: Sequence[Any], most: int = 4) -> int:
    """Digits after the point that every number of a column is shown with, so that the points stand below each other."""
    texts = [f"{value:.{most}f}".rstrip("0") for value in values if isinstance(value, float)]
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def _right(number: bool) -> str:
    return ' class="number"' if number else ""
