"""Asks the questions of the text-to-SQL sets as the smallest tier does, the bundled model scoring candidates in the
languages that it speaks, and compares rows with the accepted queries'.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chains.text2sql import EmbeddingCache, Example, SqlAnswer, answer_question
from knowledge.language.embedding import Embed
from llm.pool import LoadedModel, ModelPool
from server.models import SENTENCE_EMBEDDER, Embedders, catalog_of, hub_settings
from server.settings import Settings
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseError
from tools.limits import QueryLimits

_LIMITS = QueryLimits(seconds=10, rows=50_000, result_bytes=64 * 1024 * 1024)


def evaluate(data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Return for each set and language n, execution_accuracy, executable, p50_ms and p95_ms, and their mean accuracy.

    `with_examples` is the accuracy when the other half of the set (seeded, both languages) has become examples,
    `with_other_examples` the same without those whose query is an accepted one of the question asked.
    """
    embed = _embedder()
    settings = Settings()
    pool = ModelPool(catalog_of(settings), settings.weights, default=settings.model)
    try:
        return _evaluate(data_dir, limit, embed, pool.get())
    finally:
        pool.close()


def _evaluate(data_dir: Path, limit: int | None, embed: Embed, model: LoadedModel) -> dict[str, Any]:
    report: dict[str, Any] = {}
    for questions in sorted((data_dir / "text2sql").glob("*/questions.jsonl")):
        rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
        rows = rows if limit is None else rows[:: max(1, len(rows) // limit)][:limit]
        report |= _evaluate_set(questions.parent, rows, embed, model)
    return report | {"mean_accuracy": round(statistics.mean(r["execution_accuracy"] for r in report.values()), 4)}


def _evaluate_set(folder: Path, rows: Sequence[dict[str, Any]], embed: Embed, model: LoadedModel) -> dict[str, Any]:
    asker = _Asker(folder, embed, model)
    halves = random.Random(4).sample([number % 2 for number in range(len(rows))], len(rows))
    results: dict[str, list[_Result]] = defaultdict(list)
    for row, half in zip(rows, halves, strict=True):
        solved = [
            Example(other["question"], other["sql"][0])
            for other, its_half in zip(rows, halves, strict=True)
            if its_half != half and other["db_id"] == row["db_id"]
        ]
        accepted = {_squeezed(sql) for sql in row["sql"]}
        others = [example for example in solved if _squeezed(example.sql) not in accepted]
        plain, ran, noticed, milliseconds = asker.ask(row, [])
        taught, _, _, taught_ms = asker.ask(row, solved)
        by_others = taught if len(others) == len(solved) else asker.ask(row, others)[0]
        results[f"{folder.name}_{row['lang']}"].append(
            _Result(plain, ran, noticed, milliseconds, taught, by_others, taught_ms)
        )
    asker.close()
    return {name: _summary(found) for name, found in results.items()}


class _Asker:
    """The databases of one set, and whether their answers are right."""

    def __init__(self, folder: Path, embed: Embed, model: LoadedModel) -> None:
        self._folder = folder
        self._embed = embed
        self._languages = model.spec.languages
        self._score = model.local.scorer.score if model.local else None
        self._open: dict[str, ReadOnlyDatabase] = {}

    def ask(self, row: dict[str, Any], examples: Sequence[Example]) -> tuple[bool, bool, bool, float]:
        """Whether the answer is right, whether there was one, whether it has a notice, and its milliseconds."""
        path = self._folder / "database" / f"{row['db_id']}.sqlite"
        if row["db_id"] not in self._open:
            self._open[row["db_id"]] = ReadOnlyDatabase(row["db_id"], f"sqlite:///{path}", _LIMITS)
            self._open[row["db_id"]].values()
        database = self._open[row["db_id"]]
        started = time.perf_counter()
        got: list[list[Any]] | None = None
        notice = ""
        try:
            score = self._score if row["lang"] in self._languages else None
            answer = asyncio.run(
                answer_question(row["question"], database, score=score, embed=self._embed, examples=examples)
            )
            got = answer.rows if isinstance(answer, SqlAnswer) else None
            notice = answer.notice if isinstance(answer, SqlAnswer) else ""
        except DatabaseError:
            pass
        milliseconds = (time.perf_counter() - started) * 1000
        right = got is not None and any(_same(got, _gold(path, sql), sql) for sql in row["sql"])
        return right, got is not None, bool(notice), milliseconds

    def close(self) -> None:
        for database in self._open.values():
            database.close()


@dataclass(frozen=True)
class _Result:
    right: bool
    ran: bool
    noticed: bool
    milliseconds: float
    taught: bool
    taught_by_others: bool
    taught_milliseconds: float


def _summary(found: Sequence[_Result]) -> dict[str, Any]:
    times = sorted(r.milliseconds for r in found)
    count = len(found)
    return {
        "n": count,
        "execution_accuracy": round(sum(r.right for r in found) / count, 4),
        "executable": round(sum(r.ran for r in found) / count, 4),
        "silently_wrong": round(sum(r.ran and not r.right and not r.noticed for r in found) / count, 4),
        "noticed": round(sum(r.noticed for r in found) / count, 4),
        "with_examples": round(sum(r.taught for r in found) / count, 4),
        "with_other_examples": round(sum(r.taught_by_others for r in found) / count, 4),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "with_examples_p50_ms": round(statistics.median(r.taught_milliseconds for r in found), 1),
    }


def _squeezed(sql: str) -> str:
    return "".join(sql.casefold().split()).rstrip(";")


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
