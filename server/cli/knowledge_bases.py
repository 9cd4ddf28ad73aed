"""`sancha kb`: knowledge bases and their documents."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from server.cli.client import Failed, checked, connect, note, run, say, show
from server.settings import Settings

app = typer.Typer(help="Knowledge bases: create, upload, search.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
Base = Annotated[str, typer.Argument(help="Name of the knowledge base")]


def _path(name: str, *rest: str) -> str:
    from urllib.parse import quote

    return "/".join(["/api/knowledge-bases", *(quote(part, safe="") for part in (name, *rest))])


@app.command("list")
def list_bases(as_json: Json = False) -> None:
    """List the knowledge bases."""

    async def work() -> None:
        async with connect(Settings()) as client:
            items = checked(await client.get("/api/knowledge-bases"))["items"]
            if as_json:
                show(items)
            for item in [] if as_json else items:
                say(f"{item['name']}  {item['documents']} documents, {item['chunks']} chunks  {item['description']}")

    run(work())


@app.command()
def create(name: Base, description: str = "", embedding: str = "auto", as_json: Json = False) -> None:
    """Create a knowledge base; with `auto` its documents' language chooses the embedder."""

    async def work() -> None:
        body = {"name": name, "description": description, "embedding": embedding}
        async with connect(Settings()) as client:
            item = checked(await client.post("/api/knowledge-bases", json=body))
            show(item) if as_json else say(f"Created {item['name']}.")

    run(work())


@app.command()
def delete(name: Base, yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False) -> None:
    """Delete a knowledge base with all its documents."""
    if not yes:
        typer.confirm(f"Delete {name} and all its documents?", abort=True)

    async def work() -> None:
        async with connect(Settings()) as client:
            checked(await client.delete(_path(name)))
            say(f"Deleted {name}.")

    run(work())


@app.command()
def documents(name: Base, as_json: Json = False) -> None:
    """List the documents of a knowledge base with their states."""

    async def work() -> None:
        async with connect(Settings()) as client:
            items = checked(await client.get(_path(name, "documents")))["items"]
            if as_json:
                show(items)
            for item in [] if as_json else items:
                say(f"{item['status']:9} {item['name']}  {item['chunks']} chunks  {item['reason'] or ''}".rstrip())

    run(work())


@app.command()
def add(
    name: Base,
    files: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders of files, to upload")],
    as_json: Json = False,
) -> None:
    """Upload documents and wait until they can be searched."""
    paths = [p for path in files for p in (sorted(path.rglob("*")) if path.is_dir() else [path]) if p.is_file()]

    async def work() -> None:
        async with connect(Settings()) as client:
            done = [await _upload(client, name, path) for path in paths]
            if as_json:
                show(done)
            failed = [item for item in done if item["status"] != "ready"]
            if failed:
                raise Failed(f"{len(failed)} of {len(done)} documents could not be added.")

    run(work())


async def _upload(client: httpx.AsyncClient, name: str, path: Path) -> dict[str, Any]:
    content = await asyncio.to_thread(path.read_bytes)
    response = await client.post(_path(name, "documents"), files={"file": (path.name, content)})
    if response.status_code in (413, 415, 422):
        reason = response.json()["detail"]
        note(f"failed  {path.name}: {reason}")
        return {"document": path.name, "status": "failed", "reason": reason}
    job = checked(response)["items"][0]
    while job["status"] not in ("ready", "failed", "cancelled"):
        await asyncio.sleep(0.2)
        job = checked(await client.get(f"/api/jobs/{job['id']}"))
    note(f"{job['status']}  {path.name}" + (f": {job['reason']}" if job["reason"] else ""))
    return dict(job)


@app.command()
def search(name: Base, query: str, k: int = 8, as_json: Json = False) -> None:
    """Show the passages that match a query."""

    async def work() -> None:
        async with connect(Settings()) as client:
            items = checked(await client.post(_path(name, "search"), json={"query": query, "k": k}))["items"]
            if as_json:
                show(items)
            for item in [] if as_json else items:
                say(f"{item['score']:.2f}  {item['document']}  {item['heading'] or ''}\n      {item['text'][:160]!r}")

    run(work())
