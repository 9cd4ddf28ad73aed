"""Asks the questions of each retrieval set through `KnowledgeBases.search`: both parts fused, and each part alone.

A set's passages become documents of one knowledge base, its titles their headings. `cross` asks Chinese questions of
the English passages in a base with the multilingual embedder.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import KnowledgeBases
from knowledge.records import Base
from knowledge.search import Mode
from llm.hubs import HubSettings
from server.models import Embedders, catalog_of
from server.persistence.engine import open_engine
from server.settings import Settings
from tests.evals.house import rows

_RANKS = 10
_MODES: tuple[Mode, ...] = ("fused", "dense", "terms")


def evaluate(data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Return per set the embedder, the ingestion rate, and per mode recall@1, recall@5, mrr@10, p50_ms and p95_ms."""
    folder = data_dir / "retrieval"
    sets = {path.name.removesuffix(".queries.jsonl"): "auto" for path in sorted(folder.glob("*.queries.jsonl"))}
    settings = Settings()
    embedders = Embedders(catalog_of(settings), settings.weights, HubSettings())
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="sancha-eval-") as home:
        engine = open_engine(Path(home) / "sancha.db")
        Base.metadata.create_all(engine)
        bases = KnowledgeBases(engine, Path(home) / "knowledge", embedders)
        for name, embedding in sets.items():
            report[name] = _fill(bases, folder, name, name, embedding) | _ask_all(bases, folder, name, name, limit)
        if {"xquad_zh", "xquad_en"} <= sets.keys():
            filled = _fill(bases, folder, "cross", "xquad_en", "use-multilingual-v3")
            report["cross"] = filled | _ask_all(bases, folder, "cross", "xquad_zh", limit)
        bases.close()
        engine.dispose()
    return report


def _fill(bases: KnowledgeBases, folder: Path, name: str, corpus: str, embedding: str) -> dict[str, Any]:
    bases.create(name, embedding=embedding)
    start = time.perf_counter()
    for row in rows(folder / f"{corpus}.corpus.jsonl"):
        text = f"# {row['title']}\n\n{row['text']}" if row.get("title") else row["text"]
        bases.run_job(bases.add_document(name, f"{row['id']}.md", text.encode()).id)
    seconds = time.perf_counter() - start
    base = bases.get(name)
    return {"embedder": base.embedder_id, "chunks": base.chunks, "documents_per_s": round(base.documents / seconds, 1)}


def _ask_all(bases: KnowledgeBases, folder: Path, name: str, queries: str, limit: int | None) -> dict[str, Any]:
    asked = rows(folder / f"{queries}.queries.jsonl")[:limit]
    return {"n": len(asked)} | {mode: _ask(bases, name, asked, mode) for mode in _MODES}


def _ask(bases: KnowledgeBases, name: str, asked: list[dict[str, Any]], mode: Mode) -> dict[str, float]:
    ranks: list[float] = []
    milliseconds: list[float] = []
    for query in asked:
        start = time.perf_counter()
        found = bases.search(query["question"], [name], k=_RANKS, mode=mode)
        milliseconds.append(1000 * (time.perf_counter() - start))
        # a document may be found with several passages and counts once
        documents = list(dict.fromkeys(passage.document.removesuffix(".md") for passage in found))
        ranks.append(next((rank for rank, d in enumerate(documents, 1) if d in query["relevant"]), np.inf))
    found_at = np.asarray(ranks)
    return {
        "recall@1": round(float((found_at <= 1).mean()), 4),
        "recall@5": round(float((found_at <= 5).mean()), 4),
        "mrr@10": round(float((1 / found_at).mean()), 4),
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 1),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 1),
    }
