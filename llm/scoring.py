"""How likely a model finds texts that somebody else wrote: log P of each, many in one batch."""

import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llm.tokenization import Tokenization

__all__ = ["Likelihood", "Scorer"]

CPU_STEP_TOKENS, GPU_STEP_TOKENS = 256, 8192
"""Padded tokens computed at once; between two steps the time and the caller's wish to stop are looked at."""
KEPT_PREFIXES = 4
LEAST_COMMON = 8
"""Shorter common beginnings of the contexts are computed once for each of them."""


@dataclass(frozen=True)
class Likelihood:
    """The natural logarithm of a continuation's probability, and the tokens over which it is summed."""

    log_probability: float
    tokens: int


class Scorer:
    """Scores continuations on the weights of a model that may be generating at the same time.

    All methods may be called from any thread; calls are computed one after the other.
    """

    def __init__(self, model: Any, tokenization: Tokenization, *, context_length: int) -> None:
        """`model` is a transformers causal language model that no engine runs on."""
        self._model = model
        self._tokenization = tokenization
        self._context_length = context_length
        self._step_tokens = CPU_STEP_TOKENS if model.device.type == "cpu" else GPU_STEP_TOKENS
        self._turn = threading.Lock()
        self._prefixes: OrderedDict[tuple[int, ...], Any] = OrderedDict()

    def score(
        self,
        shared: str,
        pairs: Sequence[tuple[str, str]],
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> list[Likelihood]:
        """log P(continuation | shared, context) of each (context, continuation) in `pairs`.

        What is `shared` by all is computed once and remembered for further calls. The list ends early when `seconds`
        have passed or `stopped()` says so: then it holds the first pairs only; it is empty when one of them does not
        fit into the model's context. Contexts must not be empty.
        """
        if not pairs:
            return []
        until = None if seconds is None else time.monotonic() + seconds
        prefix = self._tokenization.encode(shared) if shared else []
        contexts = [self._tokenization.encode(context) for context, _ in pairs]
        continuations = [self._tokenization.encode(continuation) for _, continuation in pairs]
        if not self._fits(prefix, contexts, continuations):
            return []
        if not self._turn.acquire(timeout=-1 if seconds is None else seconds):
            return []
        try:
            return self._scored(prefix, contexts, continuations, until, stopped)
        finally:
            self._turn.release()

    def _fits(self, prefix: list[int], contexts: list[list[int]], continuations: list[list[int]]) -> bool:
        if not all(contexts):
            raise ValueError("a context must have at least one token")
        longest = len(prefix) + max(len(c) + len(t) for c, t in zip(contexts, continuations, strict=True))
        return longest <= self._context_length

    def _scored(
        self,
        prefix: list[int],
        contexts: list[list[int]],
        continuations: list[list[int]],
        until: float | None,
        stopped: Callable[[], bool] | None,
    ) -> list[Likelihood]:
        import torch

        found: list[Likelihood] = []
        with torch.inference_mode():
            known = self._prefix(prefix)
            common = _common(contexts) if len(contexts) > 1 else 0
            if common >= LEAST_COMMON:
                known = self._read(contexts[0][:common], known)
                contexts = [context[common:] for context in contexts]
            while len(found) < len(contexts):
                if (until is not None and time.monotonic() >= until) or (stopped is not None and stopped()):
                    break
                step = slice(len(found), len(found) + self._fitting(contexts, continuations, len(found)))
                found.extend(self._step(known, contexts[step], continuations[step]))
        return found

    def _prefix(self, tokens: list[int]) -> Any:
        """Keys and values of a prefix; None for the empty one."""
        if not tokens:
            return None
        key = tuple(tokens)
        if key not in self._prefixes:
            self._prefixes[key] = self._read(tokens, None)
            while len(self._prefixes) > KEPT_PREFIXES:
                self._prefixes.popitem(last=False)
        self._prefixes.move_to_end(key)
        return self._prefixes[key]

    def _read(self, tokens: list[int], known: Any) -> Any:
        import torch

        ids = torch.tensor([tokens], device=self._model.device)
        output = self._model(input_ids=ids, past_key_values=copy.deepcopy(known), use_cache=True, logits_to_keep=1)
        return output.past_key_values

    def _fitting(self, contexts: list[list[int]], continuations: list[list[int]], start: int) -> int:
        """How many pairs from `start` on make one step."""
        longest = 0
        for number, pair in enumerate(zip(contexts[start:], continuations[start:], strict=True)):
            longest = max(longest, sum(map(len, pair)))
            if number > 0 and longest * (number + 1) > self._step_tokens:
                return number
        return len(contexts) - start

    def _step(self, known: Any, contexts: list[list[int]], continuations: list[list[int]]) -> list[Likelihood]:
        import torch

        rows = [context + continuation for context, continuation in zip(contexts, continuations, strict=True)]
        width = max(map(len, rows))
        past = 0 if known is None else known.get_seq_length()
        ids = torch.zeros((len(rows), width), dtype=torch.long)
        mask = torch.zeros((len(rows), past + width), dtype=torch.long)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : past + len(tokens)] = 1
        ids, mask = ids.to(self._model.device), mask.to(self._model.device)
        known = copy.deepcopy(known)
        if known is not None:
            known.batch_repeat_interleave(len(rows))
        kept = width - min(map(len, contexts)) + 1
        output = self._model(
            input_ids=ids,
            attention_mask=mask,
            past_key_values=known,
            use_cache=known is not None,
            logits_to_keep=kept,
        )
        found = []
        for row, (context, continuation) in enumerate(zip(contexts, continuations, strict=True)):
            first = len(context) - 1 - (width - kept)
            logits = output.logits[row, first : first + len(continuation)].float().log_softmax(-1)
            told = ids[row, len(context) : len(context) + len(continuation)]
            chosen = logits.gather(-1, told[:, None])
            found.append(Likelihood(float(chosen.sum()), len(continuation)))
        return found


def _common(contexts: list[list[int]]) -> int:
    """Tokens with which all contexts begin; at least one of each is left over."""
    most = min(map(len, contexts)) - 1
    first = contexts[0]
    return next((i for i in range(most) if any(context[i] != first[i] for context in contexts)), max(most, 0))
