"""`sancha db`: connections to databases."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import typer

from server.cli.client import checked, connect, run, say, show
from server.settings import Settings

app = typer.Typer(help="Databases: connect, look at the schema, query.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
Name = Annotated[str, typer.Argument(help="Name of the connection")]
Url = Annotated[str, typer.Argument(help="SQLAlchemy URL, for example sqlite:////data/shop.db")]
Include = Annotated[list[str] | None, typer.Option(help="Only tables like this (sales_*); may be repeated")]
Exclude = Annotated[list[str] | None, typer.Option(help="No tables like this; may be repeated")]


@app.command("list")
def list_databases(as_json: Json = False) -> None:
    """List the connected databases."""

    async def work() -> None:
        async with connect(Settings()) as client:
            items = checked(await client.get("/api/databases"))["items"]
            if as_json:
                show(items)
            for item in [] if as_json else items:
                say(f"{item['name']}  {item['url']}  {item['description']}")

    run(work())


@app.command("test")
def try_connection(url: Url, include: Include = None, exclude: Exclude = None, as_json: Json = False) -> None:
    """Try a connection without storing it, and list the tables that could be asked."""

    async def work() -> None:
        body = {"url": url, "include": include or [], "exclude": exclude or []}
        async with connect(Settings()) as client:
            found = checked(await client.post("/api/databases/test", json=body))
            if as_json:
                show(found)
                return
            say(f"Connected ({found['dialect']}); {len(found['tables'])} tables:")
            for table in found["tables"]:
                say(f"  {table}")

    run(work())


@app.command()
def add(
    name: Name,
    url: Url,
    description: str = "",
    include: Include = None,
    exclude: Exclude = None,
    as_json: Json = False,
) -> None:
    """Connect a database, read-only, after it has answered once."""

    async def work() -> None:
        body = {
            "name": name,
            "url": url,
            "description": description,
            "include": include or [],
            "exclude": exclude or [],
        }
        async with connect(Settings()) as client:
            item = checked(await client.post("/api/databases", json=body))
            show(item) if as_json else say(f"Connected {item['name']} ({item['dialect']}).")

    run(work())


@app.command()
def remove(name: Name) -> None:
    """Forget a connection; the database itself is not touched."""

    async def work() -> None:
        async with connect(Settings()) as client:
            checked(await client.delete(f"/api/databases/{quote(name, safe='')}"))
            say(f"Removed {name}.")

    run(work())


@app.command()
def schema(name: Name, as_json: Json = False) -> None:
    """Show tables and columns with their comments."""

    async def work() -> None:
        async with connect(Settings()) as client:
            tables = checked(await client.get(f"/api/databases/{quote(name, safe='')}/schema"))["tables"]
            if as_json:
                show(tables)
            for table in [] if as_json else tables:
                say(f"{table['name']}  {table['comment'] or ''}".rstrip())
                for column in table["columns"]:
                    say(f"  {column['name']}  {column['type']}  {column['comment'] or ''}".rstrip())

    run(work())


@app.command()
def query(name: Name, sql: str, as_json: Json = False) -> None:
    """Run one SELECT."""

    async def work() -> None:
        async with connect(Settings()) as client:
            path = f"/api/databases/{quote(name, safe='')}/query"
            result = checked(await client.post(path, json={"sql": sql}))
            if as_json:
                show(result)
                return
            say(" | ".join(result["columns"]))
            for row in result["rows"]:
                say(" | ".join("" if cell is None else str(cell) for cell in row))

    run(work())


@app.command()
def examples(name: Name, as_json: Json = False) -> None:
    """List the solved questions that a database has learned from."""

    async def work() -> None:
        async with connect(Settings()) as client:
            items = checked(await client.get(f"/api/databases/{quote(name, safe='')}/examples"))["items"]
            if as_json:
                show(items)
            for item in [] if as_json else items:
                say(f"{item['id']}  {item['question']}\n  {item['sql']}")

    run(work())


@app.command()
def teach(name: Name, question: str, sql: str, as_json: Json = False) -> None:
    """Store a question with the SELECT that answers it, once that has run."""

    async def work() -> None:
        async with connect(Settings()) as client:
            path = f"/api/databases/{quote(name, safe='')}/examples"
            item = checked(await client.post(path, json={"question": question, "sql": sql}))
            show(item) if as_json else say(f"Learned ({item['row_count']} rows): {item['question']}")

    run(work())


@app.command()
def forget(name: Name, example_id: Annotated[str, typer.Argument(help="Id, as `examples` lists it")]) -> None:
    """Remove a solved question."""

    async def work() -> None:
        async with connect(Settings()) as client:
            path = f"/api/databases/{quote(name, safe='')}/examples/{quote(example_id, safe='')}"
            checked(await client.delete(path))
            say("Removed.")

    run(work())
