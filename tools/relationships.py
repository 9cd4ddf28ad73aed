"""Guesses how tables join where no key says so: by names, and by whether the values of one are among the other's.

A column called `customer_id`, `customerid` or as another table's key may point at that key; it does when nearly all
of its sampled values are found there.
"""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from tools.errors import DatabaseError

logger = logging.getLogger(__name__)

Pair = tuple[tuple[str, str], tuple[str, str]]
_SAMPLE = 200
_LEAST_SHARE = 0.9
_MOST_TRIES = 60
_ROLE = re.compile(
    r"parent|manager|supervis|mentor|boss|superior|referr|introduc|invit|sponsor|coordinat|reports?_?to|(?:_|[a-z])by\b"
    r"|mother|father|spouse|partner|successor|predecessor|previous|origin"
    r"|上级|上层|父|母|推荐人|介绍人|邀请人|师傅|师父|导师|主管|经理|班长|组长|负责人|配偶",
    re.IGNORECASE,
)
"""Words of columns that name another row of the same table by the part that it plays."""
_NOUN = re.compile(r"(?:基本)?(?:信息表|信息|数据表|主表|档案|资料|表)$")


def guess_relationships(metadata: MetaData, read: Callable[[str, int], list[Any]]) -> list[Pair]:
    """Return ((table, column), (table, key column)) of likely joins without a key, sorted.

    `read(sql, rows)` gives the first column of a query's rows. At most 60 pairs are looked at.
    """
    found: list[Pair] = []
    for tries, (left, right) in enumerate(_named_alike(metadata)):
        if tries >= _MOST_TRIES:
            logger.info("more joins may be there than were looked for looked_at=%d", _MOST_TRIES)
            break
        if _is_held(left, right, metadata, read):
            found.append(((str(left.table.key), left.name), (str(right.table.key), right.name)))
    return sorted(found)


def _named_alike(metadata: MetaData) -> Iterator[tuple[sa.Column[Any], sa.Column[Any]]]:
    keys = [table.primary_key.columns[0] for table in metadata.tables.values() if len(table.primary_key.columns) == 1]
    by_name: dict[str, list[sa.Column[Any]]] = {}
    for key in keys:
        for name in _names_for(key):
            by_name.setdefault(name, []).append(key)
    for table in metadata.tables.values():
        pointed = {str(k.column.table.key) for k in table.foreign_keys}
        for column in table.columns:
            is_lone_key = column.primary_key and len(table.primary_key.columns) == 1
            if column.foreign_keys or is_lone_key:
                continue
            targets = by_name.get(_squeezed(column.name), [])
            for key in targets:
                other = str(key.table.key)
                if key.table is not table and other not in pointed and _same_kind(column, key):
                    yield column, key
            if not targets:
                yield from _by_role(column, keys)


def _by_role(column: sa.Column[Any], keys: list[sa.Column[Any]]) -> Iterator[tuple[sa.Column[Any], sa.Column[Any]]]:
    """A row of the same table by the part that it plays (referred_by, 上级网点), and one of a table that the comment
    names (始发网点)."""
    comment = column.comment or ""
    if not isinstance(column.type, sa.Integer) and not re.search(r"(?:id|code|no|by|to)$", column.name, re.IGNORECASE):
        return
    for key in keys:
        if key is column or not _same_kind(column, key):
            continue
        noun = _NOUN.sub("", (key.table.comment or "").split("，")[0].split("（")[0].strip())
        is_named = len(noun) > 1 and not noun.isascii() and noun in comment
        is_own = key.table is column.table and _ROLE.search(f"{column.name} {comment}") is not None
        if is_named or is_own:
            yield column, key


def _names_for(key: sa.Column[Any]) -> set[str]:
    """The names by which other tables may point at a key; a bare `id` says nothing without its table."""
    table = _squeezed(str(key.table.name))
    singular = re.sub(r"ies$", "y", table) if table.endswith("ies") else table.removesuffix("s")
    own = _squeezed(key.name)
    names = {f"{singular}{own}", f"{table}{own}", f"{singular}id", f"{table}id"}
    if own not in ("id", "code", "name", "no", "key", "编号", "名称"):
        names.add(own)
    return names


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _same_kind(one: sa.Column[Any], other: sa.Column[Any]) -> bool:
    numeric = [isinstance(c.type, (sa.Numeric, sa.Integer)) for c in (one, other)]
    return numeric[0] == numeric[1] or any(isinstance(c.type, sa.types.NullType) for c in (one, other))


def _is_held(
    left: sa.Column[Any], right: sa.Column[Any], metadata: MetaData, read: Callable[[str, int], list[Any]]
) -> bool:
    dialect = metadata.info.get("dialect")

    def text(query: sa.Select[Any]) -> str:
        return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    sample = sa.select(left).distinct().where(left.is_not(None)).limit(_SAMPLE)
    try:
        values = read(text(sample), _SAMPLE)
        if len(values) < 2:
            return False
        held = read(text(sa.select(sa.func.count(sa.distinct(right))).where(right.in_(values))), 1)
    except DatabaseError as error:
        logger.warning("join not looked at column=%s reason=%s", left.name, error)
        return False
    return bool(held) and float(held[0]) >= _LEAST_SHARE * len(set(values))
