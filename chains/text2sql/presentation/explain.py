"""One plain sentence about the rows of a query. Every number and name in it comes from the rows."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_MOST_NAMED = 5
_SMALL = 0.01

Row = Sequence[Any]


def explain(columns: Sequence[str], rows: Sequence[Row], truncated: bool, language: str) -> str:
    """Return a sentence in `language` ("zh", otherwise English) that says what the rows answer.

    `columns` are headings as they are shown.
    """
    zh = language == "zh"
    if not rows or all(cell is None for row in rows for cell in row):
        return "没有找到符合条件的记录。" if zh else "No rows match."
    if len(rows) == 1:
        return _one_row(columns, rows[0], zh)
    return _many_rows(columns, rows, truncated, zh)


def _one_row(columns: Sequence[str], row: Row, zh: bool) -> str:
    if len(row) == 1:
        return f"{columns[0]}：{show(row[0], zh)}。" if zh else f"{_capital(columns[0])}: {show(row[0], zh)}."
    parts = [
        f"{c}：{show(v, zh)}" if zh else f"{c}: {show(v, zh)}"
        for c, v in zip(columns, row, strict=True)
        if v is not None
    ]
    return ("，".join(parts) + "。") if zh else _capital(", ".join(parts)) + "."


def _many_rows(columns: Sequence[str], rows: Sequence[Row], truncated: bool, zh: bool) -> str:
    shown = rows[:_MOST_NAMED]
    if len(columns) == 1:
        named = [show(row[0], zh) for row in shown]
    else:
        named = [
            f"{show(row[0], zh)}（{_rest(columns, row, zh)}）"
            if zh
            else f"{show(row[0], zh)} ({_rest(columns, row, zh)})"
            for row in shown
        ]
    listed = ("、" if zh else ", ").join(named)
    count = len(rows)
    if truncated:
        head = f"结果超过{count}行，前几行是" if zh else f"More than {count} rows; the first are"
    else:
        head = f"共{count}行" if zh else f"{count} rows"
        if count > len(shown):
            head += "，前几行是" if zh else ", the first of which are"
    return f"{head}：{listed}。" if zh else f"{head}: {listed}."


def _rest(columns: Sequence[str], row: Row, zh: bool) -> str:
    if len(row) == 2:
        return show(row[1], zh)
    pairs = [f"{c}{'：' if zh else ': '}{show(v, zh)}" for c, v in zip(columns[1:4], row[1:4], strict=False)]
    return ("，" if zh else ", ").join(pairs)


def show(value: Any, zh: bool = False) -> str:
    """Return a cell as people write it: thousands marked, at most four decimals or digits, an empty cell as a word."""
    if value is None:
        return "空" if zh else "empty"
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    if isinstance(value, int):
        # a four-digit number may be a year: leave it as it is
        return str(value) if abs(value) < 10_000 else f"{value:,}"
    if isinstance(value, float) and 0 < abs(value) < _SMALL:
        # four digits that say something, wherever they begin
        return f"{Decimal(f'{value:.4g}'):f}"
    if isinstance(value, float):
        text = f"{value:,.4f}" if abs(value) >= 10_000 else f"{value:.4f}"
        return text.rstrip("0").rstrip(".")
    return str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
