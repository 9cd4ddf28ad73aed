"""`sancha kb`: knowledge bases and their documents."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer

from server.cli import knowledge_search
from server.cli.client import Failed, checked, connect, note, run, say, show
from server.settings import Settings

app = typer.Typer(help="Knowledge bases: create, upload, search, rebuild, export.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
Base = Annotated[str, typer.Argument(help="Name of the knowledge base")]
ChunkTokens = Annotated[int | None, typer.Option(help="Size of a passage, in the embedder's tokens")]
WindowTokens = Annotated[int | None, typer.Option(help="Size of the parts of it that get a vector each")]


def _path(name: str, *rest: str) -> str:
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
def create(
    name: Base,
    description: str = "",
    embedding: str = "auto",
    chunk_tokens: ChunkTokens = None,
    window_tokens: WindowTokens = None,
    as_json: Json = False,
) -> None:
    """Create a knowledge base; with `auto` its documents' language chooses the embedder."""

    async def work() -> None:
        body = {"name": name, "description": description, "embedding": embedding}
        sizes = {"chunk_tokens": chunk_tokens, "window_tokens": window_tokens}
        async with connect(Settings()) as client:
            item = checked(await client.post("/api/knowledge-bases", json=body | sizes))
            show(item) if as_json else say(f"Created {item['name']}.")

    run(work())


@app.command()
def edit(name: Base, description: Annotated[str, typer.Option(help="What the base is about")]) -> None:
    """Replace a knowledge base's description, by which questions find it."""

    async def work() -> None:
        async with connect(Settings()) as client:
            checked(await client.patch(_path(name), json={"description": description}))
            say(f"Changed {name}.")

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
def stats(name: Base, as_json: Json = False) -> None:
    """Show what a knowledge base holds."""

    async def work() -> None:
        async with connect(Settings()) as client:
            item = checked(await client.get(_path(name, "statistics")))
            if as_json:
                show(item)
            for key, value in [] if as_json else item.items():
                counts = (
                    ", ".join(f"{count} {kind}" for kind, count in value.items()) if isinstance(value, dict) else value
                )
                say(f"{key.replace('_', ' '):15} {counts}")

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
                tags = " ".join(f"#{tag}" for tag in item["tags"])
                line = f"{item['status']:9} {item['name']}  {item['chunks']} chunks  {tags} {item['reason'] or ''}"
                say(line.rstrip())

    run(work())


@app.command()
def add(
    name: Base,
    files: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders of files, to upload")],
    tag: Annotated[list[str] | None, typer.Option(help="Tag of the documents; repeatable")] = None,
    ask_password: Annotated[bool, typer.Option("--password", help="Ask for the password of encrypted files")] = False,
    as_json: Json = False,
) -> None:
    """Upload documents and wait until they can be searched; a changed file replaces the document of its name."""
    paths = [p for path in files for p in (sorted(path.rglob("*")) if path.is_dir() else [path]) if p.is_file()]
    fields: dict[str, Any] = {"tags": tag} if tag else {}
    if ask_password:
        fields["password"] = typer.prompt("Password of the files", hide_input=True)

    async def work() -> None:
        async with connect(Settings()) as client:
            done = [await _upload(client, name, path, fields) for path in paths]
            if as_json:
                show(done)
            failed = [item for item in done if item["status"] != "ready"]
            if failed:
                raise Failed(f"{len(failed)} of {len(done)} documents could not be added.")

    run(work())


async def _upload(client: httpx.AsyncClient, name: str, path: Path, fields: dict[str, Any]) -> dict[str, Any]:
    content = await asyncio.to_thread(path.read_bytes)
    response = await client.post(_path(name, "documents"), files={"file": (path.name, content)}, data=fields)
    if response.status_code in (413, 415, 422):
        reason = response.json()["detail"]
        note(f"failed  {path.name}: {reason}")
        return {"document": path.name, "status": "failed", "reason": reason}
    job = await _finished(client, checked(response)["items"][0])
    note(f"{job['status']}  {path.name}" + (f": {job['reason']}" if job["reason"] else ""))
    return job


async def _finished(client: httpx.AsyncClient, job: dict[str, Any]) -> dict[str, Any]:
    while job["status"] not in ("ready", "failed"):
        await asyncio.sleep(0.2)
        job = dict(checked(await client.get(f"/api/jobs/{job['id']}")))
    return job


@app.command()
def rebuild(
    name: Base,
    embedding: Annotated[str | None, typer.Option(help="An embedding model of the catalog, or auto")] = None,
    chunk_tokens: ChunkTokens = None,
    window_tokens: WindowTokens = None,
    as_json: Json = False,
) -> None:
    """Index all documents anew, and wait; until then the old index is searched."""

    async def work() -> None:
        body = {"embedding": embedding, "chunk_tokens": chunk_tokens, "window_tokens": window_tokens}
        async with connect(Settings()) as client:
            started = checked(await client.post(_path(name, "rebuild"), json=body))
            job = await _finished(client, started)
            show(job) if as_json else say(
                f"{job['status']}  {job['documents_done']} documents, {job['chunks_done']} chunks"
            )
            if job["status"] != "ready":
                raise Failed(f"{name} was not rebuilt: {job['reason']}")

    run(work())


@app.command("export")
def export_base(
    name: Base, file: Annotated[Path | None, typer.Argument(help="Zip file to write; default NAME.zip")] = None
) -> None:
    """Write a knowledge base to one file: uploaded files, texts and vectors."""
    target = file or Path(f"{name}.zip")

    async def work() -> None:
        partial = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            async with connect(Settings()) as client, client.stream("GET", _path(name, "export")) as response:
                if not response.is_success:
                    await response.aread()
                    checked(response)
                with await asyncio.to_thread(partial.open, "wb") as stream:
                    async for block in response.aiter_bytes():
                        await asyncio.to_thread(stream.write, block)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        say(f"Wrote {target}.")

    run(work())


@app.command("import")
def import_base(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Zip file that `export` wrote")],
    name: Annotated[str | None, typer.Option(help="Name of the new base; default: that of the file")] = None,
    as_json: Json = False,
) -> None:
    """Make a new knowledge base of an exported one, and wait until its documents can be searched."""

    async def work() -> None:
        async with connect(Settings()) as client:
            with await asyncio.to_thread(file.open, "rb") as stream:
                answer = checked(
                    await client.post(
                        "/api/knowledge-bases/import", files={"file": stream}, data={"name": name or file.stem}
                    )
                )
            done = [await _finished(client, job) for job in answer["jobs"]]
            base = checked(await client.get(_path(answer["name"])))
            show(base) if as_json else say(f"Imported {base['name']}: {base['documents']} documents.")
            failed = [job for job in done if job["status"] != "ready"]
            for job in failed:
                note(f"failed  {job['document']}: {job['reason']}")
            if failed:
                raise Failed(f"{len(failed)} of {len(done)} documents could not be imported.")

    run(work())


app.command()(knowledge_search.search)
