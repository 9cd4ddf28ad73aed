"""Makes the weights that the repository ships: `python -m tests.fitting router`, `... reading`, `... ranker`."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from chains.reading_model import UNJUDGED, ReadingModel, save
from chains.route.classifier import WEIGHTS, train
from chains.route.fusion import WEIGHTS as FUSION
from chains.text2sql import EmbeddingCache
from server.judges import JUDGING_EMBEDDERS, EmbeddingJudge
from server.models import SENTENCE_EMBEDDER, Embedders, Rerankers, catalog_of, hub_settings
from server.services import open_services
from server.settings import Settings
from tests.fitting import train_ranker
from tests.fitting.router_practice import exemplars, furnish, practise, weigh
from tests.fitting.train_reading import learn

app = typer.Typer(help="Make the weights that the repository ships.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """One command per set of weights."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")


@app.command()
def router() -> None:
    """Learn the router's classifier from the exemplars, then what it weighs beside the sources."""
    with tempfile.TemporaryDirectory(prefix="sancha-training-") as folder:
        asyncio.run(_router(Path(folder)))


async def _router(folder: Path) -> None:
    lines = exemplars()
    settings = Settings(home=folder / "home", weights_dir=Settings().weights, demo=False)
    async with open_services(settings) as services:
        await services.readiness.done.wait()
        classifier = train([line.text for line in lines], [line.road for line in lines], services.embed)
        classifier.save()
        typer.echo(f"{WEIGHTS.name}: learned from {len(lines)} exemplars")
        exercises = await asyncio.to_thread(furnish, services, folder)
        practised = await asyncio.to_thread(practise, services, lines, exercises, classifier)
    fusion = weigh(practised)
    fusion.save()
    typer.echo(f"{FUSION.name}: learned from {len(practised)} lines: {fusion}")


@app.command()
def reading() -> None:
    """Learn which sentences answer, for each language with and without its judge."""
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


@app.command()
def ranker(
    questions: Path,
    tables: Path,
    limit: Annotated[int, typer.Option(help="Questions to learn from")] = 3_200,
    unseen: Annotated[int, typer.Option(help="Databases sampled to be left out")] = 36,
    out: Annotated[Path, typer.Option(help="Where the weights go")] = train_ranker.WEIGHTS,
) -> None:
    """Learn how candidate queries rank, from QUESTIONS (JSON lines) over the schemas in TABLES."""
    count = train_ranker.learn(questions, tables, limit, unseen, out)
    typer.echo(f"{out.name}: learned from {count} questions")


if __name__ == "__main__":
    app()
