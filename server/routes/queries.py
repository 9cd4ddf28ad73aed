"""One read-only query: a page of rows as JSON, or all of them as a file. It stops when its client goes away."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from server.deps import ServicesDep
from server.exports import CSV_TYPE, XLSX_TYPE, csv_pieces, file_pieces, xlsx_file
from tools.databases import QueryResult, ReadOnlyDatabase
from tools.limits import QueryLimits

router = APIRouter(prefix="/api/databases", tags=["databases"])

DOWNLOAD_LIMITS = QueryLimits(seconds=60.0, rows=100_000, cell_characters=32_000, result_bytes=64 * 1024 * 1024)
_LOOK_SECONDS = 0.1

Format = Literal["json", "csv", "xlsx"]


class SqlQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sql: str = Field(min_length=1, max_length=20_000)
    offset: int = Field(0, ge=0, le=1_000_000, description="Rows to leave out at the beginning")
    limit: int | None = Field(
        None, ge=1, le=10_000, description="Most rows to return; the server's own limit when empty"
    )


@router.post("/{name}/query", response_model=None)
async def run_query(
    services: ServicesDep,
    request: Request,
    name: str,
    body: SqlQuery,
    format_: Annotated[
        Format | None, Query(alias="format", description="csv or xlsx gives a file; so does an Accept header")
    ] = None,
) -> Response:
    """Runs one SELECT through the guard: one page of rows, or up to 100,000 rows as a CSV or Excel file.

    `truncated` (as a file: the header `X-Truncated`) says that there are more rows, or that cells were cut.
    """
    database = await asyncio.to_thread(services.databases.get, name)
    kind = format_ or _accepted(request.headers.get("accept", ""))
    limits = _limits(database, body, is_download=kind != "json")
    async with _until_hang_up(request) as hung_up:
        result = await asyncio.to_thread(
            lambda: database.query(body.sql, cancelled=hung_up, limits=limits, skip=body.offset)
        )
    if kind == "json":
        return JSONResponse(_page(result, body.offset))
    headers = {
        "Content-Disposition": f"attachment; filename=\"rows.{kind}\"; filename*=UTF-8''{quote(name)}.{kind}",
        "X-Truncated": str(result.truncated).lower(),
    }
    if kind == "csv":
        return StreamingResponse(csv_pieces(result.columns, result.rows), media_type=CSV_TYPE, headers=headers)
    file = await asyncio.to_thread(xlsx_file, result.columns, result.rows)
    return StreamingResponse(file_pieces(file), media_type=XLSX_TYPE, headers=headers)


def _page(result: QueryResult, offset: int) -> dict[str, Any]:
    return {
        "columns": result.columns,
        "rows": result.rows,
        "row_count": result.row_count,
        "offset": offset,
        "truncated": result.truncated,
        "elapsed_ms": result.elapsed_ms,
    }


def _limits(database: ReadOnlyDatabase, body: SqlQuery, *, is_download: bool) -> QueryLimits:
    usual = database.limits
    if is_download:
        most = DOWNLOAD_LIMITS
        rows = min(body.limit or most.rows, most.rows)
        return QueryLimits(max(most.seconds, usual.seconds), rows, most.cell_characters, most.result_bytes)
    return QueryLimits(usual.seconds, body.limit or usual.rows, usual.cell_characters, usual.result_bytes)


def _accepted(accept: str) -> Format:
    wanted = [part.split(";")[0].strip().casefold() for part in accept.split(",")]
    if "text/csv" in wanted:
        return "csv"
    return "xlsx" if XLSX_TYPE in wanted else "json"


@contextlib.asynccontextmanager
async def _until_hang_up(request: Request) -> AsyncIterator[Callable[[], bool]]:
    """Gives a question that a thread may ask: has the client gone away, or the server begun to stop?"""
    gone = threading.Event()

    async def look() -> None:
        while not await request.is_disconnected():
            await asyncio.sleep(_LOOK_SECONDS)
        gone.set()

    watch = asyncio.create_task(look())
    try:
        yield gone.is_set
    finally:
        # also when this request is cancelled: the thread must not go on for nobody
        gone.set()
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
