"""Draws rows as a Vega-Lite chart when one fits: bars over names, a line over time, points for two measures."""

import math
import re
from collections.abc import Sequence
from typing import Any

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MOST_BARS = 40
_MOST_POINTS = 2_000
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2}(?:[ T]\d{2}:\d{2}.*)?)?")
_EXACT = re.compile(r"-?\d+(?:\.\d+)?|NaN|-?Infinity|-?Inf")
_YEAR_NAME = re.compile(r"year|年", re.IGNORECASE)

Row = Sequence[Any]


def chart(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return a Vega-Lite v5 spec with the data in it, or None when rows are too few, too many or not for drawing."""
    if len(rows) < 2 or len(rows) > _MOST_POINTS or not 2 <= len(columns) <= 4 or len(set(columns)) < len(columns):
        return None
    rows = _measured(rows)
    kinds = [_kind(name, [row[i] for row in rows]) for i, name in enumerate(columns)]
    measures = [i for i, kind in enumerate(kinds) if kind == "number"]
    if not measures:
        return None
    times = [i for i, kind in enumerate(kinds) if kind == "time"]
    names = [i for i, kind in enumerate(kinds) if kind == "name"]
    if times and len({row[times[0]] for row in rows}) == len(rows):
        return _spec("line", columns, rows, times[0], measures[0], "temporal", point=True)
    if times and len(names) == 1:
        spec = _spec("line", columns, rows, times[0], measures[0], "temporal", point=True)
        spec["encoding"]["color"] = {"field": _field(columns[names[0]]), "type": "nominal"}
        return spec
    if names and len(rows) <= _MOST_BARS and len({row[names[0]] for row in rows}) == len(rows):
        return _bars(columns, rows, names[0], measures[0])
    if not names and not times and len(measures) == 2 == len(columns):
        return _spec("point", columns, rows, measures[0], measures[1], "quantitative")
    return None


def _measured(rows: Sequence[Row]) -> list[list[Any]]:
    """The rows with numbers where a column of numbers has texts: decimals too long for JSON are near enough to draw,
    NaN and infinity cannot be drawn.
    """
    columns = list(zip(*rows, strict=True))
    return [list(row) for row in zip(*(_near(column) for column in columns), strict=True)]


def _near(cells: Sequence[Any]) -> Sequence[Any]:
    texts = [cell for cell in cells if isinstance(cell, str)]
    has_numbers = any(isinstance(c, int | float) and not isinstance(c, bool) for c in cells)
    is_exact = has_numbers or any("." in text for text in texts)
    if not texts or not is_exact or not all(_EXACT.fullmatch(text) for text in texts):
        return cells
    numbers = [float(cell) if isinstance(cell, str) else cell for cell in cells]
    return [n if n is None or math.isfinite(n) else None for n in numbers]


def _kind(name: str, cells: Sequence[Any]) -> str:
    filled = [c for c in cells if c is not None]
    if not filled:
        return "empty"
    if all(isinstance(c, (int, float)) and not isinstance(c, bool) for c in filled):
        is_year = _YEAR_NAME.search(name) and all(isinstance(c, int) and 1800 <= c <= 2200 for c in filled)
        return "time" if is_year else "number"
    if all(isinstance(c, str) and _DATE.fullmatch(c) for c in filled):
        return "time"
    return "name" if all(isinstance(c, (str, bool)) for c in filled) else "mixed"


def _bars(columns: Sequence[str], rows: Sequence[Row], name: int, measure: int) -> dict[str, Any]:
    spec = _spec("bar", columns, rows, name, measure, "nominal")
    encoding = spec["encoding"]
    # long names read better along the side
    encoding["x"], encoding["y"] = encoding["y"], encoding["x"] | {"sort": None}
    return spec


def _spec(
    mark: str, columns: Sequence[str], rows: Sequence[Row], x: int, y: int, x_type: str, point: bool = False
) -> dict[str, Any]:
    values = [{columns[i]: _plain(row[i], x_type if i == x else "") for i in range(len(columns))} for row in rows]
    return {
        "$schema": _SCHEMA,
        "data": {"values": values},
        "mark": {"type": mark, "tooltip": True, **({"point": True} if point else {})},
        "encoding": {
            "x": {"field": _field(columns[x]), "type": x_type, "title": columns[x]},
            "y": {"field": _field(columns[y]), "type": "quantitative", "title": columns[y]},
        },
    }


def _plain(cell: Any, kind: str) -> Any:
    return str(cell) if kind == "temporal" and isinstance(cell, int) else cell


def _field(name: str) -> str:
    """Vega reads dots and brackets in field names as paths: escape them."""
    return re.sub(r"([.\[\]\\])", r"\\\1", name)
