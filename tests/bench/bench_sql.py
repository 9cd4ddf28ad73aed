"""What finding the right tables costs in a database of 300, and how long the prompt about it is.

    python -m tests.bench.bench_sql [--rounds 5]

Prints one JSON object. `link_ms` is the median over questions of the least of the rounds, with the sentence embedder
and everything warm; `first_ms` the first question's, `prompt_tokens` the most that a larger model is shown (three bytes
a token), `found` the share of questions whose table is shown.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from chains.text2sql import EmbeddingCache
from chains.text2sql.decoding.writer import schema_for_writer
from chains.text2sql.linking.linked import link_question
from server.models import SENTENCE_EMBEDDER, Embedders, catalog_of, hub_settings
from server.settings import Settings
from tests.bench.wide_database import QUESTIONS, build
from tools.databases import ReadOnlyDatabase

TARGET_MS = 300.0
TARGET_TOKENS = 4_000
WANTED = ["bakery_invoice", "clinic_inspection", "harbour_contract", "museum_visit", "clinic_inspection",
          "harbour_contract"]  # fmt: skip


def measure(rounds: int) -> dict[str, Any]:
    settings = Settings()
    embedders = Embedders(catalog_of(settings), settings.weights, hub_settings(settings))
    embed = EmbeddingCache(lambda texts: embedders(SENTENCE_EMBEDDER).embed_documents(texts))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.db"
        tables = build(path)
        database = ReadOnlyDatabase("wide", f"sqlite:///{path}")
        database.values()
        began = time.perf_counter()
        link_question(QUESTIONS[0], database, None, embed, None)
        first = (time.perf_counter() - began) * 1000
        times, tokens, found = [], [], 0
        for question, wanted in zip(QUESTIONS, WANTED, strict=True):
            spent = []
            for _ in range(rounds):
                began = time.perf_counter()
                linked = link_question(question, database, None, embed, None)
                spent.append((time.perf_counter() - began) * 1000)
            times.append(min(spent))
            values = database.values()
            samples = {c.id: values.samples(c.table, c.name) for c in linked.schema.columns if c.kind == "text"}
            text = schema_for_writer(database.metadata(), linked.schema, linked.links, samples)
            tokens.append(len(text.encode()) // 3 + 1)
            found += f"TABLE {wanted} " in text
        database.close()
    return {
        "tables": tables,
        "link_ms": round(statistics.median(times), 1),
        "slowest_ms": round(max(times), 1),
        "first_ms": round(first, 1),
        "prompt_tokens": max(tokens),
        "found": round(found / len(QUESTIONS), 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    result = measure(parser.parse_args().rounds)
    print(json.dumps(result))
    return 0 if result["link_ms"] <= TARGET_MS and result["prompt_tokens"] <= TARGET_TOKENS else 1


if __name__ == "__main__":
    sys.exit(main())
