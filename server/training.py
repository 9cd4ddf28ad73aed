"""Makes the weights that the repository ships: `python -m server.training router`, `... reading`.

The router's classifier is learned from our own exemplars alone (chains/route/exemplars), the weights that choose
sentences and tell whether they answer from our own exercises (chains/readings).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import typer

from chains.route.classifier import ROADS, WEIGHTS, train
from chains.sql import EmbeddingCache
from server.judges import JUDGING_EMBEDDERS, EmbeddingJudge
from server.models import SENTENCE_EMBEDDER, Embedders, Rerankers, catalog_of, hub_settings
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


@app.command()
def reading() -> None:
    """Learn which sentences answer, for each language with and without its judge."""
    from chains.reading_model import UNJUDGED, ReadingModel, save
    from chains.train_reading import learn

    settings = Settings()
    catalog = catalog_of(settings)
    embedders = Embedders(catalog, settings.weights, hub_settings(settings))
    judges = {
        "en": Rerankers(catalog, settings.weights)("en"),
        "zh": EmbeddingJudge(embedders(JUDGING_EMBEDDERS["zh"])),
    }
    # the exercises share their passages
    embed = EmbeddingCache(embedders(SENTENCE_EMBEDDER).embed_documents)
    models: dict[str, dict[str, ReadingModel]] = {}
    for language, judge in judges.items():
        models[language] = {}
        for reader in (judge, None):
            model, n = learn(language, embed, reader)
            models[language][reader.id if reader else UNJUDGED] = model
            typer.echo(f"{language} {reader.id if reader else UNJUDGED}: learned from {n} exercises")
    save(models)


if __name__ == "__main__":
    app()
