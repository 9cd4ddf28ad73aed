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


@app.command()
def add(
    name: Name,
    url: Annotated[str, typer.Argument(help="SQLAlchemy URL, for example sqlite:////data/shop.db")],
    description: str = "",
    as_json: Json = False,
) -> None:
    """Connect a database, read-only, after it has answered once."""

    async def work() -> None:
        body = {"name": name, "url": url, "description": description}
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
