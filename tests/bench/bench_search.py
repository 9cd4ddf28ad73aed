"""Searching a large base: BM25 against a bare scan, fused against dense alone, latencies, and adding one document.

The chunks are sentences of the demo's handbooks and of a small grammar, recombined, with names and numbers of a Zipf
tail; their vectors are real vectors of such sentences plus noise. So the latencies are those of a real base of that
size; finding is measured by the evaluations. The query's embedding is real and counted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import KnowledgeBases
from knowledge.index.searched_versions import searched_versions
from knowledge.index.terms import TermEntry
from knowledge.index.vectors import VectorEntry
from knowledge.language.tokenization import Segmenter
from knowledge.records import Base, BaseRecord, ChunkRecord, DocumentRecord
from llm.catalog import load_catalog
from llm.hubs import HubSettings
from server.models import Embedders, Rerankers
from server.persistence.engine import open_engine

BASE = "large"
CHUNKS_A_DOCUMENT = 100
SENTENCES_A_CHUNK = 6
UPSERT = 4000
TERMS_P95_MS, FUSED_P95_MS, ADD_S, SCAN_RATIO = 20.0, 60.0, 2.0, 10.0
NEW = "# Switching order 4711\n\nThe switching order 4711 for feeder Ostrava is signed by the shift engineer.\n"

SUBJECTS = """the transformer|the duty engineer|a maintenance crew|the control room|each feeder|the relay protection|
the diesel generator|the cooling pump|the battery bank|a contractor|the safety officer|the metering point""".split("|")
VERBS = """is inspected by|reports to|must be switched off before|is replaced together with|may not exceed|
is calibrated against|shares its budget with|is documented in|waits for the approval of|is tested after""".split("|")
OBJECTS = """the substation manager|the annual outage plan|the busbar temperature limit|the insurance contract|
a second operator|the emergency procedure|the northern region|the spare part store|the load forecast""".split("|")


def sentences(rng: random.Random) -> Iterator[str]:
    def pick(words: list[str]) -> str:
        return rng.choice(words).strip()

    while True:
        code = int(rng.paretovariate(0.6)) % 1_000_000
        yield f"{pick(SUBJECTS).capitalize()} {pick(VERBS)} {pick(OBJECTS)} under rule {code}."


def questions(rng: random.Random, number: int) -> list[str]:
    return [
        f"When is {rng.choice(SUBJECTS).strip()} {rng.choice(OBJECTS).strip()} rule {rng.randrange(60)}?"
        for _ in range(number)
    ]


def fill(bases: KnowledgeBases, engine: Any, embed: Callable[[list[str]], list[list[float]]], chunks: int) -> float:
    """Store the chunks past the embedder: a first document makes the version, the others go straight to the stores."""
    rng, noise = random.Random(7), np.random.default_rng(7)
    source = sentences(rng)
    bases.create(BASE, embedding="bge-small-en-v1.5")
    bases.run_job(bases.add_document(BASE, "first.txt", next(source).encode()).id)
    real = np.asarray(embed([next(source) for _ in range(512)]), dtype=np.float32)
    start = time.perf_counter()
    with Session(engine) as session:
        base_id = session.scalars(select(BaseRecord.id).where(BaseRecord.name == BASE)).one()
    [version] = searched_versions(engine, [base_id])
    entries: list[TermEntry] = []
    for first in range(0, chunks, UPSERT):
        batch = [_chunk(number, source) for number in range(first, min(first + UPSERT, chunks))]
        _save(engine, base_id, version.id, batch)
        vectors = real[noise.integers(0, len(real), len(batch))]
        vectors = vectors + noise.standard_normal(vectors.shape, dtype=np.float32) * 0.7 / np.sqrt(vectors.shape[1])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for position in range(0, len(batch), CHUNKS_A_DOCUMENT):
            part = batch[position : position + CHUNKS_A_DOCUMENT]
            bases._vectors.upsert(
                version.id,
                [VectorEntry(entry.document_id, entry.chunk_id, 0) for entry in part],
                vectors[position : position + CHUNKS_A_DOCUMENT].tolist(),
            )
        entries += batch
    bases._terms.build(version.id, entries)
    return time.perf_counter() - start


def _chunk(number: int, source: Iterator[str]) -> TermEntry:
    text = " ".join(next(source) for _ in range(SENTENCES_A_CHUNK))
    chunk_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"chunk {number}"))
    return TermEntry(f"document-{number // CHUNKS_A_DOCUMENT}", chunk_id, "", text)


def _save(engine: Any, base_id: str, version_id: str, batch: list[TermEntry]) -> None:
    with Session(engine) as session, session.begin():
        for document_id in dict.fromkeys(entry.document_id for entry in batch):
            session.add(
                DocumentRecord(
                    id=document_id,
                    base_id=base_id,
                    name=f"{document_id}.txt",
                    sha256=document_id,
                    size=1,
                    status="ready",
                    chunks=CHUNKS_A_DOCUMENT,
                )
            )
        session.flush()
        session.add_all(
            ChunkRecord(
                version_id=version_id,
                id=entry.chunk_id,
                document_id=entry.document_id,
                ordinal=number,
                start=0,
                end=len(entry.text),
                text=entry.text,
                sentences=[[0, len(entry.text)]],
                windows=1,
            )
            for number, entry in enumerate(batch)
        )


def timed(work: Callable[[str], object], asked: list[str]) -> list[float]:
    """Milliseconds of each call."""
    taken = []
    for question in asked:
        start = time.perf_counter()
        work(question)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def measure(weights: Path, home: Path, chunks: int, number: int) -> dict[str, Any]:
    catalog = load_catalog()
    embedders = Embedders(catalog, weights, HubSettings())
    engine = open_engine(home / "sancha.db")
    Base.metadata.create_all(engine)
    bases = KnowledgeBases(engine, home / "knowledge", embedders, rerankers=Rerankers(catalog, weights), rerank_ms=30.0)
    embedder = embedders("bge-small-en-v1.5")
    filled_s = fill(bases, engine, embedder.embed_documents, chunks)
    rng = random.Random(3)
    asked = questions(rng, number)
    timed(lambda question: bases.search(question, [BASE]), questions(rng, 10))

    embedding = timed(embedder.embed_query, asked)
    [version] = _versions(engine)
    terms = timed(lambda question: bases._terms.search(version.id, question, 100), asked)
    scan = _scan(engine, asked[: max(number // 20, 3)])
    by_mode = {
        mode: timed(lambda question, mode=mode: bases.search(question, [BASE], mode=mode), asked)  # type: ignore[misc]
        for mode in ("dense", "terms", "fused")
    }
    start = time.perf_counter()
    bases.run_job(bases.add_document(BASE, "order.md", NEW.encode()).id)
    found = bases.search("Who signs switching order 4711?", [BASE], k=3)
    added = time.perf_counter() - start
    bases.close()
    engine.dispose()
    return {
        "chunks": chunks,
        "filled_s": round(filled_s, 1),
        "terms_index_mb": round(_size(home / "knowledge" / "terms") / 1e6, 1),
        "embed_query_p50_ms": _percentile(embedding, 50),
        "bm25_p50_ms": _percentile(terms, 50),
        "bm25_p95_ms": _percentile(terms, 95),
        "scan_over_bm25": round(statistics.median(scan) / statistics.median(terms), 1),
        "fused_over_dense": round(statistics.median(by_mode["fused"]) / statistics.median(by_mode["dense"]), 2),
        "search_p50_ms": {mode: _percentile(taken, 50) for mode, taken in by_mode.items()},
        "search_p95_ms": {mode: _percentile(taken, 95) for mode, taken in by_mode.items()},
        "add_document_s": round(added, 2),
        "added_is_found": any(passage.document == "order.md" for passage in found),
    }


def _versions(engine: Any) -> list[Any]:
    with Session(engine) as session:
        return list(searched_versions(engine, list(session.scalars(select(BaseRecord.id)))))


def _scan(engine: Any, asked: list[str]) -> list[float]:
    """What keyword search costs without an index: every chunk is read and its words are counted."""
    segmenter = Segmenter()

    def work(question: str) -> int:
        wanted = set(segmenter.terms(question))
        with Session(engine) as session:
            texts = session.scalars(select(ChunkRecord.text).execution_options(yield_per=10_000))
            return sum(len(wanted & set(text.lower().split())) for text in texts)

    return timed(work, asked)


def _percentile(taken: list[float], percent: int) -> float:
    return round(float(np.percentile(taken, percent)), 2)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    default = os.environ.get("SANCHA_TEST_WEIGHTS") or Path(platformdirs.user_data_dir("sancha", False)) / "weights"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path(default))
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sancha-bench-") as home:
        result = measure(arguments.weights, Path(home), arguments.chunks, arguments.questions)
    print(json.dumps(result))
    good = (
        result["bm25_p95_ms"] < TERMS_P95_MS
        and result["search_p95_ms"]["fused"] < FUSED_P95_MS
        and result["add_document_s"] < ADD_S
        and (result["scan_over_bm25"] > SCAN_RATIO or arguments.chunks < 10_000)
        and result["added_is_found"]
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
