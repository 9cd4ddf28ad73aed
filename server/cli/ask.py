"""`sancha ask`: one question from the shell."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from server.cli.client import checked, connect, run, say, show
from server.settings import Settings


def ask(
    question: Annotated[str, typer.Argument(help="What to ask, in Chinese or English")],
    route: Annotated[str, typer.Option(help="auto, chat, knowledge or database")] = "auto",
    kb: Annotated[list[str] | None, typer.Option(help="Knowledge base to search; repeat for several")] = None,
    database: Annotated[str | None, typer.Option("--db", help="Database to ask")] = None,
    thread: Annotated[str | None, typer.Option(help="Thread to continue")] = None,
    model: Annotated[str | None, typer.Option(help="Chat model that answers")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer object")] = False,
) -> None:
    """Ask one question and print the answer."""
    body = {
        "input": {"question": question, "route": route, "knowledge_bases": kb or None, "database": database},
        "config": {"configurable": {"thread_id": thread, "model": model}},
    }

    async def work() -> None:
        async with connect(Settings()) as client:
            output = checked(await client.post("/agent/invoke", json=body))["output"]
            if as_json:
                show(output)
            else:
                _print(output)

    run(work())


def _print(output: dict[str, Any]) -> None:
    say(output["answer"])
    for citation in output["citations"]:
        where = " · ".join(
            str(part)
            for part in (
                citation["document"],
                citation["page"] and f"p. {citation['page']}",
                citation["heading"],
            )
            if part
        )
        say(f"  [{citation['n']}] {where}")
    if sql := output["sql"]:
        say(f"\n  {sql['query']}\n")
        say("  " + " | ".join(sql["columns"]))
        for row in sql["rows"][:20]:
            say("  " + " | ".join("" if cell is None else str(cell) for cell in row))
        if len(sql["rows"]) > 20:
            say(f"  … {sql['row_count']} rows in all")
    route = output["route"]
    say(f"\n({route['name']}, {route['confidence']:.0%} sure; thread {output['thread_id']})")
