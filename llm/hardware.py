"""What this machine computes with: device, number type, threads."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    import torch

__all__ = ["Hardware", "calibrate_threads", "find_hardware"]

logger = logging.getLogger(__name__)

CALIBRATION_S = 3.0
"""Calibration stops after about this long."""
TRIALS = 3
CALIBRATION_TOKENS = 8
"""Tokens in one trial step: between a lone request and a full batch."""


@dataclass(frozen=True)
class Hardware:
    """Device ("cpu" or "cuda") and number type for weights and cache."""

    device: str
    dtype: "torch.dtype"

    @property
    def dtype_name(self) -> str:
        """For example "bfloat16"."""
        return str(self.dtype).removeprefix("torch.")


def find_hardware(device: str | None = None) -> Hardware:
    """CUDA when present; bf16 where the chip multiplies it, else fp32.

    A CPU without AVX512-BF16 or AMX only emulates bf16: measured, eight requests at once are then slower than in fp32.
    """
    import torch

    chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if chosen.startswith("cuda"):
        native = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        abilities: Mapping[str, Any] = torch.cpu.get_capabilities()
        native = bool(abilities.get("avx512_bf16") or abilities.get("amx_bf16") or abilities.get("bf16"))
    return Hardware(chosen, torch.bfloat16 if native else torch.float32)


def calibrate_threads(model: Any) -> int:
    """Set the number of threads that a step of this model runs fastest with, and return it.

    More is not always better: on shared or virtual cores two threads can be far slower than one.
    """
    import torch

    tokens = torch.zeros((1, CALIBRATION_TOKENS), dtype=torch.long)
    cores = psutil.cpu_count(logical=False) or 1
    began = time.perf_counter()
    timings: dict[int, float] = {}
    for threads in _candidates(cores):
        torch.set_num_threads(threads)
        timings[threads] = min(_step_seconds(model, tokens) for _ in range(TRIALS))
        # On a busy machine the first number tried may be the worst by far, so there is always a second one.
        if len(timings) > 1 and time.perf_counter() - began > CALIBRATION_S:
            break
    best = min(timings, key=lambda threads: timings[threads])
    torch.set_num_threads(best)
    seconds = {threads: round(duration, 4) for threads, duration in timings.items()}
    logger.info("threads calibrated chosen=%d seconds_per_step=%s", best, seconds)
    return best


def _candidates(cores: int) -> list[int]:
    counts = [1]
    while counts[-1] * 2 < cores:
        counts.append(counts[-1] * 2)
    return sorted({*counts, cores}, reverse=True)


def _step_seconds(model: Any, tokens: "torch.Tensor") -> float:
    import torch

    began = time.perf_counter()
    with torch.inference_mode():
        model(input_ids=tokens, use_cache=False)
    return time.perf_counter() - began
