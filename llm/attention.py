"""Attention for continuous batching on a CPU: each request looks at its own keys only.

Without flash kernels transformers lays the keys of all requests side by side, multiplies every query with all of them
and masks the rest away. Eight requests then do eight times the work of one for each of them.
"""

from itertools import pairwise
from typing import Any

import torch
from transformers.generation.continuous_batching.cache import FULL_ATTENTION, group_layers_by_attn_type
from transformers.modeling_utils import AttentionInterface

__all__ = ["NAME", "is_suitable", "register"]

NAME = "sancha_per_request"

PLAIN_ATTENTION = frozenset({"glm", "glm4", "llama", "mistral", "phi3", "qwen2", "qwen3"})
"""Architectures whose attention is softmax(q k / scale) v and nothing else: no soft cap, no sinks, no position bias."""


def is_suitable(model: Any) -> bool:
    """Whether this attention computes the same as the model's own, and is faster."""
    config = model.config.get_text_config()
    return (
        model.device.type == "cpu"
        and config.model_type in PLAIN_ATTENTION
        and set(group_layers_by_attn_type(config)) == {FULL_ATTENTION}
    )


def register() -> None:
    """Make the attention known to transformers under NAME; may be called again."""
    AttentionInterface.register(NAME, _attend)


def _attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    cache: Any = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Query, key and value have shape (1, heads, tokens of all requests, head size); so has the output, heads third."""
    key, value = cache.update(key_states=key, value_states=value, layer_idx=module.layer_idx, kwargs=kwargs)
    queries = kwargs["cu_seq_lens_q"].tolist()
    keys = kwargs["cu_seq_lens_k"].tolist()
    heads, size = query.shape[1], query.shape[3]
    output = torch.empty((1, query.shape[2], heads, size), dtype=query.dtype)
    for q_bounds, k_bounds in zip(pairwise(queries), pairwise(keys), strict=True):
        asked, seen = slice(*q_bounds), slice(*k_bounds)
        attended = _one(query[:, :, asked], key[:, :, seen], value[:, :, seen], scaling)
        output[:, asked] = attended.transpose(1, 2)
    return output, None


def _one(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scaling: float | None) -> torch.Tensor:
    """Causal attention of the last tokens of one request; several query heads share one key head."""
    _, heads, length, size = query.shape
    shared = heads // key.shape[1]
    mask = None
    if length > 1:
        seen = torch.ones((length, key.shape[2]), dtype=torch.bool).tril(key.shape[2] - length)
        mask = seen.repeat(shared, 1)
    # Heads that share keys stand below each other as if they were further queries, so that no key is copied for them.
    packed = query.reshape(1, key.shape[1], shared * length, size)
    attended = torch.nn.functional.scaled_dot_product_attention(packed, key, value, attn_mask=mask, scale=scaling)
    return attended.reshape(1, heads, length, size)
