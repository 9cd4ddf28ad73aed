"""Asks the questions of the text-to-SQL sets without a model, as the smallest tier does, and compares rows with
the accepted queries'.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chains.sql import EmbeddingCache, answer_question
from chains.sql.linking import Embed
from server.models import SENTENCE_EMBEDDER, Embedders, catalog_of, hub_settings
from server.settings import Settings
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError
from tools.limits import QueryLimits

_LIMITS = QueryLimits(seconds=10, rows=50_000, result_bytes=64 * 1024 * 1024)


def evaluate(data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Return for each set and language n, execution_accuracy, executable, answered, p50_ms and p95_ms;

    and their mean accuracy.
    """
    embed = _embedder()
    report: dict[str, Any] = {}
    for questions in sorted((data_dir / "text2sql").glob("*/questions.jsonl")):
        rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
        rows = rows if limit is None else rows[:: max(1, len(rows) // limit)][:limit]
        report |= _evaluate_set(questions.parent, rows, embed)
    return report | {"mean_accuracy": round(statistics.mean(r["execution_accuracy"] for r in report.values()), 4)}


def _evaluate_set(folder: Path, rows: Sequence[dict[str, Any]], embed: Embed) -> dict[str, Any]:
    databases: dict[str, ReadOnlyDatabase] = {}
    results: dict[str, list[tuple[bool, bool, float]]] = defaultdict(list)
    for row in rows:
        path = folder / "database" / f"{row['db_id']}.sqlite"
        if row["db_id"] not in databases:
            database = databases[row["db_id"]] = ReadOnlyDatabase(row["db_id"], f"sqlite:///{path}", _LIMITS)
            database.values()
        started = time.perf_counter()
        got: list[list[Any]] | None = None
        try:
            answer = asyncio.run(answer_question(row["question"], databases[row["db_id"]], embed=embed))
            got = answer.rows if answer is not None else None
        except DatabaseError:
            pass
        milliseconds = (time.perf_counter() - started) * 1000
        right = got is not None and any(_same(got, _gold(path, sql), sql) for sql in row["sql"])
        results[f"{folder.name}_{row['lang']}"].append((right, got is not None, milliseconds))
    for database in databases.values():
        database.close()
    return {name: _summary(found) for name, found in results.items()}


def _summary(found: Sequence[tuple[bool, bool, float]]) -> dict[str, Any]:
    times = sorted(ms for *_, ms in found)
    return {
        "n": len(found),
        "execution_accuracy": round(sum(right for right, *_ in found) / len(found), 4),
        "executable": round(sum(ran for _, ran, _ in found) / len(found), 4),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
    }


def _gold(path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _same(got: Sequence[Sequence[Any]], gold: Sequence[Sequence[Any]], sql: str) -> bool:
    """Equal rows: column order inside a row never counts, row order only where the accepted query orders."""
    one, other = [_row(r) for r in got], [_row(r) for r in gold]
    return one == other if " order by " in f" {sql.lower()} " else sorted(one) == sorted(other)


def _row(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(sorted(_cell(cell) for cell in row))


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    try:
        return f"{float(cell):.6g}"
    except (TypeError, ValueError):
        return str(cell)


def _embedder() -> Embed:
    settings = Settings()
    embedders = Embedders(catalog_of(settings), settings.weights, hub_settings(settings))
    return EmbeddingCache(lambda texts: embedders(SENTENCE_EMBEDDER).embed_documents(texts))
