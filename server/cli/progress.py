"""A progress bar for weights, one line per model."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from llm.progress import Progress as Moment
from llm.progress import ProgressCallback


@contextlib.contextmanager
def progress_bar() -> Iterator[ProgressCallback]:
    """A callback for `fetch_weights` that draws on standard error; without a terminal it prints stages only."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.fields[stage]}"),
    )
    tasks: dict[str, TaskID] = {}
    stages: dict[str, str] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:

        def report(moment: Moment) -> None:
            if moment.model not in tasks:
                tasks[moment.model] = bar.add_task(moment.model, total=moment.total, stage="")
            text = moment.note or moment.stage
            bar.update(tasks[moment.model], completed=moment.done, total=moment.total, stage=text)
            if not console.is_terminal and stages.get(moment.model) != text:
                stages[moment.model] = text
                console.print(f"{moment.model}: {text}", highlight=False)

        yield report
