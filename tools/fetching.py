"""Takes rows from a running query, as many and as large as its limits allow."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import CursorResult

from tools.cells import plain
from tools.errors import QueryCancelled, QueryTimeout
from tools.limits import Deadline, QueryLimits

_AHEAD_BYTES = 8 * 1024 * 1024
_AHEAD_ROWS = 200


def take(
    source: Iterator[Any], limits: QueryLimits, deadline: Deadline, sql: str, skip: int = 0
) -> tuple[list[list[Any]], bool]:
    """Return the rows after the first `skip`, and whether there were more or cells were cut.

    Raises QueryCancelled, QueryTimeout.
    """
    rows: list[list[Any]] = []
    size = came = 0
    is_cut = False
    for number, raw in enumerate(source):
        # a row of large cells alone may take its seconds
        stop_if_due(deadline, sql)
        if number < skip:
            continue
        if len(rows) >= limits.rows or size > limits.result_bytes or came > limits.read_bytes:
            return rows, True
        came += weight(raw)
        row = [plain(cell, limits.cell_characters) for cell in raw]
        for cell in row:
            if isinstance(cell, str):
                size += len(cell.encode("utf-8", "replace"))
                is_cut = is_cut or (len(cell) == limits.cell_characters and cell.endswith("…"))
            else:
                size += 8
        rows.append(row)
    return rows, is_cut


def paced(result: CursorResult[Any]) -> Iterator[Any]:
    """Yield the rows of a streamed result, of which only a few megabytes are read ahead, judged by the largest yet."""
    largest = 0
    for row in result:
        if (size := weight(row)) > largest:
            largest = size
            result.yield_per(max(1, min(_AHEAD_ROWS, _AHEAD_BYTES // size)))
        yield row


def weight(row: Iterable[Any]) -> int:
    """Return about how many bytes a row takes."""
    return sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in row)


def stop_if_due(deadline: Deadline, sql: str) -> None:
    """Raise QueryCancelled or QueryTimeout when the query has to stop."""
    reason = deadline.reason()
    if reason == "cancelled":
        raise cancelled(sql)
    if reason == "timeout":
        raise overdue(deadline, sql)


def cancelled(sql: str) -> QueryCancelled:
    """Return the error of a query whose asker went away."""
    return QueryCancelled("The query was stopped.", sql)


def overdue(deadline: Deadline, sql: str) -> QueryTimeout:
    """Return the error of a query that took too long."""
    return QueryTimeout(
        f"The query took longer than {deadline.seconds:g} s and was stopped. Ask for less at once.", sql
    )
