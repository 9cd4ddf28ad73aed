"""Draws the next token of every request in a batch, each with its own temperature, top_p and seed.

transformers' continuous batching samples all requests of a batch alike: greedy or not is one switch, its top-p sorts
the whole vocabulary for everybody, and its random numbers come from one stream. Here the batch is greedy, and the rows
of sampling requests are replaced by rows in which the drawn token is the only possible one.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

import torch
from transformers import LogitsProcessorList
from transformers.generation.continuous_batching.cb_logits_processors import ContinuousBatchingLogitsProcessorList

__all__ = ["Dice", "TokenSampler", "draw"]

NUCLEUS = 1024
"""Tokens looked at first for top_p; sorting 50,000 for every token costs more than it is worth on a CPU."""


@dataclass
class Dice:
    """Temperature, top_p and the random numbers of one request."""

    temperature: float
    top_p: float
    random: Random

    def throw(self) -> float:
        """The next uniform number in [0, 1)."""
        return self.random.random() if self.temperature > 0 else 0.0


class TokenSampler(ContinuousBatchingLogitsProcessorList):
    """Takes the place of a manager's `logit_processor`; requests carry their Dice under the key "dice"."""

    def __init__(self) -> None:
        super().__init__(LogitsProcessorList())
        self.tensors_required = 3
        self.do_processing = True

    def check_kwargs(self, kwargs: dict[str, Any]) -> None:
        """Raise TypeError unless the request carries its dice."""
        if not isinstance(kwargs.get("dice"), Dice):
            raise TypeError("a request needs its dice")

    def fill_defaults(self, int32_tensor: torch.Tensor) -> None:
        """Unused places count as greedy."""
        int32_tensor.zero_()

    def prepare_tensor_args(self, requests_in_batch: list[Any], arg_storage: torch.Tensor) -> torch.Tensor:
        """Write temperature, top_p and a random number of every request that gets a token into `arg_storage`."""
        dice = [r.state.logit_processor_kwargs["dice"] for r in requests_in_batch if r.has_new_token]
        arg_storage[:, : len(requests_in_batch)].zero_()
        if any(die.temperature > 0 for die in dice):
            rows = torch.tensor([[die.temperature, die.top_p, die.throw()] for die in dice], dtype=torch.float32)
            # The storage is int32; the bits are floats.
            arg_storage[:, : len(dice)] = rows.T.contiguous().view(torch.int32).to(arg_storage.device)
        return arg_storage

    def __call__(
        self, input_ids: torch.Tensor, scores: torch.Tensor, logits_processor_args: torch.Tensor
    ) -> torch.Tensor:
        """Scores of shape (requests, vocabulary), in which greedy rows are untouched."""
        temperature, top_p, uniform = logits_processor_args[:, : scores.size(0)].view(torch.float32)
        sampling = temperature > 0
        if scores.device.type != "cpu":
            # No look at the values: that would wait for the GPU, and is impossible while a graph is captured.
            drawn = draw(scores, torch.where(sampling, temperature, 1.0), top_p, uniform, exact=True)
            return torch.where(sampling[:, None], _only(drawn, scores), scores)
        rows = sampling.nonzero()[:, 0]
        if len(rows) > 0:
            drawn = draw(scores[rows], temperature[rows], top_p[rows], uniform[rows])
            scores[rows] = _only(drawn, scores[rows])
        return scores


def draw(
    scores: torch.Tensor,
    temperature: torch.Tensor,
    top_p: torch.Tensor,
    uniform: torch.Tensor,
    exact: bool = False,
) -> torch.Tensor:
    """One token per row of `scores` (rows, vocabulary), by inverting the cumulative distribution at `uniform`.

    With `exact` the whole vocabulary is sorted without looking at values in between.
    """
    probabilities = torch.softmax(scores / temperature[:, None], dim=-1)
    if not exact and bool((top_p >= 1).all()):
        return _invert(probabilities, uniform)
    vocabulary = probabilities.size(-1)
    values, tokens = probabilities.topk(vocabulary if exact else min(NUCLEUS, vocabulary), dim=-1)
    if not exact and bool((values.sum(-1) < top_p).any()):
        values, tokens = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(-1) - values
    nucleus = torch.where(before < top_p[:, None], values, 0.0)
    return tokens.gather(-1, _invert(nucleus, uniform)[:, None])[:, 0]


def _invert(weights: torch.Tensor, uniform: torch.Tensor) -> torch.Tensor:
    cumulative = weights.cumsum(-1)
    index = (cumulative <= (uniform * cumulative[:, -1])[:, None]).sum(-1)
    last = (weights > 0).long().cumsum(-1).argmax(-1)  # rounding may point past the last possible token
    return torch.minimum(index, last)


def _only(tokens: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return torch.full_like(like, float("-inf")).scatter_(-1, tokens[:, None], 0.0)
