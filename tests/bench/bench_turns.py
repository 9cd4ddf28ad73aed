"""A thread of 1,000 turns: do its turns grow slower, its files fatter, its process larger?

    python -m tests.bench.bench_turns [--turns 1000] [--early 50]

Real services on a fresh data folder with the demo; questions of both languages go down the database and the knowledge
road. Prints one JSON object. At the end turns of the long thread alternate with turns of one that is `early` turns
old, so that a busy machine slows both alike: `time_ratio` is the median of their ratios. `bytes_ratio` compares what a
turn adds to the databases (write-ahead logs folded in) at the end and at the beginning, `memory_ratio` resident memory.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil

from server.demo.questions import questions
from server.services import Services, open_services
from server.settings import Settings
from server.turns import Turns

LIMIT_TIME, LIMIT_BYTES, LIMIT_MEMORY = 1.10, 1.10, 1.05
PAIRS = 60
CAUSES = (("lightning", "雷击"), ("storm", "大风暴雨"), ("tree contact", "树木碰线"), ("icing", "覆冰"))
REGIONS = (("Riverside", "临江区"), ("East Harbor", "东港区"), ("Stonebridge", "石桥区"), ("North Ridge", "北岭区"))
MONTHS = "January February March April May June July August September October November December".split()


def asked() -> Iterator[dict[str, str]]:
    """Questions without end, four to a round: English and Chinese figures, no two alike, and two on documents."""
    documents = itertools.cycle(
        [entry["question"] for language in ("en", "zh") for entry in questions()["knowledge"][language]]
    )
    figures = itertools.product((2023, 2024, 2025), range(12), CAUSES, REGIONS)
    for year, month, cause, region in itertools.cycle(figures):
        english = f"How many outages did {cause[0]} cause in {region[0]} in {MONTHS[month]} {year}?"
        yield {"question": english, "route": "database"}
        yield {"question": next(documents), "route": "knowledge"}
        yield {"question": f"{year}年{month + 1}月{region[1]}因{cause[1]}停电多少次？", "route": "database"}
        yield {"question": next(documents), "route": "auto"}


async def seconds_of(services: Services, thread: str, question: dict[str, str]) -> float:
    """How long one turn takes, from question to stored answer."""
    began = time.perf_counter()
    total: Any = None
    async for part in Turns(lambda: services).stream(question, {"configurable": {"thread_id": thread}}):
        total = part if total is None else total + part
    assert total["answer"], question
    return time.perf_counter() - began


def bytes_on_disk(home: Path) -> int:
    """Bytes of the two databases that turns are written to, once their write-ahead logs are folded in."""
    for name in ("sancha.db", "checkpoints.db"):
        with closing(sqlite3.connect(home / name, timeout=30)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for name in ("sancha.db", "checkpoints.db") for path in home.glob(f"{name}*"))


def resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


async def measure(services: Services, turns: int, early: int) -> dict[str, Any]:
    await services.readiness.done.wait()
    services.require_ready()
    home = services.settings.home
    ask = asked()
    young, old = services.threads.create()["id"], services.threads.create()["id"]
    for _ in range(early):
        await seconds_of(services, young, next(ask))
    sizes, memory, times = [bytes_on_disk(home)], [resident()], []
    for number in range(1, turns + 1):
        times.append(await seconds_of(services, old, next(ask)))
        if number % early == 0:
            sizes.append(bytes_on_disk(home))
            memory.append(resident())
    ratios = [
        await _ratio(services, young, old, question, n) for n, question in enumerate(itertools.islice(ask, PAIRS))
    ]
    added = [(after - before) / early for before, after in itertools.pairwise(sizes)]
    # pages and a garbage collector make single windows jump: three each
    first, last = statistics.mean(added[1:4]), statistics.mean(added[-3:])
    return {
        "turns": turns,
        "turn_ms": round(statistics.median(times) * 1000, 1),
        "time_ratio": round(statistics.median(ratios), 3),
        "bytes_per_turn": round(last),
        "bytes_ratio": round(last / first, 3),
        "resident_mib": memory[-1] >> 20,
        "memory_ratio": round(memory[-1] / memory[1], 3),
        "windows": {"bytes_per_turn": [round(a) for a in added], "resident_mib": [m >> 20 for m in memory]},
        "checkpoint_rows": _rows(home / "checkpoints.db"),
    }


async def _ratio(services: Services, young: str, old: str, question: dict[str, str], number: int) -> float:
    """Seconds of a turn in the old thread to those in the young one; which is first alternates."""
    if number % 2:
        first = await seconds_of(services, old, question)
        return first / await seconds_of(services, young, question)
    first = await seconds_of(services, young, question)
    return await seconds_of(services, old, question) / first


def _rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("checkpoints", "writes")
        }


async def _main(turns: int, early: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="sancha-bench-") as home:
        async with open_services(Settings(home=Path(home), weights_dir=Settings().weights)) as services:
            return await measure(services, turns, early)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--early", type=int, default=50)
    arguments = parser.parse_args()
    result = asyncio.run(_main(arguments.turns, arguments.early))
    print(json.dumps(result))
    good = (
        result["time_ratio"] <= LIMIT_TIME
        and result["bytes_ratio"] <= LIMIT_BYTES
        and result["memory_ratio"] <= LIMIT_MEMORY
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
