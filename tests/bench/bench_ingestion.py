"""How busy ingestion keeps the embedder: a bare `embed_documents` loop over the same texts, and the whole way from
uploaded files to searchable documents, in turns in one process. Also how much slower a search is meanwhile."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from knowledge import KnowledgeBases
from knowledge.embedders import Embedder
from server.demo.seed import demo_documents
from server.ingestion import IngestionWorker
from server.models import Embedders, catalog_of, hub_settings
from server.persistence.engine import migrate, open_engine
from server.settings import Settings

TARGET_BUSY = 0.9
TARGET_SEARCH = 2.0
ROUNDS = 3
COPIES = 3
MODEL = "bge-small-en-v1.5"
QUERIES = ("Who may open a substation?", "How is a storm prepared for?", "What does connecting a solar roof cost?")


class Recording:
    """The embedder, and what it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.batches: list[list[str]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._embedder, name)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.batches.append(texts)
        return self._embedder.embed_documents(texts)


def corpus() -> dict[str, bytes]:
    """The English demo documents, several times with different words, so that no text occurs twice."""
    pages = [document.path for document in demo_documents() if document.path.suffix == ".md"]
    english = [path for path in pages if path.name.isascii()]
    return {
        f"{copy}-{path.name}": path.read_text(encoding="utf-8").replace(". ", f". ({copy}) ").encode()
        for path in english
        for copy in range(COPIES)
    }


def searched(bases: KnowledgeBases, going_on: Callable[[], bool], pause: float) -> list[float]:
    """Seconds of searches, one after the other with a pause, while something goes on."""
    took: list[float] = []
    while going_on():
        started = time.perf_counter()
        bases.search(QUERIES[len(took) % len(QUERIES)], ["base"], 8)
        took.append(time.perf_counter() - started)
        time.sleep(pause)
    return took


def percentile(seconds: list[float]) -> float:
    return 1000 * statistics.quantiles(seconds, n=20)[-1]


def main() -> int:
    settings = Settings()
    embedders = Embedders(catalog_of(settings), settings.weights, hub_settings(settings))
    embedder = embedders(MODEL)
    documents = corpus()
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        engine = open_engine(Path(home) / "sancha.db")
        migrate(engine)
        recording = Recording(embedder)
        bases = KnowledgeBases(engine, Path(home) / "knowledge", lambda _: recording)  # type: ignore[arg-type,return-value]
        worker = IngestionWorker(bases)
        worker.start()

        def ingest(name: str) -> float:
            bases.create(name, embedding=MODEL)
            started = time.perf_counter()
            for filename, content in documents.items():
                worker.submit(bases.add_document(name, filename, content))
            while bases.pending_jobs():
                time.sleep(0.01)
            return time.perf_counter() - started

        ingest("base")
        texts = [text for batch in recording.batches for text in batch]
        bare, whole = [], []
        for number in range(ROUNDS):
            started = time.perf_counter()
            embedder.embed_documents(texts)
            bare.append(time.perf_counter() - started)
            whole.append(ingest(f"round-{number}"))
        busy = statistics.median(b / w for b, w in zip(bare, whole, strict=True))

        deadline = time.monotonic() + 10
        idle = searched(bases, lambda: time.monotonic() < deadline, 0.05)
        job = bases.rebuild("base", MODEL, chunk_tokens=200, window_tokens=100)
        worker.submit(job)
        meanwhile = searched(bases, lambda: bool(bases.pending_jobs()), 0.05)
        worker.stop()
        bases.close()
        engine.dispose()
    slower = percentile(meanwhile) / percentile(idle)
    ok = busy >= TARGET_BUSY and slower <= TARGET_SEARCH
    report = {
        "bench": "ingestion",
        "documents": len(documents),
        "texts": len(texts),
        "bare_s": round(min(bare), 2),
        "ingestion_s": round(min(whole), 2),
        "busy": round(busy, 3),
        "busy_target": TARGET_BUSY,
        "search_p95_ms_idle": round(percentile(idle), 1),
        "search_p95_ms_rebuilding": round(percentile(meanwhile), 1),
        "search_slower": round(slower, 2),
        "search_slower_target": TARGET_SEARCH,
        "searches": [len(idle), len(meanwhile)],
        "ok": ok,
    }
    print(json.dumps(report))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
