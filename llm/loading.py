"""From a weights folder to a running engine."""

import copy
import importlib.util
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm.catalog import ModelSpec
from llm.constrained import ConstrainedSampler
from llm.engine import Engine, EngineLimits
from llm.errors import WeightsError
from llm.hardware import Hardware, calibrate_threads, find_hardware
from llm.scoring import Scorer
from llm.tokenization import load_tokenization

__all__ = ["LoadedEngine", "load_engine", "over_same_weights"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadedEngine:
    """An engine, a scorer and a sampler on the same weights, and what they run on; `threads` is None on a GPU."""

    engine: Engine
    scorer: Scorer
    sampler: ConstrainedSampler
    hardware: Hardware
    threads: int | None


def load_engine(
    spec: ModelSpec,
    folder: Path,
    *,
    device: str | None = None,
    threads: int | None = None,
    limits: EngineLimits | None = None,
) -> LoadedEngine:
    """The engine for a chat model whose safetensors lie in `folder`.

    Without `threads` the best number is found by trying, once. Raises WeightsError when the folder cannot be loaded.
    """
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    hardware = find_hardware(device)
    tokenization = load_tokenization(folder, spec.chat_template_options)
    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=hardware.dtype, attn_implementation=_attention(hardware), local_files_only=True
        )
        model.eval().to(hardware.device)
    except (OSError, ValueError, KeyError, ImportError, torch.OutOfMemoryError) as error:
        raise WeightsError(f"The model {spec.id} in {folder} cannot be loaded: {error}") from error
    used = None
    if hardware.device == "cpu":
        used = threads or calibrate_threads(model)
        torch.set_num_threads(used)
    own_length = getattr(model.config.get_text_config(), "max_position_embeddings", None) or spec.context_length
    context_length = min(spec.context_length, own_length)
    beside = over_same_weights(model)
    scorer = Scorer(beside, tokenization, context_length=context_length)
    sampler = ConstrainedSampler(beside, tokenization, context_length=context_length)
    engine = Engine(model, tokenization, context_length=context_length, limits=limits)
    logger.info("model loaded id=%s device=%s dtype=%s threads=%s", spec.id, hardware.device, hardware.dtype_name, used)
    return LoadedEngine(engine, scorer, sampler, hardware, used)


def over_same_weights(model: Any) -> Any:
    """The model's modules and configuration once more, over the same tensors.

    Continuous batching changes the attention of the model that it runs on; this one computes as it was loaded.
    """
    tensors = {id(tensor): tensor for tensor in [*model.parameters(), *model.buffers()]}
    return copy.deepcopy(model, tensors)


def _attention(hardware: Hardware) -> str:
    """Flash attention where its package is installed; it is never fetched from a hub behind the operator's back."""
    if hardware.device.startswith("cuda") and importlib.util.find_spec("flash_attn") is not None:
        return "flash_attention_2"
    return "sdpa"
