"""Columns whose cells are lists: arrays, SETs, JSON arrays, and texts such as "tennis,chess"."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

ListFormat = Literal["array", "set", "json", "separated"]

_SEPARATORS = (",", ";", "|", "，", "；", "、")
_MOST_MEMBERS = 500
_LONGEST_MEMBER, _MOST_WORDS = 30, 4
_LEAST_SHARE, _LEAST_LISTS = 0.8, 0.1
_LIST_NAMES = re.compile(
    r"(?:tag|label|hobb|interest|skill|language|genre|topic|keyword|categor|allerg|symptom|amenit|feature|member|role|"
    r"colou?r|ingredient|sport|subject)(?:y|ies|s|ge)?s?$|标签|爱好|兴趣|技能|语言|关键词|过敏|症状|设施|特长",
    re.IGNORECASE,
)
_ARRAY_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}"]+)')


@dataclass(frozen=True)
class Listed:
    """How the cells of a column write lists, and the elements seen; blanks may stand behind `separator`."""

    format: ListFormat
    members: tuple[str, ...]
    separator: str = ""


def list_of(name: str, kind: sa.types.TypeEngine[Any], cells: Sequence[Any]) -> Listed | None:
    """Return how a column's cells (without NULL, as text) are lists, None where they are none."""
    if isinstance(kind, mysql.SET):
        return Listed("set", tuple(str(value) for value in kind.values), ",")
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    if isinstance(kind, sa.ARRAY):
        return Listed("array", _distinct([items_of_array(text) for text in texts]))
    if not isinstance(kind, (sa.JSON, sa.String, sa.types.NullType)) or not texts:
        return None
    arrays = [items for text in texts if (items := _items_of_json(text)) is not None]
    if arrays and len(arrays) >= _LEAST_SHARE * len(texts):
        return Listed("json", _distinct(arrays))
    return None if isinstance(kind, sa.JSON) else _separated(name, texts)


def items_of_array(text: str) -> list[str]:
    """Return the elements of a one-dimensional array as PostgreSQL prints it: `{red,"dark blue"}`."""
    found = [
        re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip()
        for quoted, bare in _ARRAY_ITEM.findall(text.strip()[1:-1])
    ]
    return [item for item in found if item and item != "NULL"]


def _items_of_json(text: str) -> list[str] | None:
    if not text.lstrip().startswith("["):
        return None
    try:
        items = json.loads(text)
    except ValueError:
        return None
    if not isinstance(items, list) or any(isinstance(item, (dict, list)) for item in items):
        return None
    return [str(item) for item in items if item is not None and not isinstance(item, bool)]


def _separated(name: str, texts: Sequence[str]) -> Listed | None:
    """Lists differ in length and share elements: 'Lee, Ann' and 'Lyon, France' are none."""
    for separator in _SEPARATORS:
        cells = [[item.strip() for item in text.split(separator) if item.strip()] for text in texts]
        several = [items for items in cells if len(items) > 1]
        if not several or len(several) < _LEAST_LISTS * len(cells):
            continue
        items = [item for cell in cells for item in cell]
        if any(len(item) > _LONGEST_MEMBER or len(item.split()) > _MOST_WORDS for item in items):
            continue
        if all(re.fullmatch(r"[\d.\s%-]+", item) for item in items):
            continue
        if _LIST_NAMES.search(name) or _are_mixed(cells):
            return Listed("separated", _distinct(cells), separator)
    return None


def _are_mixed(cells: Sequence[Sequence[str]]) -> bool:
    lengths = {len(cell) for cell in cells}
    places: dict[str, set[int]] = {}
    counts: dict[str, int] = {}
    for cell in cells:
        for place, item in enumerate(cell):
            places.setdefault(item, set()).add(place)
            counts[item] = counts.get(item, 0) + 1
    moves = any(len(where) > 1 for where in places.values())
    again = sum(count for count in counts.values() if count > 1)
    return len(lengths) > 1 and moves and again >= 0.3 * sum(counts.values())


def _distinct(cells: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for cell in cells for item in cell))[:_MOST_MEMBERS]
