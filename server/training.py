"""Makes the weights that the repository ships: `python -m server.training router`.

The router's classifier is learned from our own exemplars alone (chains/route/exemplars).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import typer

from chains.route.classifier import ROADS, WEIGHTS, train
from server.models import SENTENCE_EMBEDDER, Embedders, catalog_of, hub_settings
from server.settings import Settings

EXEMPLARS = WEIGHTS.parent / "exemplars"

app = typer.Typer(help="Make the weights that the repository ships.", no_args_is_help=True)


def exemplars(folder: Path = EXEMPLARS) -> tuple[list[str], list[str]]:
    """Texts and their roads, of every file of exemplars."""
    texts: list[str] = []
    roads: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
        for road in ROADS:
            texts += groups[road]
            roads += [road] * len(groups[road])
    return texts, roads


@app.callback()
def _root() -> None:
    """One command per set of weights."""


@app.command()
def router() -> None:
    """Learn the router's classifier from the exemplars."""
    settings = Settings()
    embedder = Embedders(catalog_of(settings), settings.weights, hub_settings(settings))(SENTENCE_EMBEDDER)
    texts, roads = exemplars()
    train(texts, roads, embedder.embed_documents).save()
    typer.echo(f"learned from {len(texts)} exemplars: {WEIGHTS.name}")


if __name__ == "__main__":
    app()
