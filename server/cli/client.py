"""How commands reach Sancha: the running server of the data folder, or the same application inside this process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from http import HTTPStatus
from typing import Any

import httpx
import typer

from server.errors import ServerError, Unavailable
from server.settings import Settings

UNAVAILABLE = 3
"""Exit status when something has to be fetched or started first: weights, a Chroma server, PostgreSQL."""
LONG = httpx.Timeout(10, read=600)


class Failed(Exception):
    """A request that did not succeed; the message is for the user, `code` is the exit status of the command."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def code_of(error: ServerError) -> int:
    """The exit status of a command that ended with this error."""
    return UNAVAILABLE if isinstance(error, Unavailable) else 1


def say(text: str) -> None:
    typer.echo(text)


def note(text: str) -> None:
    """Progress and hints go to standard error, so that standard output stays readable by programs."""
    typer.echo(text, err=True)


def show(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def checked(response: httpx.Response) -> Any:
    """The response's JSON (`None` when it has no body). Raises `Failed` with the problem's detail."""
    if response.is_success:
        return response.json() if response.content else None
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = response.text[:300]
    raise Failed(str(detail), UNAVAILABLE if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE else 1)


async def _running(settings: Settings) -> str | None:
    try:
        url = str(json.loads((settings.home / "server.json").read_text(encoding="utf-8"))["url"])
        async with httpx.AsyncClient(timeout=3, trust_env=False) as client:
            return url if (await client.get(f"{url}/health")).is_success else None
    except (OSError, ValueError, KeyError, httpx.HTTPError):
        return None


@contextlib.asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running server; without one, of the application started in this process."""
    url = await _running(settings)
    if url:
        async with httpx.AsyncClient(base_url=url, timeout=LONG, trust_env=False) as client:
            yield client
        return
    from server.app import create_app
    from server.cli.in_process import InProcessTransport

    note("No server is running; starting Sancha inside this command (sancha up makes the next ones faster).")
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://sancha.internal", timeout=LONG) as client,
    ):
        while (ready := await client.get("/ready")).status_code == 503 and "is starting" in ready.text:
            await asyncio.sleep(0.1)
        checked(ready)
        yield client


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs a command; failures become one sentence and exit status 1, or 3 when something is missing."""
    try:
        asyncio.run(work)
    except (Failed, ServerError) as error:
        note(f"sancha: {error}")
        raise typer.Exit(error.code if isinstance(error, Failed) else code_of(error)) from error
    except httpx.HTTPError as error:
        note(f"sancha: the server did not answer: {error}")
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        sys.exit(130)
