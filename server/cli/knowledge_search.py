"""`sancha kb search`: the passages that match a query, and how each came to its place."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from server.cli.client import checked, connect, note, run, say, show
from server.settings import Settings

_COLUMNS = ("place", "dense", "cosine", "terms", "bm25", "reranker", "score", "document")


def search(
    name: Annotated[str, typer.Argument(help="Name of the knowledge base")],
    query: str,
    k: Annotated[int, typer.Option(help="Most passages to show")] = 8,
    mode: Annotated[str, typer.Option(help="fused, or dense or terms alone")] = "fused",
    document: Annotated[list[str] | None, typer.Option(help="Only this document (id or name); repeatable")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only documents with this tag; repeatable")] = None,
    after: Annotated[str | None, typer.Option(help="Only documents added at this time or later, as 2026-01-31")] = None,
    before: Annotated[str | None, typer.Option(help="Only documents added before this time")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the ranks in each part of the search")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """Show the passages that match a query."""
    wanted = {"documents": document, "tags": tag, "created_after": after, "created_before": before}
    conditions = {key: value for key, value in wanted.items() if value}
    body: dict[str, Any] = {"query": query, "k": k, "mode": mode, "explain": explain}
    if conditions:
        body["filter"] = conditions

    async def work() -> None:
        from urllib.parse import quote

        async with connect(Settings()) as client:
            path = f"/api/knowledge-bases/{quote(name, safe='')}/search"
            answer = checked(await client.post(path, json=body))
        items = answer["items"]
        if as_json:
            show(items)
        elif explain:
            _draw(items)
            if answer["not_reranked"]:
                note(f"Not reranked: {answer['not_reranked']}")
        else:
            for item in items:
                say(f"{item['score']:.2f}  {item['document']}  {item['heading'] or ''}\n      {item['text'][:160]!r}")

    run(work())


def _draw(items: list[dict[str, Any]]) -> None:
    """Dense, BM25 and fused ranks side by side; a dash where a part did not find the passage."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*_COLUMNS, "passage", box=None, pad_edge=False)
    for item in items:
        ranks = item["ranks"]
        table.add_row(
            str(ranks["fused"]),
            _shown(ranks["dense"], "d"),
            _shown(ranks["cosine"], ".3f"),
            _shown(ranks["terms"], "d"),
            _shown(ranks["bm25"], ".1f"),
            _shown(ranks["rerank_logit"], ".1f"),
            f"{item['score']:.2f}",
            item["document"],
            " ".join(item["text"][:60].split()),
        )
    Console(soft_wrap=True).print(table)


def _shown(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
