"""Samples texts that follow a grammar, several at once, from a model that may be generating at the same time."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from llm.tokenization import Tokenization

__all__ = ["ConstrainedSampler"]

logger = logging.getLogger(__name__)

CPU_STEP_TOKENS, GPU_STEP_TOKENS = 256, 8192
"""Tokens of a prompt read at once; between two steps the time and the caller's wish to stop are looked at."""
GRAMMAR_BYTES = 400_000
LEXER_FUEL, STEP_FUEL, STEP_ITEMS = 300_000, 100_000, 20_000
"""What a grammar may cost to compile and at each token, so that no schema holds the model up (llguidance's units)."""


class ConstrainedSampler:
    """Decodes under a grammar on the weights of a model; all methods may be called from any thread.

    A mask from llguidance leaves the tokens with which the text can still follow the grammar. Calls are computed one
    after the other, the samples of one call together.
    """

    def __init__(self, model: Any, tokenization: Tokenization, *, context_length: int) -> None:
        """`model` is a transformers causal language model that no engine runs on."""
        self._model = model
        self._tokenization = tokenization
        self._context_length = context_length
        self._step_tokens = CPU_STEP_TOKENS if model.device.type == "cpu" else GPU_STEP_TOKENS
        self._turn = threading.Lock()

    def sample(
        self,
        messages: Sequence[Mapping[str, str]],
        grammar: str,
        count: int,
        *,
        temperature: float = 0.8,
        max_tokens: int = 160,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
        seed: int | None = None,
    ) -> list[str]:
        """Up to `count` answers to the conversation, each a whole text of `grammar` (llguidance's Lark dialect).

        The first is the likeliest at each token, the others are drawn. Those that are not whole after `max_tokens`,
        after `seconds`, or when `stopped()` says so, are left out; there are none of a grammar that cannot be compiled
        within bounds, and none when the conversation does not fit into the model's context.
        """
        until = None if seconds is None else time.monotonic() + seconds

        def over() -> bool:
            return (until is not None and time.monotonic() >= until) or (stopped is not None and stopped())

        prompt = self._tokenization.encode_chat(messages)
        if len(prompt) + max_tokens > self._context_length:
            logger.warning("prompt not sampled tokens=%d most=%d", len(prompt), self._context_length - max_tokens)
            return []
        matcher = self._matcher(grammar)
        if matcher is None or not self._turn.acquire(timeout=-1 if seconds is None else seconds):
            return []
        try:
            return self._sampled(
                prompt, [matcher.deep_copy() for _ in range(count)], temperature, max_tokens, over, seed
            )
        finally:
            self._turn.release()

    @cached_property
    def _vocabulary(self) -> Any:
        from llguidance.hf import from_tokenizer

        size = self._model.get_input_embeddings().num_embeddings
        return from_tokenizer(self._tokenization.tokenizer, n_vocab=size)

    def _matcher(self, grammar: str) -> Any:
        """What follows a text along the grammar; None, and a line in the log, when that would cost too much."""
        from llguidance import LLMatcher, LLParserLimits

        size = len(grammar.encode())
        if size > GRAMMAR_BYTES:
            logger.warning("grammar not used bytes=%d most=%d", size, GRAMMAR_BYTES)
            return None
        limits = LLParserLimits(initial_lexer_fuel=LEXER_FUEL, step_lexer_fuel=STEP_FUEL, step_max_items=STEP_ITEMS)
        matcher = LLMatcher(self._vocabulary, grammar, log_level=0, limits=limits)
        if matcher.is_error():
            logger.warning("grammar not used bytes=%d reason=%s", size, matcher.get_error().splitlines()[0])
            return None
        return matcher

    def _sampled(
        self,
        prompt: list[int],
        matchers: list[Any],
        temperature: float,
        max_tokens: int,
        over: Callable[[], bool],
        seed: int | None,
    ) -> list[str]:
        import torch

        random = Random(seed)  # noqa: S311 - sampling, not secrets
        texts: dict[int, list[int]] = {row: [] for row in range(len(matchers))}
        done: list[int] = []
        with torch.inference_mode():
            output = self._read(prompt, over)
            if output is None:
                return []
            known, rows = output.past_key_values, list(texts)
            known.batch_repeat_interleave(len(rows))
            logits = output.logits[:, -1].expand(len(rows), -1)
            for _ in range(max_tokens):
                tokens = self._next([matchers[row] for row in rows], logits.float(), rows, temperature, random)
                kept = []
                for place, (row, token) in enumerate(zip(rows, tokens, strict=True)):
                    matcher = matchers[row]
                    if not matcher.consume_token(token) or matcher.is_error():
                        continue
                    ended = matcher.is_stopped()
                    if not (ended and token in self._vocabulary.eos_tokens):
                        texts[row].append(token)
                    if ended:
                        done.append(row)
                    else:
                        kept.append(place)
                if not kept or over():
                    break
                if len(kept) < len(rows):
                    known.batch_select_indices(torch.tensor(kept, device=self._model.device))
                fed = torch.tensor([[tokens[place]] for place in kept], device=self._model.device)
                rows = [rows[place] for place in kept]
                output = self._model(input_ids=fed, past_key_values=known, use_cache=True)
                logits = output.logits[:, -1]
        return [self._tokenization.decode(texts[row]) for row in sorted(done)]

    def _read(self, prompt: list[int], over: Callable[[], bool]) -> Any:
        """The model's output at the prompt's end; None when the time is over before."""
        import torch

        output, known = None, None
        for start in range(0, len(prompt), self._step_tokens):
            if over():
                return None
            ids = torch.tensor([prompt[start : start + self._step_tokens]], device=self._model.device)
            output = self._model(input_ids=ids, past_key_values=known, use_cache=True, logits_to_keep=1)
            known = output.past_key_values
        return output

    def _next(
        self, matchers: Sequence[Any], logits: Any, rows: Sequence[int], temperature: float, random: Random
    ) -> list[int]:
        """One token for each row, of those that its grammar allows; row 0 takes the likeliest."""
        import torch

        from llm.token_sampler import draw

        # a matcher in trouble allows its end only
        biases = [torch.frombuffer(bytearray(m.compute_logit_bias()), dtype=torch.uint8) for m in matchers]
        allowed = torch.stack(biases)[:, : logits.shape[1]].to(logits.device) > 0
        masked = logits.masked_fill(~allowed, float("-inf"))
        uniform = torch.tensor([random.random() for _ in rows], device=logits.device)
        drawn = draw(masked, torch.full_like(uniform, temperature), torch.ones_like(uniform), uniform)
        greedy = torch.tensor([row == 0 for row in rows], device=logits.device)
        tokens: list[int] = torch.where(greedy, masked.argmax(-1), drawn).tolist()
        return tokens
