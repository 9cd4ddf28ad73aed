"""How busy ingestion keeps the embedder: a bare `embed_documents` loop over the same texts, and the whole way from
uploaded files to searchable documents, in turns in one process. Also how long one document alone takes, and how much
slower a search is while documents are ingested and while a base is rebuilt."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from knowledge import KnowledgeBases
from knowledge.embedders import Embedder
from knowledge.records import JobRecord
from server.demo.seed import demo_documents
from server.ingestion import IngestionWorker
from server.models import Embedders, catalog_of, hub_settings
from server.persistence.engine import migrate, open_engine
from server.settings import Settings

TARGET_BUSY = 0.9
TARGET_SEARCH = 2.0
ROUNDS = 3
ALONE = 9
COPIES = 3
MODEL = "bge-small-en-v1.5"
QUERIES = ("Who may open a substation?", "How is a storm prepared for?", "What does connecting a solar roof cost?")


class Recording:
    """The embedder, what it was given, and the seconds that it took."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.batches: list[list[str]] = []
        self.seconds = 0.0

    def __getattr__(self, name: str) -> object:
        return getattr(self._embedder, name)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.batches.append(texts)
        started = time.perf_counter()
        vectors = self._embedder.embed_documents(texts)
        self.seconds += time.perf_counter() - started
        return vectors


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
        unfinished = select(func.count()).where(JobRecord.finished_at.is_(None))

        def under_way() -> bool:
            with engine.connect() as connection:
                return bool(connection.scalar(unfinished))

        def wait() -> None:
            while under_way():
                time.sleep(0.01)

        def upload(name: str) -> None:
            bases.create(name, embedding=MODEL)
            for filename, content in documents.items():
                worker.submit(bases.add_document(name, filename, content))

        def ingest(name: str) -> float:
            started = time.perf_counter()
            upload(name)
            wait()
            return time.perf_counter() - started

        ingest("base")
        texts = [text for batch in recording.batches for text in batch]
        bare, whole, shares = [], [], []
        for number in range(ROUNDS):
            started = time.perf_counter()
            embedder.embed_documents(texts)
            bare.append(time.perf_counter() - started)
            recording.seconds = 0.0
            whole.append(ingest(f"round-{number}"))
            shares.append(recording.seconds / whole[-1])
        busy = statistics.median(b / w for b, w in zip(bare, whole, strict=True))

        deadline = time.monotonic() + 10
        idle = searched(bases, lambda: time.monotonic() < deadline, 0.05)
        upload("meanwhile")
        ingesting = searched(bases, under_way, 0.05)
        worker.submit(bases.rebuild("base", MODEL, chunk_tokens=200, window_tokens=100))
        rebuilding = searched(bases, under_way, 0.05)
        alone = []
        for number in range(ALONE):
            started = time.perf_counter()
            worker.submit(bases.add_document("base", f"alone-{number}.txt", f"Gate {number} is open.".encode()))
            wait()
            alone.append(time.perf_counter() - started)
        worker.stop()
        bases.close()
        engine.dispose()
    slower = max(percentile(ingesting), percentile(rebuilding)) / percentile(idle)
    ok = busy >= TARGET_BUSY and slower <= TARGET_SEARCH
    report = {
        "bench": "ingestion",
        "documents": len(documents),
        "texts": len(texts),
        "bare_s": round(min(bare), 2),
        "ingestion_s": round(min(whole), 2),
        "busy": round(busy, 3),
        "busy_target": TARGET_BUSY,
        "time_embedding": round(statistics.median(shares), 3),
        "search_p95_ms_idle": round(percentile(idle), 1),
        "search_p95_ms_ingesting": round(percentile(ingesting), 1),
        "search_p95_ms_rebuilding": round(percentile(rebuilding), 1),
        "search_slower": round(slower, 2),
        "search_slower_target": TARGET_SEARCH,
        "searches": [len(idle), len(ingesting), len(rebuilding)],
        "alone_ms": round(1000 * statistics.median(alone)),
        "ok": ok,
    }
    print(json.dumps(report))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
