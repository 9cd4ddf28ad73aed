"""Tokens per second of one and of eight clients that stream at once, in one run, so that the machine cancels out.

    python -m tests.bench.bench_generation [--weights FOLDER] [--clients 8] [--tokens 64] [--rounds 3]

Prints one JSON object. `ratio` is the median of the rounds; `own_answers` counts clients whose answer begins as it does
when they ask alone; `steps_after_cancel` is how many steps the engine still took when the only client hung up.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import platformdirs
import psutil

from llm.catalog import load_catalog
from llm.pool import LoadedModel, ModelPool

MODEL = "smollm2-135m-instruct"
TARGET_RATIO = 2.5
SUBJECTS = ["a river", "a lighthouse", "a bridge", "an orchard", "a railway", "a winter", "a violin", "a harbour"]
SAME_BEGINNING = 24
"""Characters that must agree; later ones may differ, since other batches round differently."""


async def ask(model: LoadedModel, question: str, tokens: int) -> tuple[str, int, float]:
    """Answer, tokens, seconds to the first chunk."""
    began = time.perf_counter()
    first = 0.0
    text, used = "", 0
    bound = model.chat.bind(temperature=0.0, max_tokens=tokens)
    async for chunk in bound.astream(question):
        first = first or time.perf_counter() - began
        text += str(chunk.content)
        if chunk.usage_metadata:  # type: ignore[attr-defined]
            used = chunk.usage_metadata["output_tokens"]  # type: ignore[attr-defined]
    return text, used, first


async def throughput(model: LoadedModel, clients: int, tokens: int) -> tuple[float, list[str]]:
    """Tokens per second of all clients together, and their answers."""
    questions = [f"Write a long story about {SUBJECTS[n % len(SUBJECTS)]}." for n in range(clients)]
    began = time.perf_counter()
    answers = await asyncio.gather(*(ask(model, question, tokens) for question in questions))
    seconds = time.perf_counter() - began
    return sum(used for _, used, _ in answers) / seconds, [text for text, _, _ in answers]


async def steps_after_cancel(model: LoadedModel) -> int:
    """Steps that the engine takes after its only client left in the middle of an answer."""
    assert model.local is not None
    engine = model.local.engine
    stream = model.chat.bind(max_tokens=400, temperature=0.0).astream("Count from one to one thousand in words.")
    seen = 0
    async for _ in stream:
        seen += 1
        if seen == 8:
            break
    await stream.aclose()  # type: ignore[attr-defined]
    left = engine.steps
    await asyncio.sleep(2)
    return engine.steps - left


async def first_token_seconds(model: LoadedModel, prompt_tokens: int) -> float:
    """Seconds to the first chunk for a prompt that shares nothing with earlier ones."""
    words = " ".join(f"item {time.perf_counter_ns() % 9973 + n}" for n in range(prompt_tokens))
    question = words
    while model.chat.get_num_tokens(question) > prompt_tokens:
        question = question[: int(len(question) * 0.95)]
    return (await ask(model, question, 4))[2]


async def measure(model: LoadedModel, clients: int, tokens: int, rounds: int) -> dict[str, Any]:
    assert model.local is not None
    await ask(model, "Hello.", 8)  # the first steps of a process are slow
    alone, together, ratios = [], [], []
    answers: list[str] = []
    for _ in range(rounds):
        one, _texts = await throughput(model, 1, tokens)
        many, answers = await throughput(model, clients, tokens)
        alone.append(one)
        together.append(many)
        ratios.append(many / one)
    lone = [
        (await ask(model, f"Write a long story about {SUBJECTS[n % len(SUBJECTS)]}.", 12))[0] for n in range(clients)
    ]
    own = sum(a[:SAME_BEGINNING] == b[:SAME_BEGINNING] for a, b in zip(answers, lone, strict=True))
    ttft = [await first_token_seconds(model, 400) for _ in range(rounds)]
    after_cancel = max([await steps_after_cancel(model) for _ in range(rounds)])
    process = psutil.Process()
    process.cpu_percent()
    await asyncio.sleep(5)
    return {
        "model": MODEL,
        "device": model.local.hardware.device,
        "dtype": model.local.hardware.dtype_name,
        "threads": model.local.threads,
        "clients": clients,
        "tokens_per_s_alone": round(statistics.median(alone), 1),
        "tokens_per_s_together": round(statistics.median(together), 1),
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
        "own_answers": own,
        "first_token_s_400_tokens": round(statistics.median(ttft), 3),
        "steps_after_cancel": after_cancel,
        "idle_cpu_percent": round(process.cpu_percent(), 2),
        "rss_mib": process.memory_info().rss >> 20,
    }


def main() -> int:
    default = os.environ.get("SANCHA_TEST_WEIGHTS") or Path(platformdirs.user_data_dir("sancha", False)) / "weights"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path(default))
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    arguments = parser.parse_args()
    pool = ModelPool(load_catalog(), arguments.weights, default=MODEL, threads=arguments.threads)
    try:
        result = asyncio.run(measure(pool.get(), arguments.clients, arguments.tokens, arguments.rounds))
    finally:
        pool.close()
    print(json.dumps(result))
    good = result["ratio"] >= TARGET_RATIO and result["steps_after_cancel"] <= 1
    return 0 if good and result["own_answers"] == arguments.clients else 1


if __name__ == "__main__":
    sys.exit(main())
