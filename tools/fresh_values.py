"""Looks a text up in the tables themselves: what was inserted after the index of values was made."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from tools.errors import QueryError
from tools.values import ValueMatch, may_hold_text

logger = logging.getLogger(__name__)

_MOST_COLUMNS = 60
_SECONDS = 1.5
_LONGEST = 120
_ROWS = 5
_NAMES = re.compile(r"name|title|label|code|city|email|名|称|标题|编号", re.IGNORECASE)


def find_fresh(metadata: MetaData, text: str, read: Callable[[str, int], list[list[Any]]]) -> list[ValueMatch]:
    """Return the cells equal to `text`, letter case aside, as matches over the whole text.

    `read(sql, rows)` runs one query for a table. At most 60 text columns are asked, names before others, for 1.5 s; a
    table that cannot be read is left out.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > _LONGEST:
        return []
    found: list[ValueMatch] = []
    ends = time.monotonic() + _SECONDS
    dialect = metadata.info.get("dialect")
    for table, columns in _asked(metadata):
        if time.monotonic() > ends:
            logger.info("a text was not looked up everywhere")
            break
        texts = [sa.cast(c, sa.Text) if isinstance(c.type, sa.Enum) else c for c in columns]
        same = sa.or_(*[sa.or_(c == wanted, sa.func.lower(c) == wanted.lower()) for c in texts])
        query = sa.select(*[c.label(f"c{n}") for n, c in enumerate(columns)]).where(same).limit(_ROWS)
        try:
            rows = read(str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), _ROWS)
        except QueryError as error:
            logger.warning("text not looked up table=%s reason=%s", table.name, error)
            continue
        for place, column in enumerate(columns):
            cells = [row[place] for row in rows if isinstance(row[place], str)]
            variants = tuple(dict.fromkeys(c for c in cells if c.strip().casefold() == wanted.casefold()))
            if variants:
                found.append(ValueMatch(str(table.key), column.name, variants[0], 0, len(text), 1.0, variants))
    return found


def _asked(metadata: MetaData) -> Iterator[tuple[sa.Table, list[sa.Column[Any]]]]:
    """The tables with their text columns, those with names first, up to the bound."""
    tables = [(t, [c for c in t.columns if may_hold_text(c) and isinstance(c.type, sa.String)]) for t in
              metadata.tables.values()]  # fmt: skip
    tables = [(table, sorted(columns, key=lambda c: not _NAMES.search(c.name))) for table, columns in tables if columns]
    left = _MOST_COLUMNS
    for table, columns in sorted(tables, key=lambda pair: not _NAMES.search(pair[1][0].name)):
        if left <= 0:
            return
        yield table, columns[:left]
        left -= len(columns)
