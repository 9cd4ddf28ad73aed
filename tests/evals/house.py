"""A Sancha of its own for an evaluation: services on a temporary data folder, filled with the evaluation's sources."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.utils import AddableDict

from server.services import Services, open_services
from server.settings import Settings
from server.turns import Turns


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


@dataclass(frozen=True)
class House:
    """The services, and a way to run their coroutines from this thread."""

    services: Services
    call: Callable[[Any], Any]

    def ask(
        self, question: str, thread_id: str | None = None, settings: Mapping[str, Any] | None = None, **chosen: Any
    ) -> dict[str, Any]:
        """The whole output of one question, in a thread of its own when none is named.

        `settings` are those of a call (`max_tokens`, `system_prompt` ...).
        """

        async def work() -> dict[str, Any]:
            total: AddableDict | None = None
            config: RunnableConfig = {"configurable": {"thread_id": thread_id, **(settings or {})}}
            async for part in Turns(lambda: self.services).stream({"question": question} | chosen, config):
                total = part if total is None else total + part
            assert total is not None
            return dict(total)

        return dict(self.call(work()))


@contextlib.contextmanager
def open_house(data: Path, *, bases: tuple[str, ...] = (), databases: bool = False) -> Iterator[House]:
    """A house with the named retrieval corpora as knowledge bases and, if wanted, every database connected."""
    with tempfile.TemporaryDirectory(prefix="sancha-eval-") as home:
        settings = Settings(home=Path(home), weights_dir=Settings().weights, demo=False)
        with _running(settings) as house:
            for name in bases:
                fill_base(house.services, data, name)
            for path in sorted((data / "text2sql").glob("*/database/*.sqlite")) if databases else []:
                house.services.databases.add(path.stem, f"sqlite:///{path}")
            yield house


@contextlib.contextmanager
def open_demo() -> Iterator[House]:
    """A house with the demo's documents and database."""
    with (
        tempfile.TemporaryDirectory(prefix="sancha-eval-") as home,
        _running(Settings(home=Path(home), weights_dir=Settings().weights)) as house,
    ):
        yield house


@contextlib.contextmanager
def open_empty() -> Iterator[House]:
    """A house with nothing in it yet."""
    with (
        tempfile.TemporaryDirectory(prefix="sancha-eval-") as home,
        _running(Settings(home=Path(home), weights_dir=Settings().weights, demo=False)) as house,
    ):
        yield house


def fill_base(services: Services, data: Path, name: str) -> None:
    """One document per row of the corpus, its title as the heading."""
    services.knowledge.create(name)
    for row in rows(data / "retrieval" / f"{name}.corpus.jsonl"):
        text = f"# {row['title']}\n\n{row['text']}" if row.get("title") else row["text"]
        job = services.knowledge.add_document(name, f"{row['id']}.md", text.encode())
        services.knowledge.run_job(job.id)


@contextlib.contextmanager
def _running(settings: Settings) -> Iterator[House]:
    """The services, alive on an event loop in a thread of their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    context = open_services(settings)

    def call(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    services: Services = call(context.__aenter__())
    try:
        call(services.readiness.done.wait())
        yield House(services, call)
    finally:
        call(context.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
