"""Asks the questions of each retrieval set through `KnowledgeBases.search`: both parts fused, and each part alone.

A set's passages become documents of one knowledge base, its titles their headings. `cross` asks Chinese questions of
the English passages in a base with the multilingual embedder. `news_*` are the questions of the answers sets: their
passages, those that answer and those that do not, are one base, and one that answers has to be found.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import KnowledgeBases
from knowledge.records import Base
from knowledge.search.searcher import Mode
from llm.hubs import HubSettings
from server.models import Embedders, Rerankers, auto_embedding, catalog_of
from server.persistence.engine import open_engine
from server.settings import Settings
from tests.evals.house import rows

_RANKS = 10
_MODES: tuple[Mode, ...] = ("fused", "dense", "terms")


def evaluate(data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Return per set the embedder, the ingestion rate, and per mode recall@1, recall@5, mrr@10, p50_ms and p95_ms."""
    folder = data_dir / "retrieval"
    sets = [path.name.removesuffix(".queries.jsonl") for path in sorted(folder.glob("*.queries.jsonl"))]
    settings = Settings()
    catalog = catalog_of(settings)
    embedders = Embedders(catalog, settings.weights, HubSettings())
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="sancha-eval-") as home:
        engine = open_engine(Path(home) / "sancha.db")
        Base.metadata.create_all(engine)
        bases = KnowledgeBases(
            engine,
            Path(home) / "knowledge",
            embedders,
            auto=auto_embedding(catalog, settings.weights),
            rerankers=Rerankers(catalog, settings.weights, settings.reranker),
            rerank_ms=settings.rerank_ms,
        )
        for name in sets:
            filled = _fill(bases, name, rows(folder / f"{name}.corpus.jsonl"))
            report[name] = filled | _ask_all(bases, name, rows(folder / f"{name}.queries.jsonl")[:limit])
        if {"xquad_zh", "xquad_en"} <= set(sets):
            filled = _fill(bases, "cross", rows(folder / "xquad_en.corpus.jsonl"), "use-multilingual-v3")
            report["cross"] = filled | _ask_all(bases, "cross", rows(folder / "xquad_zh.queries.jsonl")[:limit])
        for path in sorted((data_dir / "answers").glob("rgb_*.jsonl")):
            name = f"news_{path.stem.rpartition('_')[2]}"
            passages, questions = _as_retrieval(rows(path))
            report[name] = _fill(bases, name, passages) | _ask_all(bases, name, questions[:limit])
        bases.close()
        engine.dispose()
    return report


def _as_retrieval(asked: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Passages and questions in the shape of the retrieval sets."""
    passages: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    for row in asked:
        ids = {kind: [f"{row['id']}-{kind}-{n}" for n in range(len(row[kind]))] for kind in ("positive", "negative")}
        for kind, names in ids.items():
            passages += [{"id": name, "text": text} for name, text in zip(names, row[kind], strict=True)]
        questions.append({"question": row["question"], "relevant": ids["positive"]})
    return passages, questions


def _fill(bases: KnowledgeBases, name: str, passages: list[dict[str, Any]], embedding: str = "auto") -> dict[str, Any]:
    bases.create(name, embedding=embedding)
    start = time.perf_counter()
    for row in passages:
        text = f"# {row['title']}\n\n{row['text']}" if row.get("title") else row["text"]
        bases.run_job(bases.add_document(name, f"{row['id']}.md", text.encode()).id)
    seconds = time.perf_counter() - start
    base = bases.get(name)
    return {"embedder": base.embedder_id, "chunks": base.chunks, "documents_per_s": round(base.documents / seconds, 1)}


def _ask_all(bases: KnowledgeBases, name: str, asked: list[dict[str, Any]]) -> dict[str, Any]:
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
